"""Cookies of the site being crawled, kept in memory for as long as the crawl runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.cookies import CookiesMiddleware

from vultrcrawl.net.egress import host_and_port
from vultrcrawl.urls.domains import is_public_suffix, site_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from http.cookiejar import Cookie

    from scrapy import Request
    from scrapy.http import Response
    from scrapy.http.cookies import CookieJar

#: An age that is no number (RFC 6265, 5.2.2).
_NO_AGE = re.compile(
    rb";[ \t]*max-age[ \t]*=(?![ \t]*-?[0-9]+[ \t]*(?:;|\Z))[^;]*+", re.IGNORECASE
)
#: Bytes of all names and values that are kept. Servers refuse requests whose headers
#: are longer than 8 kB, and a crawl sees more pages that set cookies than any visitor.
_ROOM = 4_000
#: What the request was given as its own cookies, before any of the jar's.
_OWN = "vultrcrawl_own_cookies"


class SiteCookiesMiddleware(CookiesMiddleware):
    """Give the site the cookies that it has set, as a browser without a profile does.

    Of other sites none are kept. Once there is no more room, new cookies are left and
    known ones still change. Cookies that a request has already go along, before those
    kept: scripts in the browser set some. Nothing is written to disk. Setting:
    COOKIES_ENABLED.
    """

    def process_request(self, request: Request) -> None:  # type: ignore[override] # Scrapy's has a deprecated argument
        """Set the Cookie header."""
        if not self._is_ours(request):
            return
        own = request.meta.setdefault(_OWN, request.headers.get("Cookie") or b"")
        super().process_request(request)
        kept = request.headers.get("Cookie") or b""
        if own:
            pairs = _pairs(kept) | _pairs(own)
            request.headers["Cookie"] = b"; ".join(pairs.values())

    def process_response(self, request: Request, response: Response) -> Response:  # type: ignore[override] # the same
        """Keep the cookies that the site sets."""
        stated = response.headers.getlist("Set-Cookie")
        if stated and self._is_ours(request):
            # Python leaves out the whole cookie, browsers the age alone.
            response.headers["Set-Cookie"] = [_NO_AGE.sub(b"", one) for one in stated]
            super().process_response(request, response)
        return response

    def _process_cookies(
        self, cookies: Iterable[Cookie], *, jar: CookieJar, request: Request
    ) -> None:
        """Keep *cookies* in *jar*. Scrapy's own would download the list of suffixes."""
        host = host_and_port(request.url)[0]
        known = {(c.domain, c.path, c.name): len(c.name) + _size(c) for c in jar}
        used = sum(known.values())
        for cookie in cookies:
            domain = cookie.domain.removeprefix(".")
            if domain and domain != host and is_public_suffix(domain):
                continue
            if domain == host and "." not in host:  # as that of no domain is kept
                cookie.domain, cookie.domain_specified = f"{host}.local", False
            key = cookie.domain, cookie.path, cookie.name
            size = len(cookie.name) + _size(cookie)
            if used + size - known.get(key, 0) > _ROOM:
                continue
            jar.set_cookie_if_ok(cookie, request)
            used += size - known.get(key, 0)
            known[key] = size

    def _is_ours(self, request: Request) -> bool:
        """Tell whether *request* is one to the site of the start, before or now."""
        host = host_and_port(request.url)[0]
        spider = self.crawler.spider
        starts = [getattr(spider, "start_url", "")]
        if (frontier := getattr(spider, "frontier", None)) is not None:
            starts.append(frontier.scope.start_url)
        names = [host_and_port(start)[0] for start in starts if start]
        return (
            not names
            or host in names
            or site_of(host) in [site_of(name) for name in names]
        )


def _size(cookie: Cookie) -> int:
    return len(cookie.value or "")


def _pairs(header: bytes) -> dict[bytes, bytes]:
    """Return the cookies of a Cookie *header* by their names."""
    parts = [part.strip() for part in header.split(b";")]
    return {part.partition(b"=")[0]: part for part in parts if part}
