"""Why a call of a tool has no result: an error that a program and a model can read.

ServeError
├── UnknownTool     404  there is no such tool
├── NotFound        404  the site has no such page
├── BadArguments    400  an argument is missing, wrong, or not of this site
├── OtherPage       422  the page is of another kind
├── Refused         403  robots.txt or the egress rule forbids it
├── Spent           429  the budget of requests is spent for now
├── SiteFailed      502  the site gave no usable answer
├── Drifted         502  the page lacks what it had when the site was explored
├── Stopping        503  the server is about to end
└── TookTooLong     504  the site, or its pace, takes longer than a caller waits
"""

from __future__ import annotations

from typing import Any, ClassVar


class ServeError(Exception):
    """Base of all; its text is one line, without anything that a page says."""

    status: ClassVar[int] = 500
    """Status of HTTP."""
    code: ClassVar[str] = "internal"
    """A word for programs."""

    def __init__(self, message: str, **more: Any) -> None:
        super().__init__(message)
        self.more = more
        """What else there is to tell, by name."""

    def problem(self) -> dict[str, Any]:
        """Return the error as problem details (RFC 9457)."""
        told = str(self)
        return {
            "title": self.code.replace("_", " "),
            "status": self.status,
            "detail": told,
            "code": self.code,
            **self.more,
        }


class UnknownTool(ServeError):
    """There is no such tool."""

    status, code = 404, "unknown_tool"


class NotFound(ServeError):
    """The site has no such page."""

    status, code = 404, "not_found"


class BadArguments(ServeError):
    """An argument is missing, is wrong, or names a page that is not of this site."""

    status, code = 400, "bad_arguments"


class OtherPage(ServeError):
    """The page is of another kind than the tool reads."""

    status, code = 422, "other_page"


class Refused(ServeError):
    """It is not asked for: robots.txt forbids it, or the egress rule."""

    status, code = 403, "refused"


class Spent(ServeError):
    """As many requests as the budget has were sent in the last hour."""

    status, code = 429, "budget_spent"


class SiteFailed(ServeError):
    """The site gave no usable answer."""

    status, code = 502, "site_failed"


class Drifted(ServeError):
    """The page lacks fields that all pages had: the site may have changed."""

    status, code = 502, "drift"

    def __init__(self, url: str, fields: list[str]) -> None:
        names = ", ".join(fields)
        verb = "is" if len(fields) == 1 else "are"
        super().__init__(
            f"{names} {verb} missing on {url}, which all pages had when the site was "
            "explored; it may have changed: explore it again",
            fields=fields,
        )


class Stopping(ServeError):
    """The server is about to end."""

    status, code = 503, "stopping"


class TookTooLong(ServeError):
    """The site, its pace or its pause takes longer than a caller waits."""

    status, code = 504, "took_too_long"
