"""scrapy-playwright's handler, with a Chromium that can't reach any network by itself.

Interception alone would not do: Playwright doesn't show redirect hops, WebSockets of
workers, preconnects or WebRTC to it (microsoft/playwright#3994, #33882). So the browser
gets a proxy that doesn't exist, for loopback, too, and a resolver that knows no name:
what isn't answered by interception fails without a packet.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error as PlaywrightError
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.provider import PlaywrightBrowserProvider

from vultrcrawl.browser.config import INSTALL, BrowserConfig
from vultrcrawl.browser.processes import MARK, kill_browser
from vultrcrawl.errors import BrowserUnusable
from vultrcrawl.export.processes import bare_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.async_api import Browser
    from scrapy.crawler import Crawler

_NO_PROXY = "http://vultrcrawl.invalid:1"
#: Off: what Playwright turns off for its own sake, as only the last list counts, and
#: processes kept in reserve.
_OFF = (
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter",
    "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding",
    "PreconnectToSearch", "PreloadTopChromeWebUI", "SpareRendererForSitePerProcess",
    "ThirdPartyStoragePartitioning",
    # Its own toolbar, which nobody sees: a process of 160 MB (measured).
    "InitialWebUI", "OmniboxPopupWebUI", "WebUIBrowserWindow", "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup", "WebUIOmniboxPopup", "WebUIReloadButton",
    "WebUIReloadButtonPrewarmWebUI", "WebUIToolbarWebView",
)  # fmt: skip
_ARGUMENTS = (
    MARK,
    # With any other policy STUN leaves by UDP, past every proxy (measured).
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--no-pings",
    "--block-new-web-contents",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--in-process-gpu",
    f"--disable-features={','.join(_OFF)}",
    # One process less for a network that leads nowhere.
    "--enable-features=NetworkServiceInProcess2",
    # /dev/shm of a container holds 64 MB.
    "--disable-dev-shm-usage",
    "--js-flags=--max-old-space-size=384",
    "--renderer-process-limit=6",
)
_START_SECONDS, _CLOSE_SECONDS = 30.0, 5.0
#: What is said of a browser that ended while it started, and after how many seconds it
#: is started again: on a busy machine Chromium does so once in some hundred starts.
_CLOSED, _PAUSES = "has been closed", (0.5, 2.0)


class ConfinedProvider(PlaywrightBrowserProvider):  # type: ignore[misc] # untyped
    """Starts the browser that is named, or the first that is found."""

    async def start(self) -> None:
        """Start Playwright's driver, and with it the browser, without our keys."""
        _TRANSPORT.get_driver_env = _driver_environment
        await super().start()

    async def launch_browser(self) -> Browser:
        """Return the browser. Raises BrowserUnusable."""
        browser: BrowserConfig = self.config.launch_options["vultrcrawl"]
        assert self.browser_type is not None  # noqa: S101 (started before)
        path = browser.find(self.browser_type.executable_path)
        if path is None:
            raise BrowserUnusable(f"there is no browser; install one with: {INSTALL}")
        for pause in (*_PAUSES, None):
            try:
                return await self._launched(browser, path)
            except PlaywrightError as error:
                if pause is None or _CLOSED not in str(error):
                    why = _why(path, str(error), sandbox=browser.sandbox)
                    raise BrowserUnusable(why) from None
                await asyncio.sleep(pause)
        raise AssertionError  # the last try returns or raises

    async def _launched(self, browser: BrowserConfig, path: str) -> Browser:
        assert self.browser_type is not None  # noqa: S101 (started before)
        launched: Browser = await self.browser_type.launch(
            executable_path=path,
            args=_ARGUMENTS,
            chromium_sandbox=browser.sandbox,
            timeout=1000 * _START_SECONDS,
            proxy={"server": _NO_PROXY, "bypass": "<-loopback>"},
            # Signals are for the crawl, which closes the browser itself.
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
        return launched


# The driver's environment is the browser's, and there is no public way to choose it.
_TRANSPORT: Any = import_module("playwright._impl.transport")
_with_all: Callable[[], dict[str, str]] = _TRANSPORT.get_driver_env


def _driver_environment() -> dict[str, str]:
    return bare_environment(_with_all())


def _why(path: str, said: str, *, sandbox: bool) -> str:
    if sandbox and "sandbox" in said.lower():
        return (
            f"{path} can't start its sandbox here (as root, or in a container); run as "
            "another user, or set VULTRCRAWL_BROWSER_SANDBOX=False"
        )
    line = next((line for line in said.splitlines() if line.strip()), "no reason given")
    return f"{path} doesn't start ({line.strip()[:200]}); install another: {INSTALL}"


class BrowserHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc] # untyped
    """Opens pages for `Renderer`, which answers every request of theirs."""

    def __init__(self, crawler: Crawler, browser: BrowserConfig) -> None:
        super().__init__(crawler)
        self.config: Any
        # Of the settings PLAYWRIGHT_* none applies: a remote browser, another driver or
        # other arguments would have a network of their own.
        self.browser_provider_cls = ConfinedProvider
        self.config = replace(
            self.config,
            cdp_url=None,
            connect_url=None,
            browser_type_name="chromium",
            launch_options={"vultrcrawl": browser},
            startup_context_kwargs={},
            max_pages_per_context=2 * browser.pages,
            max_contexts=None,
            navigation_timeout_ms=1000 * browser.timeout_s,
            restart_disconnected_browser=True,
            # One layer tries again: the renderer.
            target_closed_max_retries=0,
            use_threaded_loop=False,
        )
        self._forgotten = asyncio.Event()
        self.process_request_headers = None
        self.abort_request = None

    async def _maybe_launch_in_thread(self) -> None:
        """Do nothing when the engine starts: `start` is called when a page needs it."""

    async def start(self) -> None:
        """Start the driver; the browser follows with its first page."""
        await self._launch()

    async def open_browser(self) -> None:
        """Start the browser unless one runs. Raises BrowserUnusable."""
        browser = getattr(self, "browser", None)
        if browser is not None and not browser.is_connected():
            await self._wait_until_forgotten()
        await self._maybe_launch_browser()

    async def end_browser(self) -> None:
        """Kill the browser, with all its pages; `open_browser` starts another."""
        kill_browser()
        if hasattr(self, "browser"):
            await self._wait_until_forgotten()

    async def _wait_until_forgotten(self) -> None:
        """Wait until a lost browser is forgotten: pages would be opened there."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._forgotten.wait()

    async def _maybe_launch_browser(self) -> None:
        await super()._maybe_launch_browser()
        self._forgotten.clear()

    async def _browser_disconnected_callback(self) -> None:
        try:
            await super()._browser_disconnected_callback()
        finally:
            self._forgotten.set()

    async def close_context(self, name: str) -> None:
        """Close a context whose pages have all been closed, if it is there."""
        wrapper = self.context_wrappers.get(name)
        if wrapper is not None:
            await wrapper.context.close()

    async def close(self) -> None:
        """Close the browser and its driver, whatever state they are in."""
        try:
            with suppress(TimeoutError, PlaywrightError):  # what is left is killed
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await super().close()
        finally:
            kill_browser()
