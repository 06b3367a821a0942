"""An isolated JavaScript world in a page: its DOM, unchanged by the page's scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.async_api import Error as PlaywrightError

if TYPE_CHECKING:
    from playwright.async_api import CDPSession, Page

#: What it is called in the browser; pages don't learn of it.
_NAME = "vultrcrawl"


class World:
    """An isolated world of a page's main frame, and the functions of a script in it.

    Playwright evaluates in the world of the page's own scripts.
    """

    def __init__(self, session: CDPSession, context: int) -> None:
        self._session = session
        self._context = context

    @classmethod
    async def of(cls, page: Page, script: str) -> World:
        """Make one in *page* and run *script* there, which sets `vultrcrawl`."""
        session = await page.context.new_cdp_session(page)
        tree = await session.send("Page.getFrameTree")
        made = await session.send(
            "Page.createIsolatedWorld",
            {"frameId": tree["frameTree"]["frame"]["id"], "worldName": _NAME},
        )
        context: int = made["executionContextId"]
        ran = await session.send(
            "Runtime.evaluate", {"expression": script, "contextId": context}
        )
        _answer(ran)
        return cls(session, context)

    async def ask(self, name: str, *given: str | int) -> Any:
        """Return what the script's function *name* gives. Raises Playwright's Error."""
        ran = await self._session.send(
            "Runtime.callFunctionOn",
            {
                "functionDeclaration": f"(...given) => vultrcrawl.{name}(...given)",
                "executionContextId": self._context,
                "arguments": [{"value": one} for one in given],
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        return _answer(ran)


def _answer(ran: dict[str, Any]) -> Any:
    if (failed := ran.get("exceptionDetails")) is not None:
        said = failed.get("exception", {}).get("description") or failed.get("text")
        raise PlaywrightError(f"the page can't be read: {said}")
    return ran["result"].get("value")
