"""One page in the browser: its requests, the wait for its scripts, its HTML."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from dataclasses import dataclass, field
from importlib.resources import files
from secrets import token_hex
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from playwright.async_api import Error as PlaywrightError
from scrapy.exceptions import IgnoreRequest

from vultrcrawl.browser.loading import Loaded, headers_for_browser
from vultrcrawl.browser.methods import SAFE, meant_method
from vultrcrawl.browser.world import World
from vultrcrawl.lifecycle.failures import RobotsDenied, describe_failure
from vultrcrawl.page.exchange import Exchange, Growth
from vultrcrawl.schema.navigation.pagination import MORE
from vultrcrawl.urls.normal_form import origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.async_api import Page, Request, Route
    from scrapy.http import Response

    from vultrcrawl.browser.loading import Loader

logger = logging.getLogger(__name__)

#: What runs in the page, and what reads it from a world of its own.
PAGE: Final = files("vultrcrawl.browser").joinpath("page.js").read_text("utf-8")
READER: Final = files("vultrcrawl.browser").joinpath("reader.js").read_text("utf-8")
_MARK = "TOKEN-OF-THE-VISIT"

#: What scripts need to work; images, fonts, media, frames and beacons they don't.
_WANTED = frozenset({"script", "stylesheet", "xhr", "fetch"})
#: Milliseconds without a change after which a page is at rest.
_QUIET = 150
#: Seconds without any progress after which it is taken as it is.
_PATIENCE = 5.0
#: Requests of one page, exchanges kept of it, and the bytes of one.
_REQUESTS, _EXCHANGES, _ANSWER, _SENT = 300, 30, 2**20, 10_000
#: Elements without an address that are pressed to see where they lead.
_PRESSED = 60
#: Elements that must be new for a list to have grown.
_GROWN = 3
#: Headers that the browser sets, or that every request has.
_ORDINARY = frozenset(
    {"accept", "accept-language", "content-type", "origin", "referer", "user-agent"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A page as its scripts have left it."""

    html: str
    url: str
    """Its address now: scripts may have gone on to a route of theirs."""
    settled: bool
    """Whether it came to rest, rather than being cut off."""
    exchanges: list[Exchange] = field(repr=False)
    growth: Growth | None
    routes: list[tuple[str, str]]
    """Address and text of what leads on without being a link."""
    denied: int
    """Requests of its scripts that robots.txt forbids."""
    failures: dict[str, int]
    """Those that failed, by reason."""


