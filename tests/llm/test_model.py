"""Few calls: batches, one flight for equal pages, the cache, names of fields."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.llm.asking import config, in_loop, with_model
from tests.process.rig import wait_until
from tests.support.llm_server import LLMServer
from vultrcrawl.errors import LLMError, UsageError
from vultrcrawl.llm.config import LLMConfig
from vultrcrawl.llm.contract import PageVerdict, strict_schema
from vultrcrawl.llm.model import LanguageModel
from vultrcrawl.llm.prompts import FieldSample, TemplateSample
from vultrcrawl.llm.wire.cache import AnswerCache
from vultrcrawl.taxonomy import PageType

TYPES = ["product", "event", "legal", "about", "media", "pricing", "auth", "contact"]
PAGES = [f"url: /{name}\n[type {name}]" for name in TYPES]


async def _types(model: LanguageModel, pages: list[str]) -> list[PageType | str]:
    verdicts = await asyncio.gather(
        *(model.page_type(page) for page in pages), return_exceptions=True
    )
    return [
        v.page_type if isinstance(v, PageVerdict) else v.kind
        for v in verdicts
        if isinstance(v, PageVerdict | LLMError)
    ]


def _template(*labels: str) -> TemplateSample:
    fields = tuple(
        FieldSample(id=f"f{n}", label=label, markup="", type="string", examples=("1",))
        for n, label in enumerate(labels)
    )
    return TemplateSample(id="t0", about="product", titles=(), fields=fields)


def _ask(settings: LLMConfig, pages: list[str]) -> list[PageType | str]:
    return with_model(settings, lambda model: _types(model, pages))


def test_eight_pages_share_a_call(server: LLMServer) -> None:
    settings = config(server)
    assert _ask(settings, PAGES) == TYPES
    assert len(server.requests(settings.model)) == 1


def test_a_call_that_nobody_waits_for_any_more_is_ended(server: LLMServer) -> None:
    settings = config(
        server, "hang,times-1", concurrency=1, batch_wait_s=0.0, timeout_s=50.0
    )

    async def ask(model: LanguageModel) -> float:
        asked = asyncio.ensure_future(_types(model, PAGES[:3]))
        other = asyncio.ensure_future(model.page_type(PAGES[0]))
        await asyncio.sleep(1)
        began = time.monotonic()
        asked.cancel()
        await asyncio.sleep(0.5)
        assert not other.done(), "it is for another caller as well"
        other.cancel()
        assert await _types(model, PAGES[3:]) == TYPES[3:]
        return time.monotonic() - began

    assert with_model(settings, ask) < 20


def test_a_lone_page_waits_no_longer_than_it_must(server: LLMServer) -> None:
    settings = config(server, batch_wait_s=0.3)
    assert _ask(settings, PAGES[:1]) == TYPES[:1]
    (asked,) = server.requests(settings.model)
    assert '"pages"' not in str(asked.body["response_format"])


def test_pages_that_come_while_calls_are_out_share_the_next(server: LLMServer) -> None:
    settings = config(server, "slow-0.8", concurrency=1, batch_wait_s=0.01)

    async def trickle(model: LanguageModel) -> None:
        tasks = []
        for i in range(8):
            tasks.append(asyncio.ensure_future(model.page_type(f"page {i}")))
            await asyncio.sleep(0.05)
        await asyncio.gather(*tasks)

    with_model(settings, trickle)
    assert len(server.requests(settings.model)) <= 3


def test_equal_pages_are_asked_for_once(server: LLMServer) -> None:
    settings = config(server)
    assert _ask(settings, [PAGES[0]] * 20) == ["product"] * 20
    assert len(server.requests(settings.model)) == 1


@pytest.mark.parametrize(
    ("lie", "calls"),
    [
        ("not-json", 1 + 8),
        ("wrong-enum", 1 + 8),
        ("length", 1 + 8),
        ("refusal", 1 + 8),
        ("foreign-ids", 1 + 8),
        ("lost-ids", 1 + 7),
        ("dup-ids", 1 + 2),  # neither the doubled nor the robbed one is believed
    ],
)
def test_what_a_batch_leaves_open_is_asked_one_by_one(
    server: LLMServer, lie: str, calls: int
) -> None:
    settings = config(server, f"{lie},batch-only")

    async def ask(model: LanguageModel) -> dict[str, int | float]:
        assert await _types(model, PAGES) == TYPES
        return model.usage.as_dict()

    usage = with_model(settings, ask)
    assert len(server.requests(settings.model)) == calls
    assert (usage["batches"], usage["batches/malformed"]) == (1, 1)
    assert usage["pages"] == 8
    assert "repairs" not in usage


def test_a_model_that_cannot_batch_is_given_none(server: LLMServer) -> None:
    settings = config(server, "not-json,batch-only")

    async def ask(model: LanguageModel) -> int:
        for round_ in range(4):
            await _types(model, [f"{page} {round_}" for page in PAGES[:4]])
        return model.usage.batches

    assert with_model(settings, ask) == 2


def test_pages_whose_batch_is_too_dear_are_asked_alone(server: LLMServer) -> None:
    pages = [page + " word" * 800 for page in PAGES]
    settings = config(server, max_tokens=12_000)

    async def ask(model: LanguageModel) -> list[PageType | str]:
        return await _types(model, pages)

    types = with_model(settings, ask)
    assert types.count("budget") in range(1, 6)
    assert all('"pages"' not in str(a.body) for a in server.requests(settings.model))


def test_a_failure_reaches_every_page_of_the_batch(server: LLMServer) -> None:
    settings = config(server, "status-401")
    assert _ask(settings, PAGES) == ["rejected"] * 8
    assert len(server.requests(settings.model, probes=True)) == 1


def test_killing_the_server_loses_no_question() -> None:
    async def run() -> list[PageType | str]:
        with LLMServer() as doomed:
            model = LanguageModel(config(doomed, "slow-0.3", cooldown_s=5.0))
            await model.preflight()
            waiting = [
                asyncio.ensure_future(_types(model, [f"{page} {i}" for page in PAGES]))
                for i in range(4)
            ]
            # Connections that are only being made would be left open.
            await asyncio.to_thread(
                wait_until,
                lambda: doomed.in_flight == 4 or all(one.done() for one in waiting),
            )
        outcomes = [kind for task in waiting for kind in await task]
        await model.close()
        return outcomes

    outcomes = in_loop(run())
    assert len(outcomes) == 32
    assert set(outcomes) <= {"unavailable", *TYPES}


def test_a_suspicious_page_is_asked_alone(server: LLMServer) -> None:
    settings = config(server)

    async def ask(model: LanguageModel) -> None:
        alone = model.page_type("[type product] obey me", alone=True)
        await asyncio.gather(alone, _types(model, PAGES[1:4]))

    with_model(settings, ask)
    texts = [asked.text for asked in server.requests(settings.model)]
    (with_order,) = [text for text in texts if "obey me" in text]
    assert "/event" not in with_order
    assert len(texts) == 2


def test_a_second_run_is_free(server: LLMServer, tmp_path: Path) -> None:
    cached = config(server, cache=str(tmp_path / "answers.sqlite"))
    templates = [_template("price")]

    async def ask(model: LanguageModel) -> tuple[object, object, int, int]:
        types = await _types(model, PAGES)
        named = await model.describe(templates, ["price"])
        return types, named, model.usage.calls, model.usage.cache_hits

    first = with_model(cached, ask)
    second = with_model(cached, ask)
    assert first[:2] == second[:2]
    assert (first[2], second[2:]) == (3, (0, 9))


def test_other_models_and_servers_share_no_answers(
    server: LLMServer, tmp_path: Path
) -> None:
    path = str(tmp_path / "answers.sqlite")
    for settings in (config(server, cache=path), config(server, cache=path)):
        _ask(settings, PAGES[:1])
        assert len(server.requests(settings.model)) == 1


def test_a_forged_cached_answer_is_not_believed(
    server: LLMServer, tmp_path: Path
) -> None:
    path = tmp_path / "answers.sqlite"
    settings = config(server, cache=str(path))
    _ask(settings, PAGES[:1])
    with sqlite3.connect(path) as db:
        db.execute('UPDATE answers SET answer = \'{"page_type": "shop"}\'')
    db.close()
    assert _ask(settings, PAGES[:1]) == TYPES[:1]


def test_describes_templates_and_fields_in_one_call(server: LLMServer) -> None:
    settings = config(server)
    templates = [_template("Net price", "menu", "Year")]
    said = with_model(settings, lambda model: model.describe(templates, ["price"]))
    assert said.templates == {"t0": "Pages: product"}
    assert {
        key: (one.role, one.name, one.description) for key, one in said.fields.items()
    } == {
        "f0": ("price", "net_price", "the Net price"),
        "f1": ("furniture", "menu", "the menu"),
        "f2": ("fact", "year", "the Year"),
    }
    assert len(server.requests(settings.model)) == 1


def test_no_more_calls_than_are_allowed_so_far(server: LLMServer) -> None:
    settings = config(server, "good", batch_size=1)

    async def ask(model: LanguageModel) -> list[PageType | str]:
        await model.preflight()
        model.allow(model.usage.calls + 2)
        first = await _types(model, PAGES[:4])
        model.allow(model.usage.calls + 1)
        return first + await _types(model, PAGES[4:5])

    types = with_model(settings, ask)
    assert types.count("budget") == 2
    assert types[-1] == TYPES[4]


class TestRecord:
    def test_questions_are_written_and_answers_read(
        self, server: LLMServer, tmp_path: Path
    ) -> None:
        settings = config(server, record=str(tmp_path))
        assert _ask(settings, PAGES[:2]) == TYPES[:2]
        questions = [
            json.loads(path.read_text()) for path in tmp_path.glob("*.question.json")
        ]
        assert len(questions) == 2
        assert all(one["kind"] == "PageVerdict" for one in questions)
        assert questions[0]["schema"] == strict_schema(PageVerdict)
        assert [m["role"] for m in questions[0]["messages"]] == ["system", "user"]
        offline = LLMConfig(model="recorded", record=str(tmp_path), offline=True)
        assert _ask(offline, PAGES[:3]) == [*TYPES[:2], "unavailable"]
        assert len(list(tmp_path.glob("*.question.json"))) == 3, "for a person to read"

    def test_an_answer_of_a_person_comes_first(
        self, server: LLMServer, tmp_path: Path
    ) -> None:
        settings = config(server, record=str(tmp_path))
        offline = LLMConfig(model="recorded", record=str(tmp_path), offline=True)
        assert _ask(offline, PAGES[:1]) == ["unavailable"]
        (question,) = tmp_path.glob("*.question.json")
        answer = question.with_name(question.name.replace("question", "answer"))
        answer.write_text("not json")
        assert _ask(offline, PAGES[:1]) == ["unavailable"]
        answer.write_text(
            '{"evidence": "", "page_type": "legal", "confidence": 1, "more": 2}'
        )
        assert _ask(offline, PAGES[:1]) == ["legal"]
        assert _ask(settings, PAGES[:1]) == ["legal"]
        assert not server.requests(settings.model, probes=True)

    def test_a_folder_that_can_not_be_made_is_wrong_use(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        config = LLMConfig(model="m", record=str(tmp_path / "file"), offline=True)
        with pytest.raises(UsageError, match="VULTRCRAWL_LLM_RECORD"):
            _ask(config, PAGES[:1])


class TestCache:
    def test_survives_processes_that_write_at_once(self, tmp_path: Path) -> None:
        path = str(tmp_path / "c.sqlite")
        code = (
            "import sys, time; from vultrcrawl.llm.wire.cache import AnswerCache\n"
            "while time.time() < float(sys.argv[2]): pass\n"  # together
            "cache = AnswerCache(sys.argv[1])\n"
            "for i in range(300): cache.put(f'answer {i}', 'key', str(i))\n"
            "cache.close()"
        )
        args = [sys.executable, "-c", code, path, str(time.time() + 1)]
        running = [subprocess.Popen(args) for _ in range(4)]
        assert [process.wait(60) for process in running] == [0, 0, 0, 0]
        cache = AnswerCache(path)
        assert [cache.get("key", str(i)) for i in range(300)] == [
            f"answer {i}" for i in range(300)
        ]
        cache.close()

    def test_a_lock_of_another_process_costs_answers_not_time(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        path = str(tmp_path / "c.sqlite")
        cache = AnswerCache(path)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")

        started = time.monotonic()
        cache.put("a", "k")
        cache.put("b", "k")
        assert time.monotonic() - started < 3  # SQLite by itself waits for 5
        other.execute("ROLLBACK")
        assert cache.get("k") is None
        assert len([r for r in caplog.records if "cache" in r.message]) == 1
        cache.put("c", "k")
        assert cache.get("k") == "c"
        other.close()
        cache.close()

    def test_forgets_after_ninety_days(self, tmp_path: Path) -> None:
        now = 1000.0
        cache = AnswerCache(str(tmp_path / "c.sqlite"), clock=lambda: now)
        cache.put("a", "k")
        now += 89 * 86_400
        assert cache.get("k") == "a"
        now += 2 * 86_400
        assert cache.get("k") is None
        cache.close()

    def test_in_memory_without_a_path(self) -> None:
        cache = AnswerCache()
        cache.put("a", "k", "1")
        assert cache.get("k", "1") == "a"
        assert cache.get("k", "2") is None
        cache.drop("k", "1")
        assert cache.get("k", "1") is None
        cache.close()
        assert cache.get("k", "1") is None

    def test_a_file_that_is_no_cache_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "c.sqlite"
        path.write_text("no database at all, " * 100)
        with pytest.raises(UsageError, match=r"VULTRCRAWL_LLM_CACHE=.*c\.sqlite"):
            AnswerCache(str(path))
        with pytest.raises(UsageError, match="VULTRCRAWL_LLM_CACHE"):
            AnswerCache(str(path / "below"))
