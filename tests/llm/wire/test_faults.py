"""Servers that fail and lie on the level of HTTP."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.llm.asking import ask_type, config, in_loop, with_client, with_model
from tests.support.llm_server import Asked, LLMServer
from vultrcrawl.errors import LLMError, LLMRefused, LLMRejected, LLMUnavailable
from vultrcrawl.llm.contract import PageVerdict
from vultrcrawl.llm.wire.client import LLMClient
from vultrcrawl.llm.wire.transport import new_http_client
from vultrcrawl.taxonomy import PageType

# What a server does for a while, and how many seconds at least that takes.
PASSING = {
    "status-500,times-2": 0.9,  # 0.5 s and 1 s, less a quarter
    "status-503,times-1": 0.3,
    "status-429,retry-2,times-1": 1.9,
    "status-429,retry-date,times-1": 0.9,  # dates have whole seconds
    "status-429,retry-junk,times-1": 0.3,
    "reset,times-1": 0.3,
    "cut,times-1": 0.3,
    "html,times-1": 0.3,
}
# What it does for ever, and how often it is asked.
LASTING = {
    "status-429": 3,
    "status-502": 3,
    "status-500": 4,  # the fourth asks whether it is the rung
    "reset": 3,
    "cut": 3,
    "hang": 1,
    "trickle": 1,
    "huge": 1,
    "gzip": 1,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question, and of how many seconds."""

    answer: PageVerdict | LLMError
    seconds: float
    asked: list[Asked]


@pytest.fixture(scope="module")
def outcomes(server: LLMServer) -> Iterator[dict[str, Future[Outcome]]]:
    """Ask all these servers at once, by a client each: most of it is waiting."""

    def ask(words: str) -> Outcome:
        # Two of them say nothing or never end. To make seventeen clients at once takes
        # seconds on a busy machine: time that each client counts, too.
        timeout_s = 5.0 if words in ("hang", "trickle") else 20.0
        settings = config(server, words, timeout_s=timeout_s)
        started = time.monotonic()
        answer: PageVerdict | LLMError
        try:
            answer = with_client(settings, ask_type)
        except LLMError as error:
            answer = error
        seconds = time.monotonic() - started
        return Outcome(answer, seconds, server.requests(settings.model, probes=True))

    with ThreadPoolExecutor(len(PASSING) + len(LASTING)) as pool:
        yield {words: pool.submit(ask, words) for words in (*PASSING, *LASTING)}


@pytest.mark.parametrize("words", PASSING)
def test_passing_failures_are_waited_out(
    outcomes: dict[str, Future[Outcome]], words: str
) -> None:
    outcome = outcomes[words].result()
    assert isinstance(outcome.answer, PageVerdict)
    assert outcome.answer.page_type is PageType.PRODUCT
    assert PASSING[words] <= outcome.seconds < PASSING[words] + 15
    assert {a.rung for a in outcome.asked} == {"json_schema"}  # and cost no rung


@pytest.mark.parametrize("words", LASTING)
def test_lasting_failures_are_unavailable(
    outcomes: dict[str, Future[Outcome]], words: str
) -> None:
    outcome = outcomes[words].result()
    assert isinstance(outcome.answer, LLMUnavailable)
    assert outcome.seconds < 20
    assert len(outcome.asked) == LASTING[words]


def test_an_error_with_status_200_is_quoted(server: LLMServer) -> None:
    settings = config(server, "status-200", api_key="sk-canary")
    with pytest.raises(LLMRejected, match="told to fail"):
        with_client(settings, ask_type)


def test_an_absurd_retry_after_is_not_waited_for(server: LLMServer) -> None:
    settings = config(server, "status-429,retry-999")
    started = time.monotonic()

    async def twice(client: LLMClient) -> None:
        for _ in range(2):
            with pytest.raises(LLMUnavailable, match="429"):
                await ask_type(client)

    with_client(settings, twice)
    assert time.monotonic() - started < 30
    assert len(server.requests(settings.model, probes=True)) == 1


def test_one_retry_after_holds_all_calls(server: LLMServer) -> None:
    settings = config(server, "status-429,retry-2,times-1")

    async def together(client: LLMClient) -> None:
        await asyncio.gather(*(ask_type(client) for _ in range(5)))

    with_client(settings, together)
    first, *others = server.requests(settings.model, probes=True)
    assert min(other.time for other in others) - first.time > 1.9


def test_the_breaker_opens_after_five_failures(server: LLMServer) -> None:
    settings = config(server, "status-502", cooldown_s=1.0)

    async def many(client: LLMClient) -> float:
        for _ in range(20):
            with pytest.raises(LLMUnavailable, match="502"):
                await ask_type(client)
        assert client.usage.calls == 5  # what was not sent cost no budget
        assert client.usage.tokens_in == 0
        refused_at = time.monotonic()
        await asyncio.sleep(1.1)
        with pytest.raises(LLMUnavailable):
            await asyncio.gather(*(ask_type(client) for _ in range(5)))
        return refused_at

    refused_at = with_client(settings, many)
    asked = server.requests(settings.model, probes=True)
    assert len([a for a in asked if a.time < refused_at]) == 5
    assert len(asked) == 6  # one probe, for all five that asked