class PageVisit:
    """Shows *response* to the browser and reads what its scripts make of it."""

    def __init__(
        self,
        response: Response,
        loader: Loader,
        rounds: int,
        progressed: Callable[[], None],
    ) -> None:
        self._response = response
        self._loader = loader
        self._rounds = rounds
        self._progressed = progressed
        self._shown = self._closed = self._pressing = self._safe_only = False
        self._token = token_hex(16)
        self._pending = self._started = self._finished = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._denied = 0
        self._failures: Counter[str] = Counter()
        self._exchanges: list[Exchange] = []
        self._led: list[tuple[str, str]] = []

    async def prepare(self, page: Page) -> None:
        """Take over the requests of *page*, before it is shown anything."""
        await page.route("**/*", self._answer)
        await page.add_init_script(PAGE.replace(_MARK, self._token))

    async def read(self, page: Page) -> Rendered:
        """Wait for *page* to come to rest and return what it has become."""
        world = await World.of(page, READER.replace(_MARK, self._token))
        settled = await self._settle(world)
        growth = await self._grow(world) if settled else None
        html: str = await world.ask("html")
        url = page.url
        self._pressing = True
        found = await world.ask("routes", _PRESSED)
        routes = {str(one): str(said)[:200] for one, said in [*self._led, *found]}
        return Rendered(
            html=html,
            url=url,
            settled=settled,
            exchanges=self._exchanges,
            growth=growth,
            routes=[(one, said) for one, said in routes.items() if one != url],
            denied=self._denied,
            failures=dict(self._failures),
        )

    def close(self) -> None:
        """Answer nothing any more."""
        self._closed = True

    async def _settle(self, world: World) -> bool:
        """Wait until nothing is asked for and nothing changes; whether that came."""
        done = self._finished
        moved = monotonic()
        while True:
            try:
                async with asyncio.timeout(moved + _PATIENCE - monotonic()):
                    await self._idle.wait()
                    started = self._started
                    await world.ask("quiet", _QUIET)
            except TimeoutError:
                if self._finished == done:
                    return False
            else:
                if self._idle.is_set() and self._started == started:
                    return True
            if self._finished != done:
                done, moved = self._finished, monotonic()

    async def _grow(self, world: World) -> Growth | None:
        """Ask the page's list for more until it has no more, or for long enough."""
        pressed: dict[str, Any] | None = None
        began, rounds, complete = self._started, 0, False
        while rounds < self._rounds and not complete:
            grown = False
            if pressed is None:
                before: int = await world.ask("scroll")
                await self._settle(world)
                grown = await world.ask("size") - before >= _GROWN
            if not grown and (pressed is not None or not rounds):
                # From now on: what comes of pressing may be asked for later.
                self._safe_only = True
                more = await world.ask("more", MORE.pattern)
                if more is not None:
                    await self._settle(world)
                    size: int = await world.ask("size")
                    grown = size - more["size"] >= _GROWN
                    pressed = more if grown else pressed
            complete = not grown
            rounds += grown
        # Once, and without asking for anything: a part that had waited to be seen.
        if not rounds or (rounds == 1 and self._started == began):
            return None
        if pressed is None:
            return Growth(kind="infinite_scroll", rounds=rounds, complete=complete)
        return Growth(
            kind="load_more",
            rounds=rounds,
            complete=complete,
            selector=pressed["selector"],
            text=pressed["text"],
        )

    async def _answer(self, route: Route) -> None:
        """Answer one request; never let the browser ask by itself."""
        try:
            await self._decide(route, route.request)
        except PlaywrightError:  # the page is gone, and nobody waits for the response
            logger.debug("Not answered any more: %s", route.request.url)

    async def _decide(self, route: Route, request: Request) -> None:
        if self._closed:
            await route.abort("aborted")
        elif request.is_navigation_request():
            await self._navigate(route, request)
        elif (
            request.resource_type not in _WANTED
            or not request.url.startswith(("http://", "https://"))
            or self._started >= _REQUESTS
            or self._pressing
        ):
            await route.abort("blockedbyclient")
        elif self._safe_only and (method := _meant(request)) not in SAFE:
            self._failures[f"{method} is not sent by pressing a button"] += 1
            await route.abort("blockedbyclient")
        else:
            await self._fetch(route, request)

    async def _navigate(self, route: Route, request: Request) -> None:
        """Show the page once; where its scripts want to go then is noted."""
        if not self._shown:
            self._shown = True
            await route.fulfill(
                status=self._response.status,
                headers=headers_for_browser(self._response.headers),
                body=self._response.body,
            )
            return
        if request.frame.parent_frame is None and request.method == "GET":
            self._led.append((request.url, ""))
        await route.abort("aborted")

    async def _fetch(self, route: Route, request: Request) -> None:
        self._started += 1
        self._pending += 1
        self._idle.clear()
        try:
            headers = dict(request.headers)
            if origin(request.url) == origin(self._response.url) and (
                jar := await request.frame.page.context.cookies(request.url)
            ):
                headers["Cookie"] = "; ".join(f"{c['name']}={c['value']}" for c in jar)
            loaded = await self._loader.load(
                request.url,
                request.method,
                headers,
                request.post_data_buffer or b"",
                self._response.url,
            )
        except PlaywrightError:
            raise
        except Exception as error:  # noqa: BLE001 (whatever a middleware raises)
            if isinstance(error, RobotsDenied):
                self._denied += 1
            elif isinstance(error, IgnoreRequest):
                self._failures[str(error) or "refused"] += 1
            else:
                self._failures[describe_failure(error)] += 1
            await route.abort("failed")
        else:
            self._note(request, loaded)
            await route.fulfill(
                status=loaded.status, headers=loaded.headers, body=loaded.body
            )
        finally:
            self._finished += 1
            self._pending -= 1
            if not self._closed:
                self._progressed()
            if not self._pending:
                self._idle.set()

    def _note(self, request: Request, loaded: Loaded) -> None:
        """Keep what was asked and answered, if the response is JSON."""
        if (
            request.resource_type not in ("xhr", "fetch")
            or len(self._exchanges) >= _EXCHANGES
            or len(loaded.body) > _ANSWER
            or loaded.body.lstrip()[:1] not in (b"{", b"[")
        ):
            return
        try:
            data = json.loads(loaded.body)
        except (ValueError, RecursionError):
            return
        sent = request.post_data_buffer or b""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        self._exchanges.append(
            Exchange(
                page_url=self._response.url,
                method=request.method,
                url=request.url,
                headers=tuple(
                    name
                    for name in sorted(request.headers)
                    if name not in _ORDINARY and not name.startswith(("sec-", ":"))
                ),
                request_type=kind or None,
                request_body=sent.decode("utf-8", "replace")[:_SENT],
                status=loaded.status,
                response_type=loaded.media_type,
                data=data,
            )
        )


def _meant(request: Request) -> str:
    return meant_method(request.method, request.url, request.headers)
