from __future__ import annotations

import pytest

from tests.llm.asking import ask_type, config, with_client
from tests.support.llm_server import LLMServer
from tests.support.ports import free_port
from vultrcrawl.errors import LLMInvalid, LLMRejected, LLMUnavailable
from vultrcrawl.llm.wire.client import LLMClient
from vultrcrawl.taxonomy import PageType

RUNGS = [
    # words, rungs that the probe tries, rung that is taken
    ("", ["json_schema"], "json_schema"),
    ("no-schema", ["json_schema", "tool"], "tool"),
    ("no-format", ["json_schema", "tool"], "tool"),
    (
        "no-schema,no-tools",
        ["json_schema", "tool", "json_object"],
        "json_object",
    ),
    (
        "no-format,no-tools",
        ["json_schema", "tool", "json_object", "prompt"],
        "prompt",
    ),
    ("tools-only", ["json_schema", "tool"], "tool"),
    ("ignores-format", ["json_schema", "tool", "json_object"], "json_object"),
    (
        "schema-500",
        ["json_schema"] * 3 + ["prompt", "tool", "json_object"],
        "prompt",
    ),
]


@pytest.mark.parametrize(("words", "tried", "taken"), RUNGS)
def test_finds_the_best_rung_that_works_once(
    server: LLMServer, words: str, tried: list[str], taken: str
) -> None:
    settings = config(server, words)

    async def ask_twice(client: LLMClient) -> list[PageType]:
        return [(await ask_type(client)).page_type for _ in range(2)]

    assert with_client(settings, ask_twice) == [PageType.PRODUCT] * 2
    asked = server.requests(settings.model, probes=True)
    assert [a.rung for a in asked if a.is_probe] == tried
    assert [a.rung for a in asked if not a.is_probe] == [taken] * 2


def test_the_rung_is_remembered_on_disk(server: LLMServer, tmp_path: object) -> None:
    settings = config(server, "no-schema", cache=f"{tmp_path}/cache.sqlite")
    with_client(settings, ask_type)
    before = len(server.requests(settings.model, probes=True))
    with_client(settings, ask_type)
    assert len(server.requests(settings.model, probes=True)) == before + 1


def test_a_remembered_rung_that_is_refused_is_found_anew(
    server: LLMServer, tmp_path: object
) -> None:
    settings = config(server, "no-schema", cache=f"{tmp_path}/cache.sqlite")

    async def poison(client: LLMClient) -> None:
        key = ("dialect", settings.base_url, settings.model)
        client.cache.put('["json_schema", "max_tokens", true]', *key)

    with_client(settings, poison)
    assert with_client(settings, ask_type).page_type is PageType.PRODUCT
    rungs = [a.rung for a in server.requests(settings.model)]
    assert rungs == ["json_schema", "tool"]


@pytest.mark.parametrize("words", ["no-max-tokens", "no-temperature"])
def test_learns_what_a_reasoning_model_refuses(server: LLMServer, words: str) -> None:
    settings = config(server, f"{words},no-schema")
    assert with_client(settings, ask_type).page_type is PageType.PRODUCT
    (asked,) = server.requests(settings.model)
    assert asked.rung == "tool"
    assert ("max_completion_tokens" in asked.body) is (words == "no-max-tokens")
    assert ("temperature" in asked.body) is (words != "no-temperature")


def test_preflight_of_a_good_server_is_one_call(
    server: LLMServer, tmp_path: object
) -> None:
    settings = config(server, cache=f"{tmp_path}/cache.sqlite")
    for calls in (1, 2):  # the second run remembers the rung, and looks all the same
        with_client(settings, LLMClient.preflight)
        assert len(server.requests(settings.model, probes=True)) == calls


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("status-401", "OPENAI_API_KEY"),
        ("status-403", "OPENAI_API_KEY"),
        ("status-404", "VULTRCRAWL_LLM_MODEL"),
        ("status-405", "OPENAI_BASE_URL"),
        ("quota", "quota"),
        ("redirect", "OPENAI_BASE_URL"),
    ],
)
def test_preflight_names_what_is_wrong_after_one_call(
    server: LLMServer, words: str, says: str
) -> None:
    settings = config(server, words)
    with pytest.raises(LLMRejected, match=says):
        with_client(settings, LLMClient.preflight)
    assert len(server.requests(settings.model, probes=True)) == 1


def test_preflight_of_what_is_no_api(server: LLMServer) -> None:
    settings = config(server, "html")
    with pytest.raises(LLMRejected, match=r"text/html.*OPENAI_BASE_URL"):
        with_client(settings, LLMClient.preflight)
    wrong_path = config(server, base_url=server.url.removesuffix("/v1"))
    with pytest.raises(LLMRejected, match="OPENAI_BASE_URL"):
        with_client(wrong_path, LLMClient.preflight)


def test_preflight_of_a_closed_port(server: LLMServer) -> None:
    settings = config(server, base_url=f"http://127.0.0.1:{free_port()}/v1")
    with pytest.raises(LLMUnavailable, match=f"no connection to {settings.origin}"):
        with_client(settings, LLMClient.preflight)


def test_preflight_of_a_host_that_does_not_exist(server: LLMServer) -> None:
    settings = config(server, base_url="https://nowhere.invalid/v1", api_key="k")
    with pytest.raises(LLMUnavailable, match=r"nowhere\.invalid"):
        with_client(settings, LLMClient.preflight)


def test_a_model_that_never_gives_json(server: LLMServer) -> None:
    settings = config(server, "mute")
    with pytest.raises(LLMInvalid, match="no form"):
        with_client(settings, LLMClient.preflight)