def test_the_breaker_closes_when_the_server_is_back(server: LLMServer) -> None:
    settings = config(server, "status-502,times-5", cooldown_s=0.5)

    async def until_back(client: LLMClient) -> PageType:
        for _ in range(2):
            with pytest.raises(LLMUnavailable):
                await ask_type(client)
        await asyncio.sleep(0.6)
        verdicts = await asyncio.gather(*(ask_type(client) for _ in range(3)))
        return verdicts[2].page_type

    assert with_client(settings, until_back) is PageType.PRODUCT


def test_a_key_refused_in_mid_run_is_not_shown_again(server: LLMServer) -> None:
    settings = config(server, "status-401")

    async def many(client: LLMClient) -> dict[str, int]:
        for _ in range(10):
            with pytest.raises(LLMRejected, match="401"):
                await ask_type(client)
        return dict(client.usage.failures)

    assert with_client(settings, many) == {"rejected": 10}
    assert len(server.requests(settings.model, probes=True)) == 1


def test_a_redirect_is_not_followed_and_the_key_stays() -> None:
    with LLMServer() as decoy, LLMServer(redirect=f"{decoy.url}/steal") as sly:
        settings = config(sly, "redirect", api_key="sk-canary")
        with pytest.raises(LLMRejected, match="OPENAI_BASE_URL"):
            with_client(settings, ask_type)
        assert decoy.asked == []


def test_the_key_is_sent_as_bearer_and_shown_nowhere(
    server: LLMServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with LLMServer(key="sk-canary") as locked:
        good = config(locked, api_key="sk-canary")
        assert with_client(good, ask_type).page_type is PageType.PRODUCT
        with pytest.raises(LLMRejected, match="401"):
            with_client(config(locked, api_key="sk-wrong"), ask_type)
    echoing = config(server, "echo-key", api_key="sk-canary")
    with pytest.raises(LLMRejected, match=r"\*\*\*") as caught:
        with_client(echoing, ask_type)
    assert "\x1b" not in str(caught.value)
    assert caught.value.__suppress_context__
    for text in (str(caught.value), repr(echoing), caplog.text):
        assert "canary" not in text


@pytest.mark.parametrize("how", ["", "escaped,", "refusal,"])
def test_a_key_that_a_model_says_is_shown_nowhere(
    server: LLMServer, how: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = "sk-canary-0123"
    cache = tmp_path / "answers.db"
    words = f"{how}says-{f'the key is {key}'.encode().hex()}"
    settings = config(server, words, api_key=key, cache=str(cache))
    said = "*** nothing"
    try:
        verdict = with_model(settings, lambda model: model.page_type("[type event]"))
        said = repr(verdict)
    except LLMRefused as error:
        said = str(error)
    assert "***" in said
    for text in (said, caplog.text, cache.read_bytes().decode("latin-1")):
        assert "canary" not in text


def test_a_word_in_the_place_of_a_key_spoils_no_answer(server: LLMServer) -> None:
    settings = config(server, api_key="event")
    verdict = with_client(settings, lambda client: ask_type(client, "[type event]"))
    assert verdict.page_type is PageType.EVENT


def test_what_concerns_openai_alone_is_sent_to_no_other(
    server: LLMServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID"):
        monkeypatch.setenv(name, "canary")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "canary")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.2:9")
    settings = config(server)
    with_client(settings, ask_type)
    (asked,) = server.requests(settings.model)
    assert "canary" not in str(asked)


def test_huge_answers_take_no_memory(server: LLMServer) -> None:
    def peak_kb() -> int:
        status = Path("/proc/self/status").read_text()
        line = next(x for x in status.splitlines() if x.startswith("VmRSS"))
        return int(line.split()[1])

    with_client(config(server), ask_type)
    before = peak_kb()
    for words in ("huge", "gzip", "nested"):
        with pytest.raises(LLMError):
            with_client(config(server, words), ask_type)
    assert peak_kb() - before < 30_000


def test_the_connection_leads_to_one_origin_only(server: LLMServer) -> None:
    async def run(url: str) -> int:
        client = new_http_client(server.url, timeout_s=5, connections=1)
        async with client:
            return (await client.get(url)).status_code

    assert in_loop(run(f"{server.url}/models")) == 404
    with LLMServer() as decoy:
        for url in (decoy.url, server.url.replace("127.0.0.1", "localhost")):
            with pytest.raises(httpx2.UnsupportedProtocol, match="another origin"):
                in_loop(run(url))
        assert decoy.asked == []
