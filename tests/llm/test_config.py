from __future__ import annotations

import pytest
from scrapy.settings import Settings

from tests.support.effort import assert_quick
from vultrcrawl.errors import UsageError
from vultrcrawl.llm.config import OPENAI_URL, LLMConfig

MODEL = {"VULTRCRAWL_LLM_MODEL": "m"}
LOCAL = {"OPENAI_BASE_URL": "http://localhost:11434/v1/"}
KEY = {"OPENAI_API_KEY": "sk-x"}


@pytest.mark.parametrize(
    ("settings", "environ"),
    [
        ({}, {}),
        ({}, KEY),
        (MODEL, {}),
        ({}, LOCAL),
        (MODEL, {"OPENAI_API_KEY": " "}),
        ({"VULTRCRAWL_LLM_MAX_COST": 3}, {}),
    ],
)
def test_without_model_or_server_there_is_no_llm(
    settings: dict[str, object], environ: dict[str, str]
) -> None:
    assert LLMConfig.from_mapping(settings, environ) is None


def test_a_key_is_known_however_it_is_spelled() -> None:
    config = LLMConfig(model="m", api_key="sk-canary-0123")
    for said in (
        "sk-canary-0123",
        "SK-Canary-0123",
        "sk-can ary-\n0123",
        "s\u200bk-canary-0\u2060123",
        '{"a": "sk-canary\\n-0123"}',
    ):
        assert "123" not in config.redacted(f"it is {said}.")
    assert config.redacted("s k-canary, 0123") == "s k-canary, 0123"
    assert LLMConfig(model="m", api_key="none").redacted("None") == "None"
    assert_quick(lambda: config.redacted(("sk-canary" + " " * 50) * 20_000), 1)


def test_what_was_recorded_needs_no_server() -> None:
    config = LLMConfig.from_mapping({}, {"VULTRCRAWL_LLM_RECORD": "asked"})
    assert config is not None
    assert (config.record, config.offline) == ("asked", True)
    both = LLMConfig.from_mapping(MODEL, LOCAL | {"VULTRCRAWL_LLM_RECORD": "asked"})
    assert both is not None
    assert (both.record, both.offline) == ("asked", False)


@pytest.mark.parametrize(
    "environ", [{"OPENAI_BASE_URL": "http://[::1"}, {"OPENAI_API_KEY": "sk-\u00fc"}]
)
def test_address_and_key_of_a_server_that_is_not_asked_are_left_alone(
    environ: dict[str, str],
) -> None:
    config = LLMConfig.from_mapping({}, environ | {"VULTRCRAWL_LLM_RECORD": "asked"})
    assert config is not None
    assert (config.base_url, config.api_key) == (OPENAI_URL, None)


def test_key_alone_means_openai() -> None:
    config = LLMConfig.from_mapping(MODEL, KEY)
    assert config is not None
    assert (config.base_url, config.api_key) == (OPENAI_URL, "sk-x")
    assert "sk-x" not in repr(config)


def test_a_local_server_needs_no_key() -> None:
    config = LLMConfig.from_mapping(MODEL, LOCAL)
    assert config is not None
    assert (config.base_url, config.api_key) == ("http://localhost:11434/v1", None)


def test_reads_the_settings_of_scrapy_as_command_lines_give_them() -> None:
    settings = Settings(
        {
            "VULTRCRAWL_LLM_MODEL": "m",
            "VULTRCRAWL_LLM_CONCURRENCY": "2",
            "VULTRCRAWL_LLM_TIMEOUT_SECS": "1.5",
            "VULTRCRAWL_LLM_MAX_CALLS": 7.0,
            "VULTRCRAWL_LLM_CACHE": "x.sqlite",
            "VULTRCRAWL_LLM_MAX_COST": None,
        }
    )
    config = LLMConfig.from_mapping(settings, LOCAL)
    assert config is not None
    assert (config.concurrency, config.timeout_s, config.max_calls) == (2, 1.5, 7)
    assert (config.cache, config.max_cost) == ("x.sqlite", None)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("CONCURRENCY", "four", "'four': give a whole number"),
        ("CONCURRENCY", 0, "from 1 to 64"),
        ("CONCURRENCY", 1.5, "whole number"),
        ("CONCURRENCY", True, "whole number"),
        ("TIMEOUT_SECS", "nan", "a number"),
        ("TIMEOUT_SECS", -1, "from 0.1 to 3,600"),
        ("MAX_CALLS", "1e400", "whole number"),
        ("BATCH_SIZE", 100, "from 1 to 32"),
        ("ALLOW_HTTP", "maybe", "True or False"),
        ("CACHE", 5, "path"),
        ("MODEL", 5, "name a model"),
        ("MAX_COST", 1, "PRICE_INPUT"),
        ("MODLE", "x", "VULTRCRAWL_LLM_MODEL"),
        ("API_KEY", "sk", "environment"),
        ("BASE_URL", "https://x", "environment"),
    ],
)
def test_a_wrong_setting_is_named_with_its_value(
    name: str, value: object, says: str
) -> None:
    settings = MODEL | {f"VULTRCRAWL_LLM_{name}": value}
    with pytest.raises(UsageError, match=says) as caught:
        LLMConfig.from_mapping(settings, LOCAL)
    assert f"VULTRCRAWL_LLM_{name}" in str(caught.value)


@pytest.mark.parametrize(
    ("url", "key", "says"),
    [
        ("api.openai.com/v1", "k", "http"),
        ("ftp://x/v1", "k", "http"),
        ("http://[::1", "k", "http"),
        ("https://user:pw@x/v1", "k", "user"),
        ("https://x/v1?key=1", "k", "query"),
        ("http://10.0.0.5/v1", "k", "unencrypted"),
        ("http://example.com/v1", None, "ALLOW_HTTP"),
        ("https://example.com/v1", None, "OPENAI_API_KEY"),
        ("http://localhost.example.com/v1", "k", "unencrypted"),
        ("https://x/v1", "a\nb", "OPENAI_API_KEY"),
    ],
)
def test_an_address_that_would_leak_is_refused(
    url: str, key: str | None, says: str
) -> None:
    environ = {"OPENAI_BASE_URL": url} | ({"OPENAI_API_KEY": key} if key else {})
    with pytest.raises(UsageError, match=says):
        LLMConfig.from_mapping(MODEL, environ)


def test_a_keyless_server_of_the_network_can_be_allowed() -> None:
    environ = {"OPENAI_BASE_URL": "http://ollama:11434/v1"}
    settings = MODEL | {"VULTRCRAWL_LLM_ALLOW_HTTP": "True"}
    config = LLMConfig.from_mapping(settings, environ)
    assert config is not None
    assert (config.base_url, config.api_key) == ("http://ollama:11434/v1", None)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "[::1]", "a.localhost"])
def test_what_is_local(host: str) -> None:
    environ = {"OPENAI_BASE_URL": f"http://{host}:1/v1", "OPENAI_API_KEY": "k"}
    config = LLMConfig.from_mapping(MODEL, environ)
    assert config is not None
    assert (config.base_url, config.api_key) == (f"http://{host}:1/v1", "k")


def test_cost_is_unknown_without_prices() -> None:
    config = LLMConfig(model="m", api_key="k")
    assert config.cost(1000, 1000) is None
    priced = LLMConfig(model="m", api_key="k", price_input=1.0, price_output=2.0)
    assert priced.cost(500_000, 250_000) == 1.0
