"""Shared by all tests."""

from __future__ import annotations

import inspect

import pytest
from hypothesis import HealthCheck, settings

# No test fails for what runs beside it, nor for examples that no run before had:
# `--hypothesis-profile=search` looks for such, as many as it is given time for.
settings.register_profile(
    "suite",
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "search",
    deadline=None,
    max_examples=2_000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse coroutine tests that nothing would await: they would pass unread."""
    for item in items:
        function = getattr(item, "function", None)
        if inspect.iscoroutinefunction(function):
            raise pytest.UsageError(f"{item.nodeid} is a coroutine that nobody awaits")
