"""Redirects by `Location`, read as browsers read it (URL and Fetch standards)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.utils.httpobj import urlparse_cached

from vultrcrawl.urls.normal_form import normalize, normalize_routed, origin

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

_STATUSES = frozenset({301, 302, 303, 307, 308})
#: Headers that a request may take along to another origin (Fetch standard, 2.2.2, and
#: what every request of the crawl has). A script's own may hold what is for one site.
_FOR_EVERYBODY = frozenset(
    {
        b"accept", b"accept-encoding", b"accept-language", b"content-language",
        b"content-type", b"referer", b"user-agent",
    }
)  # fmt: skip


class LocationMiddleware(RedirectMiddleware):
    """Follow redirects: backslashes, tabs and odd bytes in `Location` as browsers do.

    A redirect to no URL of http or https is given back as the response. Another origin
    gets only the headers that are for everybody.
    """

    def process_response(  # type: ignore[override] # Scrapy's has a deprecated argument
        self, request: Request, response: Response
    ) -> Request | Response:
        """Return the request that *response* redirects to, or *response*."""
        location = response.headers.get("Location")
        if location is None or response.status not in _STATUSES or _kept(request):
            return response
        url = resolve(location, request.url)
        if url is None:
            return response
        status = response.status
        if (status in (301, 302) and request.method == "POST") or (
            status == 303 and request.method not in ("GET", "HEAD")
        ):
            redirected = self._redirect_request_using_get(request, response, url)
        else:
            redirected = self._build_redirect_request(request, response, url=url)
        return self._redirect(redirected, request, status)

    def _build_redirect_request(
        self, source_request: Request, response: Response, *, url: str, **kwargs: Any
    ) -> Request:
        built = super()._build_redirect_request(
            source_request, response, url=url, **kwargs
        )
        if origin(url) != origin(normalize(source_request.url) or ""):
            for name in list(built.headers):
                if name.lower() not in _FOR_EVERYBODY:
                    del built.headers[name]
        return built


def resolve(location: bytes, url: str) -> str | None:
    """Return where *location*, a header of the response for *url*, leads to.

    In normal form, with the route that it names or that *url* has; None if that is no
    URL of http or https.
    """
    try:
        text = location.decode()
    except UnicodeDecodeError:  # browsers send on the bytes
        text = "".join(chr(b) if b < 0x80 else f"%{b:02X}" for b in location)
    base = normalize(url)
    found = normalize_routed(text, base) if base is not None else None
    if found is None or "#" in text:
        return found
    _, mark, route = url.partition("#")
    return found + mark + route


def _kept(request: Request) -> bool:
    """Tell whether who asked wants the redirect itself."""
    meta = request.meta
    return bool(
        meta.get("dont_redirect")
        or meta.get("handle_httpstatus_all")
        or meta.get("handle_httpstatus_list")
        or urlparse_cached(request).scheme not in ("http", "https")
    )
