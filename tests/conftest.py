"""Shared by all tests."""

from __future__ import annotations

import inspect

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse coroutine tests that nothing would await: they would pass unread."""
    for item in items:
        function = getattr(item, "function", None)
        if inspect.iscoroutinefunction(function):
            raise pytest.UsageError(f"{item.nodeid} is a coroutine that nobody awaits")
