"""What the model may take: calls at once, time, calls, tokens, money."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.llm.asking import ask_type, config, in_loop, with_client
from tests.support.llm_server import LLMServer
from vultrcrawl.errors import BudgetExhausted, LLMUnavailable
from vultrcrawl.llm.model import LanguageModel
from vultrcrawl.llm.wire.budget import Usage
from vultrcrawl.llm.wire.client import LLMClient


async def _flood(client: LLMClient, n: int = 50, size: int = 100) -> Usage:
    pages = [f"page {i} " * size for i in range(n)]
    questions = (ask_type(client, page) for page in pages)
    outcomes = await asyncio.gather(*questions, return_exceptions=True)
    errors = [o for o in outcomes if isinstance(o, BaseException)]
    assert all(isinstance(error, BudgetExhausted) for error in errors), errors
    assert client.usage.failures["budget"] == len(errors)
    return client.usage


def test_no_more_calls_than_the_budget_has(server: LLMServer) -> None:
    settings = config(server, "slow-0.05", max_calls=10)
    usage = with_client(settings, _flood)
    assert len(server.requests(settings.model, probes=True)) == 10
    assert usage.calls == 10
    assert usage.answers == 9  # and the probe


def test_no_more_tokens_than_the_budget_has(server: LLMServer) -> None:
    settings = config(server, "slow-0.05", max_tokens=30_000)
    usage = with_client(settings, _flood)
    # Less than one call is left, though four were set aside at once.
    assert 30_000 - 4_500 < usage.tokens_in + usage.tokens_out <= 30_000
    assert usage.failures["budget"] > 10


def test_no_more_money_than_the_budget_has(server: LLMServer) -> None:
    settings = config(
        server, "slow-0.05", max_cost=0.05, price_input=1.0, price_output=4.0
    )
    usage = with_client(settings, _flood)
    assert usage.cost is not None
    assert 0.04 < usage.cost <= 0.05
    assert usage.cost == pytest.approx(
        (usage.tokens_in * 1.0 + usage.tokens_out * 4.0) / 1e6
    )


def test_retries_and_repairs_are_calls_of_the_budget(server: LLMServer) -> None:
    settings = config(server, "not-json", max_calls=4)
    with_client(settings, lambda client: _invalid(client, 1))
    failing = config(server, "status-500", max_calls=2)

    async def ask(client: LLMClient) -> None:
        with pytest.raises(BudgetExhausted, match="2 calls"):
            await ask_type(client)

    with_client(failing, ask)
    assert len(server.requests(failing.model, probes=True)) == 2


async def _invalid(client: LLMClient, times: int) -> None:
    for _ in range(times):
        with pytest.raises(Exception, match=r"Invalid JSON|empty"):
            await ask_type(client)
    assert client.usage.calls == 1 + 2 * times


def test_a_lost_answer_is_paid_for_and_a_refused_one_is_not(server: LLMServer) -> None:
    async def ask(client: LLMClient) -> Usage:
        with pytest.raises(LLMUnavailable):
            await ask_type(client)
        return client.usage

    lost = with_client(config(server, "hang", timeout_s=2.0), ask)
    assert lost.tokens_in > 0
    assert lost.tokens_out == 1000
    refused = with_client(config(server, "status-503"), ask)
    assert (refused.calls, refused.tokens_in, refused.tokens_out) == (3, 0, 0)


def test_tokens_are_estimated_where_the_server_does_not_count(
    server: LLMServer,
) -> None:
    async def ask(client: LLMClient) -> Usage:
        await ask_type(client)
        return client.usage

    counted = with_client(config(server, "no-usage"), ask)
    assert counted.tokens_in > 500
    assert counted.tokens_out > 10


def test_calls_at_once_are_bounded() -> None:
    with LLMServer() as own:
        with_client(config(own, "slow-0.3", concurrency=3), lambda c: _flood(c, 12))
        assert own.peak == 3


def test_waiting_for_a_turn_is_no_part_of_the_deadline(server: LLMServer) -> None:
    settings = config(server, "slow-0.3", concurrency=1, timeout_s=3.0)
    usage = with_client(settings, lambda client: _flood(client, 12))
    assert usage.answers == 12


def test_each_call_has_a_deadline_on_the_clock(server: LLMServer) -> None:
    async def ask(client: LLMClient) -> float:
        started = time.monotonic()
        with pytest.raises(LLMUnavailable, match=r"no answer in 0\.7 s"):
            await ask_type(client)
        return time.monotonic() - started

    # A byte comes every 0.2 s, so that no timeout of a read would end it.
    assert with_client(config(server, "trickle", timeout_s=0.7), ask) < 20


def test_closing_fails_all_that_wait_at_once(server: LLMServer) -> None:
    async def run() -> float:
        model = LanguageModel(config(server, "hang", timeout_s=60.0))
        pages = [f"page {i}" for i in range(30)]
        waiting = [asyncio.ensure_future(model.page_type(page)) for page in pages]
        waiting.append(asyncio.ensure_future(model.page_type("injected", alone=True)))
        await asyncio.sleep(0.5)
        started = time.monotonic()
        await model.close()
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(o, LLMUnavailable) for o in outcomes), outcomes
        with pytest.raises(LLMUnavailable, match="stopping"):
            await model.page_type("late")
        return time.monotonic() - started

    assert in_loop(run()) < 20


def test_closing_the_client_ends_its_calls(server: LLMServer) -> None:
    async def run() -> float:
        client = LLMClient(config(server, "hang", timeout_s=60.0, concurrency=2))
        waiting = [asyncio.ensure_future(ask_type(client, f"{i}")) for i in range(5)]
        await asyncio.sleep(0.3)
        started = time.monotonic()
        await client.close()
        for task in waiting:
            with pytest.raises(LLMUnavailable, match="stop"):
                await task
        with pytest.raises(LLMUnavailable, match="stop"):
            await ask_type(client)
        return time.monotonic() - started

    assert in_loop(run()) < 20


def test_a_caller_that_gives_up_is_cancelled_and_no_more(server: LLMServer) -> None:
    async def run(client: LLMClient) -> None:
        task = asyncio.ensure_future(ask_type(client, "page"))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not client.usage.failures
        await asyncio.wait_for(ask_type(client), 20)

    with_client(config(server, "slow-0.6", concurrency=1), run)


def test_time_waited_is_counted(server: LLMServer) -> None:
    async def run(client: LLMClient) -> dict[str, int | float]:
        await ask_type(client)
        return client.usage.as_dict()

    counted = with_client(config(server, "slow-0.3"), run)
    assert 0.6 <= counted["seconds_waited"] < 10
    assert counted["calls"] == 2
    assert "failures/invalid" not in counted
