"""Which URLs belong to the crawl: site, folder, filters and depth as asked for."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import re2

from vultrcrawl.errors import UsageError
from vultrcrawl.items import SkipReason
from vultrcrawl.urls.domains import site_of
from vultrcrawl.urls.normal_form import MAX_LENGTH, normalize_routed, origin

if TYPE_CHECKING:
    import re


class ScopeMode(StrEnum):
    """How far from the start URL the site reaches."""

    HOST = "host"
    """The start's host and port; http on 80 and https on 443 are one."""
    DOMAIN = "domain"
    """Every host of the start's registrable domain, by the public suffix list."""
    PREFIX = "prefix"
    """The start's host, and there its folder."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a crawl may ask for. Immutable; `moved_to` gives another.

    Raises UsageError if *start_url* is not http(s), or an expression does not compile.
    """

    start_url: str
    """An http(s) URL; kept in normal form, a route of it as well."""
    mode: ScopeMode = ScopeMode.HOST
    """How far from the start the site reaches."""
    include: tuple[str, ...] = ()
    """Regular expressions of which one must be found in a URL, if there are any."""
    exclude: tuple[str, ...] = ()
    """Regular expressions of which none may be found in a URL."""
    max_depth: int = 20
    """Most links from the start; the start itself is 0."""

    def __post_init__(self) -> None:
        start = normalize_routed(self.start_url)
        if start is None:
            raise UsageError(f"start_url: {self.start_url!r} is no http or https URL")
        object.__setattr__(self, "start_url", start)
        object.__setattr__(self, "mode", ScopeMode(self.mode))
        _ = self._included, self._excluded  # a wrong expression is told at once

    def refuse(self, url: str, depth: int) -> tuple[SkipReason, str | None] | None:
        """Tell why *url*, in normal form, is not for this crawl: reason and rule.

        None if it is. The rule is the excluding expression for `SkipReason.FILTER`
        (`include` if none of the including ones is found), the scheme for
        `SkipReason.SCHEME`. The start URL itself is never refused.
        """
        if not url.startswith(("http://", "https://")):
            return SkipReason.SCHEME, url.partition(":")[0][:20].lower()
        if url == self.start_url:
            return None
        if not self.contains(url):
            return SkipReason.SCOPE, None
        if len(url) > MAX_LENGTH:
            return SkipReason.LENGTH, None
        rule = self._filtered(url) if self.include or self.exclude else None
        if rule is not None:
            return SkipReason.FILTER, rule
        return (SkipReason.DEPTH, None) if depth > self.max_depth else None

    def asks_for(self, url: str) -> bool:
        """Tell whether *url* is among those that `include` names."""
        return any(expression.search(url) for expression in self._included)

    def contains(self, url: str) -> bool:
        """Tell whether *url*, in normal form, is on the site and in the folder."""
        if self.mode is ScopeMode.HOST and url.startswith(self._root):
            return True  # as nearly every link: no need to take it apart
        site = origin(url)
        host = site.partition("//")[2]
        if self.mode is ScopeMode.DOMAIN:
            return site_of(host) == self._site
        if host != self._host:
            return False
        return self.mode is ScopeMode.HOST or self._in_folder(url[len(site) :])

    def moved_to(self, final_url: str) -> Scope:
        """Return the scope of a start that redirects to *final_url*.

        A site is where its start page ends: ``example.com`` that redirects to
        ``www.example.com`` is crawled there. A target in scope changes nothing, nor
        does one of the same host whose folder would be the whole host (a login page).
        """
        final = normalize_routed(final_url)
        if final is None or self.contains(final):
            return self
        moved = dataclasses.replace(self, start_url=final)
        if moved._host == self._host and moved._folder == "/":  # noqa: SLF001 (own class)
            return self
        return moved

    def _filtered(self, url: str) -> str | None:
        for expression in self._excluded:
            if expression.search(url):
                return expression.pattern
        if self._included and not any(e.search(url) for e in self._included):
            return "include"
        return None

    @cached_property
    def _included(self) -> tuple[re.Pattern[str], ...]:
        return tuple(_compiled("include", text) for text in self.include)

    @cached_property
    def _excluded(self) -> tuple[re.Pattern[str], ...]:
        return tuple(_compiled("exclude", text) for text in self.exclude)

    @cached_property
    def _root(self) -> str:
        return f"{origin(self.start_url)}/"

    @cached_property
    def _host(self) -> str:
        return origin(self.start_url).partition("//")[2]

    @cached_property
    def _site(self) -> str:
        return site_of(self._host)

    @cached_property
    def _folder(self) -> str:
        """The start's folder, ending with a slash.

        ``/docs`` counts as the folder ``/docs/``: by the letter its folder is the whole
        host, which nobody asks for with a prefix.
        """
        path = _path(self.start_url[len(origin(self.start_url)) :])
        folder, _, page = path.rpartition("/")
        if not folder and page and "." not in page:
            folder = "/" + page
        return folder + "/"

    def _in_folder(self, rest: str) -> bool:
        if rest.startswith(self._folder):
            return True
        return _path(rest) + "/" == self._folder


def _path(rooted: str) -> str:
    """Return *rooted* without query and route."""
    return rooted.partition("#")[0].partition("?")[0]


def _compiled(argument: str, text: str) -> re.Pattern[str]:
    """Return *text* ready to search URLs in time linear in them.

    The standard library's engine would try ``(a+)+$`` on one URL for ever.
    """
    options = re2.Options()
    options.log_errors = False
    try:
        found: re.Pattern[str] = re2.compile(text, options)
    except (re2.error, UnicodeEncodeError) as error:
        why = error.args[0] if isinstance(error, re2.error) else "not Unicode"
        reason = why.decode("utf-8", "replace") if isinstance(why, bytes) else why
        raise UsageError(
            f"{argument}: {text!r} is no regular expression of RE2, which has neither "
            f"look-around nor back references: {reason}"
        ) from None
    return found
