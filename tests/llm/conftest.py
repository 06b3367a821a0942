"""The suite's language model server, one for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.llm_server import LLMServer


@pytest.fixture(scope="session")
def server() -> Iterator[LLMServer]:
    with LLMServer(redirect="http://127.0.0.2:9/v1/stolen") as running:
        yield running
