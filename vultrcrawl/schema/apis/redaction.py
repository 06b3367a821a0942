"""Redacts credentials in requests and responses of scripts, by name.

What is withheld leaves a mark, ``{withheld-1}``. Within one page the same value has the
same mark, so that it can still be told that a value came from a response.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote, quote_plus, unquote_plus, urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_WORDS: Final = frozenset((
    "key", "keys", "token", "tokens", "secret", "secrets", "signature", "sig", "hmac",
    "session", "sid", "ssid", "password", "passwd", "passphrase", "passcode", "pwd",
    "auth", "authorization", "authentication", "oauth", "jwt", "bearer", "otp",
    "credential", "credentials", "csrf", "xsrf", "nonce", "cookie", "cookies",
))  # fmt: skip
#: Ends of names whose words are written together: ``PHPSESSID``, ``apikey``.
_ENDS: Final = (
    "apikey", "appkey", "authkey", "accesskey", "secretkey", "token", "secret", "jwt",
    "password", "passwd", "signature", "session", "sessionid", "sessid", "nonce",
    "credentials",
)  # fmt: skip
#: Words of names that mostly identify something where a response has them.
_IDENTIFIERS: Final = frozenset(("key", "keys", "session", "sid", "ssid"))

_MARK = re.compile(r"\{withheld-\d+\}")
_JWT = re.compile(r"\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?")
# ``name=value`` inside a text, as in a URL; ``name: "value"`` as in GraphQL.
_ASSIGNED = re.compile(r"(?<![\w.%-])([\w.%-]{1,80})=([^&\s\"'<>#]+)")
_ARGUMENT = re.compile(r"(?<![\w-])[\"']?([\w-]{1,80})[\"']?\s*:\s*([\"'])([^\"']+)\2")
#: Deepest JSON that is read.
_DEPTH: Final = 24


def is_secret(name: str) -> bool:
    """Return whether *name*, of a parameter or a header, looks like a credential.

    ``api_key``, ``accessToken``, ``PHPSESSID`` do, ``keyword``, ``author`` don't.
    """
    words = [word.lower() for word in _PART.findall(name[:200])]
    return not _WORDS.isdisjoint(words) or "".join(words).endswith(_ENDS)


def is_secret_answer(name: str) -> bool:
    """Return the same of a *name* in a response, where ``key`` mostly identifies."""
    words = [word.lower() for word in _PART.findall(name[:200])]
    joined = "".join(words)
    if not _WORDS.isdisjoint(set(words) - _IDENTIFIERS):
        return True
    return joined.endswith(_ENDS) and joined != "session"


def is_withheld(text: str) -> bool:
    """Return whether *text* holds the mark of something withheld."""
    return _MARK.search(text) is not None


def is_mark(text: str) -> bool:
    """Return whether *text* is such a mark and nothing else."""
    return _MARK.fullmatch(text) is not None


class TooLargeError(Exception):
    """JSON has more members than are read."""


class RedactionBudget:
    """How many members of JSON are still read."""

    def __init__(self, members: int) -> None:
        self.members = members

    def spend(self) -> None:
        """Count one; TooLargeError if none is left."""
        self.members -= 1
        if self.members < 0:
            raise TooLargeError


class _Rules(NamedTuple):
    """How JSON is redacted."""

    is_secret: Callable[[str], bool]
    """Whether all below a member of this name is withheld."""
    name: Callable[[str], str]
    text: Callable[[str], str]
    withheld: Callable[[float], Any]
    """What stands for a number that is withheld."""
    items: int | None = None
    """Items of a list that are kept; None for all."""


class Redactor:
    """Takes the secrets out of what was exchanged on one page."""

    def __init__(self) -> None:
        self._marks: dict[str, str] = {}

    def mark(self, value: str) -> str:
        """Return what is kept in place of *value*."""
        if not value or _MARK.fullmatch(value):
            return value
        return self._marks.setdefault(value, f"{{withheld-{len(self._marks) + 1}}}")

    def url(self, url: str) -> str:
        """Return *url* without user and password, and without secret parameters."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return ""
        place, question, rest = parts.fragment.partition("?")
        if question:
            fragment = f"{place}?{self._pairs(rest)}"
        else:
            fragment = self._pairs(place) if "=" in place else place
        host = parts.netloc.rpartition("@")[2]
        path = _JWT.sub(self._whole, parts.path)
        query = self._pairs(parts.query)
        return urlunsplit((parts.scheme, host, path, query, fragment))

    def _pairs(self, query: str) -> str:
        return "&".join(map(self._pair, query.split("&"))) if query else ""

    def _pair(self, pair: str) -> str:
        name, equals, raw = pair.partition("=")
        value = unquote_plus(raw)
        if is_secret(unquote_plus(name)):
            return f"{name}{equals}{self.mark(value)}"
        kept = self.sent(value)
        return pair if kept == value else f"{name}{equals}{quote_plus(kept, '{}')}"

    def form(self, body: str) -> dict[str, str]:
        """Return the fields of a *body* of the type of HTML forms, secrets withheld."""
        found: dict[str, str] = {}
        for pair in body.split("&")[:100]:
            name, _, value = self._pair(pair).partition("=")
            if name:
                found[unquote_plus(name)] = unquote_plus(value)
        return found

    def sent(self, text: str) -> str:
        """Return *text* that a page sent, with what it assigns to secret names."""
        if text[:1] in ("{", "["):
            try:
                data = json.loads(text)
            except (ValueError, RecursionError):
                data = None
            if isinstance(data, dict | list):
                try:
                    return json.dumps(self.sent_json(data), ensure_ascii=False)
                except TooLargeError:
                    return self.mark(text)
        return _ARGUMENT.sub(self._argument, self.got(text))

    def got(self, text: str) -> str:
        """Return *text* of a response, with the secret parameters of its URLs."""
        if "eyJ" in text:
            text = _JWT.sub(self._whole, text)
        return _ASSIGNED.sub(self._assigned, text) if "=" in text else text

    def _whole(self, match: re.Match[str]) -> str:
        return self.mark(match[0])

    def _assigned(self, match: re.Match[str]) -> str:
        if not is_secret(match[1]):
            return match[0]
        return f"{match[1]}={self.mark(match[2])}"

    def _argument(self, match: re.Match[str]) -> str:
        if not is_secret(match[1]):
            return match[0]
        return match[0].replace(match[3], self.mark(match[3]))

    def sent_json(self, data: Any) -> Any:
        """Return JSON that a page sent; all below a secret name is withheld.

        Raises TooLargeError above 5,000 members.
        """
        rules = _Rules(
            is_secret, self.got, self.sent, lambda number: self.mark(str(number))
        )
        return self._redacted(data, RedactionBudget(5_000), rules)

    def answer(
        self, data: Any, budget: RedactionBudget, *, items: int, text: int
    ) -> Any:
        """Return a response with at most *items* of a list and *text* of a string.

        Types stay as they are. Raises TooLargeError once *budget* is spent.
        """

        def clip(part: str) -> str:
            return self.got(part if len(part) <= text else part[:text])

        rules = _Rules(
            is_secret_answer, clip, clip, lambda number: type(number)(0), items
        )
        return self._redacted(data, budget, rules)

    def _redacted(
        self,
        data: Any,
        budget: RedactionBudget,
        rules: _Rules,
        depth: int = 0,
        *,
        secret: bool = False,
    ) -> Any:
        """Return *data* by *rules*; all of it is withheld if it is *secret*."""
        budget.spend()
        if isinstance(data, str):
            return self.mark(data) if secret else rules.text(data)
        if isinstance(data, dict | list) and depth > _DEPTH:
            return None
        if isinstance(data, dict):
            return {
                rules.name(name): self._redacted(
                    value,
                    budget,
                    rules,
                    depth + 1,
                    secret=secret or rules.is_secret(name),
                )
                for name, value in data.items()
            }
        if isinstance(data, list):
            return [
                self._redacted(one, budget, rules, depth + 1, secret=secret)
                for one in data[: rules.items]
            ]
        if secret and isinstance(data, int | float) and not isinstance(data, bool):
            return rules.withheld(data)
        return data

    def purged(self, text: str) -> str:
        """Return JSON *text* without what was withheld anywhere on the page.

        A key may be sent as a parameter here and stand in a path there. Values that
        could be words are left: ``sort_key=title`` is no reason to withhold titles.
        """
        for value, mark in self._marks.items():
            for form in _forms(value):
                text = text.replace(form, mark)
        return text


def _forms(value: str) -> Iterator[str]:
    """Yield how *value* may be written, if it is too odd to be a word or a number."""
    letters = any(one.isalpha() for one in value)
    if len(value) < 10 or not letters or not any(one.isdigit() for one in value):
        return
    if " " in value:
        return
    for ascii_ in (True, False):
        yield json.dumps(value, ensure_ascii=ascii_)[1:-1]
    safe = value.encode("utf-8", "replace").decode()
    yield from {quote(safe, ""), quote(safe), quote_plus(safe)}
