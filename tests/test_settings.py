"""The README's tables of settings are those of the code, with their defaults."""

from __future__ import annotations

import re
from pathlib import Path

from vultrcrawl import settings
from vultrcrawl.llm.config import PREFIX, LLMConfig

README = Path(__file__).parents[1] / "README.md"
ROW = re.compile(r"^\| (`VULTRCRAWL_[^|]*) \| ([^|]*) \|", re.MULTILINE)
#: Given by the environment alone: who may set settings must not run a program by it.
ENVIRONMENT = {"VULTRCRAWL_BROWSER_EXECUTABLE"}


def _told() -> dict[str, str]:
    """Return the defaults that the README gives, by setting."""
    return {
        name: default.strip("`")
        for names, default in ROW.findall(README.read_text(encoding="utf-8"))
        for name in re.findall(r"`(\w+)`", names)
    }


def _plain(name: str, value: object) -> str:
    if name == "VULTRCRAWL_LLM_CACHE":
        return "~/.cache/vultrcrawl/llm-answers.db"
    return "none" if value in ("", None, []) else str(value)


def test_settings_of_the_readme_are_those_of_the_code() -> None:
    told = _told()
    known = {
        name: _plain(name, value)
        for name, value in vars(settings).items()
        if name.startswith("VULTRCRAWL_")
    }
    assert {name: told.get(name) for name in known} == known
    assert told.keys() - known.keys() == ENVIRONMENT


def test_settings_of_a_model_have_the_defaults_of_its_configuration() -> None:
    given = {
        name: value
        for name, value in vars(settings).items()
        if name.startswith(PREFIX) and name != f"{PREFIX}CACHE"
    }
    environ = {"OPENAI_API_KEY": "sk-1"}
    config = LLMConfig.from_mapping({**given, f"{PREFIX}MODEL": "m"}, environ)
    assert config == LLMConfig(model="m", api_key="sk-1")
