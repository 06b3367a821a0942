"""Shared by all tests."""

from __future__ import annotations

import gc
import inspect
import os
from collections.abc import Callable, Generator

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler.loadfile import LoadFileScheduling
from xdist.workermanage import WorkerController

# Most crawls of the tests are processes of their own: each would compile the package.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# No test fails for what runs beside it, nor for examples that no run before had:
# `--hypothesis-profile=search` looks for such, as many as it is given time for.
settings.register_profile(
    "suite",
    deadline=None,
    derandomize=True,
    max_examples=50,
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


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Have modules and tests not looked through for garbage, of which they are none."""
    gc.disable()
    result = yield
    gc.freeze()
    gc.enable()
    return result


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse what would pass unread, and what each process would order anew.

    That are coroutines, which nothing would await, and sets of parameters.
    """
    for item in items:
        function = getattr(item, "function", None)
        if inspect.iscoroutinefunction(function):
            raise pytest.UsageError(f"{item.nodeid} is a coroutine that nobody awaits")
        for mark in item.iter_markers("parametrize"):
            if isinstance(mark.args[1], (set, frozenset)):
                raise pytest.UsageError(f"{item.nodeid}: sort its parameters")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return how many processes share the tests; none to start for files by name.

    One for each processor, and one more for tests that wait most of the time.
    """
    if any(".py" in argument for argument in config.args):
        return 0
    return _processors() + 1


def _processors() -> int:
    return min(4, max(2, os.cpu_count() or 2))


class ByFile(LoadFileScheduling):  # type: ignore[misc] # xdist ships no types
    """Gives each process whole files, in order, and together what shares a site.

    A process more than there are processors gets files of `WAITING` alone. With one
    more that gets any, tests that measure pauses and the eight seconds of a browser
    failed in two of two runs on a busy machine.
    """

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return SHARING.get(file, file)

    def _assign_work_unit(self, node: WorkerController) -> None:
        waits = self._is_for_waiting(node)
        for file in self.workqueue:
            if file.startswith(WAITING) is waits:
                self.workqueue.move_to_end(file, last=False)
                break
        super()._assign_work_unit(node)

    def _reschedule(self, node: WorkerController) -> None:
        waits = any(file.startswith(WAITING) for file in self.workqueue)
        if waits or not self._is_for_waiting(node):
            super()._reschedule(node)
        elif not node.shutting_down:
            node.shutdown()

    def _is_for_waiting(self, node: WorkerController) -> bool:
        return str(node.gateway.id) == f"gw{_processors()}"


#: Tests that wait for most of the time, by the beginnings of their files' names.
WAITING = (
    "tests/crawl/test_explore.py",
    "tests/crawl/test_llm.py",
    "tests/deploy/",
    "tests/downloadhandlers/",
    "tests/faults/",
    "tests/llm/",
    "tests/process/",
)
#: Files of tests that share what takes seconds: to explore an application or a shop,
#: and to check what projects import.
SHARING = dict.fromkeys(
    ("tests/browser/test_applications.py", "tests/browser/test_serve.py"), "application"
) | dict.fromkeys(
    (
        "tests/crawl/test_extract.py",
        "tests/crawl/test_overrides.py",
        "tests/crawl/test_scaffold.py",
        "tests/crawl/test_schema.py",
        "tests/crawl/test_search.py",
        "tests/crawl/test_texts.py",
        "tests/scaffold/test_project.py",
    ),
    "shop and projects",
)


def pytest_xdist_make_scheduler(
    config: pytest.Config, log: Callable[..., None]
) -> LoadFileScheduling:
    return ByFile(config, log)
