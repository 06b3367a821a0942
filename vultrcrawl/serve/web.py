"""The tools of a site over HTTP: an endpoint each, their description, and MCP."""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.responses import Response
from starlette.routing import Route

from vultrcrawl.net.addresses import is_loopback_name
from vultrcrawl.serve.failures import BadArguments, ServeError, Spent, UnknownTool
from vultrcrawl.serve.mcp_server import mcp_server
from vultrcrawl.serve.openapi import PATH, openapi, tools_json

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from vultrcrawl.serve.service import Service

_NUMBERS = {"integer": int, "number": float}
_WORDS = {"true": True, "false": False}


def application(service: Service, *, token: str | None, loopback: bool) -> ASGIApp:
    """Return what answers, for callers with *token*, if that is not None.

    On *loopback* only those that address it as such are answered: a page in a browser
    can give any name to 127.0.0.1, but does so in the header Host.
    """
    catalogue = service.catalogue
    described = {
        "/": {
            "site": catalogue.host,
            "tools": [f"{PATH}{name}" for name in catalogue.tools],
            "openapi": "/openapi.json",
            "tools_json": "/tools.json",
            "mcp": "/mcp",
        },
        "/openapi.json": openapi(catalogue),
        "/tools.json": tools_json(catalogue),
    }
    routes = [Route(path, _constant(data)) for path, data in described.items()]

    async def tool(request: Request) -> Response:
        name = request.path_params["name"]
        try:
            known = catalogue.tools.get(name)
            if known is None:
                raise UnknownTool("there is no such tool")
            arguments = _arguments(request, known.arguments["properties"])
            return _json(await service.call(name, arguments))
        except ServeError as error:
            return _problem(error)

    routes.append(Route(f"{PATH}{{name}}", tool, methods=["GET"]))
    inner: Starlette = mcp_server(service).streamable_http_app(
        stateless_http=True,
        json_response=True,
        host="",  # the guard looks at names and tokens, for all paths
        custom_starlette_routes=routes,
    )
    return _Guard(inner, token=token, loopback=loopback)


class _Guard:
    """Answers only who may ask."""

    def __init__(self, inner: ASGIApp, *, token: str | None, loopback: bool) -> None:
        self._inner = inner
        self._expected = f"bearer {token}".encode() if token is not None else None
        self._loopback = loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or turn it away."""
        if scope["type"] == "http" and (refusal := self._refusal(scope)) is not None:
            await refusal(scope, receive, send)
        elif scope["type"] in ("http", "lifespan"):
            await self._inner(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if self._loopback:
            if not _is_here(b"//" + headers.get(b"host", b"")):
                return _refused(421, "this server is addressed by another name")
            if b"origin" in headers and not _is_here(headers[b"origin"]):
                return _refused(403, "asked by a page of another site")
        if self._expected is None:
            return None
        scheme, _, given = headers.get(b"authorization", b"").partition(b" ")
        offered = scheme.lower() + b" " + given.strip()
        if hmac.compare_digest(offered, self._expected):
            return None
        refusal = _refused(401, "a bearer token is needed")
        refusal.headers["WWW-Authenticate"] = "Bearer"
        return refusal


def _is_here(url: bytes) -> bool:
    """Whether the host of *url* is this machine, by its name alone."""
    try:
        host = urlsplit(url.decode("ascii")).hostname
    except ValueError:
        return False
    return host is not None and is_loopback_name(host)


def _arguments(request: Request, schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments in the query, as the types that *schemas* ask for."""
    found: dict[str, Any] = {}
    for name, text in request.query_params.multi_items():
        if name in found:
            raise BadArguments("an argument is given twice")
        found[name] = _typed(text, schemas.get(name, {}).get("type"))
    return found


def _typed(text: str, kind: object) -> Any:
    """Return *text* as a value of a type of JSON; as it is, if it is none."""
    if kind == "boolean":
        return _WORDS.get(text, text)
    if (number := _NUMBERS.get(str(kind))) is not None and text.isascii():
        try:
            return number(text)
        except ValueError:
            return text
    return text


def _constant(data: object) -> Any:
    async def answer(_: Request) -> Response:
        return _json(data)

    return answer


def _json(data: object, status: int = 200, media: str = "application/json") -> Response:
    return Response(
        json.dumps(data, ensure_ascii=False, allow_nan=False),
        status_code=status,
        media_type=media,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"},
    )


def _problem(error: ServeError) -> Response:
    found = _json(error.problem(), error.status, "application/problem+json")
    if isinstance(error, Spent):
        found.headers["Retry-After"] = str(error.more["retry_after_seconds"])
    return found


def _refused(status: int, detail: str) -> Response:
    problem = {
        "title": "refused",
        "status": status,
        "detail": detail,
        "code": "refused",
    }
    return _json(problem, status, "application/problem+json")
