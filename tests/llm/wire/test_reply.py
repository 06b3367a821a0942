"""Models that answer, and not as they were asked to."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.llm.asking import ask_type, config, with_client
from tests.support.llm_server import LLMServer
from vultrcrawl.errors import LLMInvalid, LLMRefused, LLMTruncated
from vultrcrawl.llm.contract import FieldAnswer, PageVerdict, SchemaAnswers
from vultrcrawl.llm.wire.client import LLMClient
from vultrcrawl.llm.wire.reply import Reply, read_answer, read_reply, usable
from vultrcrawl.taxonomy import PageType

HOPELESS = {
    "empty-choices": LLMInvalid,
    "null": LLMInvalid,
    "empty": LLMInvalid,
    "not-json": LLMInvalid,
    "nested": LLMInvalid,
    "wrong-enum": LLMInvalid,
    "missing": LLMInvalid,
    "length": LLMTruncated,
}


@pytest.mark.parametrize("rung", ["", "no-schema", "no-format,no-tools"])
@pytest.mark.parametrize("lie", HOPELESS)
def test_one_repair_turn_then_a_named_failure(
    server: LLMServer, lie: str, rung: str
) -> None:
    settings = config(server, f"{lie},{rung}")

    async def ask(client: LLMClient) -> tuple[int, dict[str, int]]:
        with pytest.raises(HOPELESS[lie]):
            await ask_type(client)
        return client.usage.repairs, dict(client.usage.failures)

    kind = "truncated" if lie == "length" else "invalid"
    assert with_client(settings, ask) == (1, {kind: 1})
    assert len(server.requests(settings.model)) == 2


@pytest.mark.parametrize("lie", HOPELESS)
def test_the_repair_turn_shows_the_mistake(server: LLMServer, lie: str) -> None:
    settings = config(server, f"{lie},repairable")
    assert with_client(settings, ask_type).page_type is PageType.PRODUCT
    first, second = server.requests(settings.model)
    said = second.body["messages"][len(first.body["messages"]) :]
    assert [m["role"] for m in said] == ["assistant", "user"]
    assert "can't be used" in said[1]["content"]
    if lie == "wrong-enum":
        assert "page_type: Input should be 'homepage'" in said[1]["content"]
    if lie == "length":
        assert second.body["max_tokens"] == 2 * first.body["max_tokens"]


@pytest.mark.parametrize(
    "lie", ["fenced", "prose", "think", "extra", "dup-keys", "no-usage", "text-type"]
)
def test_harmless_oddities_cost_no_second_call(server: LLMServer, lie: str) -> None:
    settings = config(server, lie)
    assert with_client(settings, ask_type).page_type is PageType.PRODUCT
    assert len(server.requests(settings.model)) == 1


@pytest.mark.parametrize(
    ("lie", "confidence"), [("confidence-1e15", 1.0), ("nan", 0.0)]
)
def test_confidence_is_clamped(server: LLMServer, lie: str, confidence: float) -> None:
    verdict = with_client(config(server, lie), ask_type)
    assert verdict.confidence == confidence


@pytest.mark.parametrize("lie", ["refusal", "filter"])
def test_a_refusal_is_not_argued_with(server: LLMServer, lie: str) -> None:
    settings = config(server, lie)
    with pytest.raises(LLMRefused):
        with_client(settings, ask_type)
    assert len(server.requests(settings.model)) == 1


def test_a_request_refused_for_its_content_ends_no_run(server: LLMServer) -> None:
    settings = config(server, "no-long")

    async def ask(client: LLMClient) -> PageType:
        assert (await ask_type(client)).page_type is PageType.PRODUCT
        with pytest.raises(LLMRefused, match="context"):
            await ask_type(client, "long " * 5000)
        return (await ask_type(client)).page_type

    assert with_client(settings, ask) is PageType.PRODUCT
    assert len(server.requests(settings.model)) == 3


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
VERDICTS = st.fixed_dictionaries(
    {
        "evidence": JSON,
        "page_type": st.sampled_from([*PageType]) | JSON,
        "confidence": st.floats() | JSON,
    }
)


@given(VERDICTS.map(json.dumps) | JSON.map(json.dumps) | st.text())
def test_whatever_is_said_is_a_verdict_or_a_value_error(said: str) -> None:
    try:
        verdict = read_answer(said, PageVerdict)
    except ValueError:
        return
    assert 0 <= verdict.confidence <= 1
    assert verdict.page_type in PageType
    assert len(verdict.evidence) <= 200


@given(st.binary() | JSON.map(json.dumps).map(str.encode))
def test_what_is_no_reply_is_empty_or_a_value_error(body: bytes) -> None:
    try:
        reply = read_reply(body)
    except ValueError:
        return
    assert (reply.text, reply.refusal, reply.finish) == ("", None, None)


@given(st.text() | st.none(), st.sampled_from(["stop", "length"]), JSON)
def test_a_reply_is_what_was_sent_whatever_is_beside_it(
    text: str | None, finish: str, more: object
) -> None:
    message = {"content": text, "more": more}
    choice = {"message": message, "finish_reason": finish, "index": more}
    reply = read_reply(json.dumps({"choices": [choice], "more": more}).encode())
    assert (reply.text, reply.refusal, reply.finish) == (text or "", None, finish)


NAMED = SchemaAnswers(
    templates=[],
    fields=[
        FieldAnswer(id=f"f{n}", description="costs", role="price", name="")
        for n in range(3)
    ],
)


@given(st.integers(0, len(NAMED.model_dump_json()) - 1))
def test_of_a_list_that_was_cut_off_what_came_whole_is_taken_at_last(size: int) -> None:
    reply = Reply(NAMED.model_dump_json()[:size], "length", None, 0, 0)
    with pytest.raises(LLMTruncated):
        usable(reply, SchemaAnswers)
    try:
        answer = usable(reply, SchemaAnswers, last=True)
    except LLMTruncated:
        assert reply.text.count("}") < 2
    else:
        assert answer.fields == NAMED.fields[: len(answer.fields)]
        assert len(answer.fields) >= reply.text.count("}") - 1


def test_of_one_verdict_that_was_cut_off_nothing_is_taken() -> None:
    reply = Reply(
        '{"evidence": "a price", "page_type": "product", "conf', "length", None, 0, 0
    )
    with pytest.raises(LLMTruncated):
        usable(reply, PageVerdict, last=True)
