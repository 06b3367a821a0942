"""The client in the place where crawls use it: the event loop of Twisted's reactor."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from typing import Any

import pytest_twisted
from twisted.internet.defer import Deferred

from tests.llm.asking import config
from tests.support.llm_server import LLMServer
from vultrcrawl.llm.model import LanguageModel
from vultrcrawl.taxonomy import PageType


@pytest_twisted.inlineCallbacks  # type: ignore[untyped-decorator] # no stubs
def test_answers_come_while_the_reactor_runs(
    server: LLMServer,
) -> Generator[Deferred[Any], Any, None]:
    async def run() -> tuple[PageType, int]:
        model = LanguageModel(config(server, "slow-0.5"))
        turns = 0

        async def watch() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0.01)
                turns += 1

        watching = asyncio.ensure_future(watch())
        try:
            verdict = await model.page_type("[type event]")
        finally:
            watching.cancel()
            await model.close()
        return verdict.page_type, turns

    kind, turns = yield Deferred.fromFuture(asyncio.ensure_future(run()))
    assert kind is PageType.EVENT
    # Nothing blocks the loop while answers are waited for, half a second each.
    assert turns > 10
