"""Runs questions through the real client in an event loop of their own."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from tests.support.llm_server import LLMServer
from vultrcrawl.llm.config import LLMConfig
from vultrcrawl.llm.contract import PageVerdict
from vultrcrawl.llm.model import LanguageModel
from vultrcrawl.llm.prompts import type_question
from vultrcrawl.llm.wire.client import LLMClient

T = TypeVar("T")
_number = itertools.count()


def named(words: str = "") -> str:
    """Return a model name with these words that no other test uses."""
    return f"{words or 'good'},run-{next(_number)}"


def config(server: LLMServer, words: str = "", **settings: Any) -> LLMConfig:
    values: dict[str, Any] = {"base_url": server.url, "timeout_s": 10.0} | settings
    return LLMConfig(model=named(words), **values)


def in_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run *work* in a thread: Twisted's reactor has the loop of this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def with_client(config: LLMConfig, work: Callable[[LLMClient], Awaitable[T]]) -> T:
    """Return what *work* does with a client, which is closed after it."""

    async def run() -> T:
        client = LLMClient(config)
        try:
            return await work(client)
        finally:
            await client.close()

    return in_loop(run())


def with_model(config: LLMConfig, work: Callable[[LanguageModel], Awaitable[T]]) -> T:
    """Return what *work* does with a language model, which is closed after it."""

    async def run() -> T:
        model = LanguageModel(config)
        try:
            return await work(model)
        finally:
            await model.close()

    return in_loop(run())


def ask_type(client: LLMClient, page: str = "[type product]") -> Awaitable[PageVerdict]:
    return client.ask(type_question(page), PageVerdict)
