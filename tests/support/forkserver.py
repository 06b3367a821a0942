"""Starts crawls that share what takes a second: it imports and reads, and forks.

Each packet on standard input, a socket, is one run of `python -m MODULE ARGUMENTS`,
with its standard output and error: a process of its own, from the first line of the
module to the end of the interpreter, with its own arguments, environment and session.
Told to a third file, a socket, are its number, and when it has ended its exit code, the
most kilobytes that it held and the seconds that it took. `commands.py` speaks to it.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import pkgutil
import resource
import runpy
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from inspect import signature
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from vultrcrawl.report.page import report_html

#: Packages of which crawls import most modules, settings that name Scrapy's own parts,
#: and the roots of what else is imported. The project's settings are not among them:
#: they read the environment, and each run has its own.
PACKAGES = (
    "scrapy.commands",
    "vultrcrawl.browser",
    "vultrcrawl.commands",
    "vultrcrawl.crawl",
    "vultrcrawl.downloadermiddlewares",
    "vultrcrawl.downloadhandlers",
    "vultrcrawl.extensions",
    "vultrcrawl.lifecycle",
    "vultrcrawl.pipelines",
    "vultrcrawl.report",
    "vultrcrawl.spiders",
)
COMPONENTS = (
    "DOWNLOADER_MIDDLEWARES_BASE",
    "EXTENSIONS_BASE",
    "SPIDER_MIDDLEWARES_BASE",
)
ROOTS = (
    "encodings.cp437",
    "encodings.unicode_escape",
    "form2request",
    "jinja2.ext",
    "numpy.ma",
    "rich.progress",
    "scrapy.cmdline",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.engine",
    "scrapy.shell",
    "scrapy.statscollectors",
    "scrapy_poet.commands",  # `scrapy` imports the commands of all that is installed
    "vultrcrawl.cli",
    "vultrcrawl.counsel",
    "vultrcrawl.export.database",
    "vultrcrawl.feedstorage",
    "vultrcrawl.inference.inference",
    "vultrcrawl.llm.wire.client",
    "vultrcrawl.logformatter",
    "vultrcrawl.scheduler",
    "vultrcrawl.schema.builder",
    "vultrcrawl.schema.describing",
    "vultrcrawl.schema.induction.inducer",
    "vultrcrawl.schema.templates.apart",
    "vultrcrawl.schema.templates.page_types",
)
#: Bytes of a packet, far more than arguments and an environment take.
MAX_PACKET = 2**18


def main() -> None:
    _import(_preloaded())
    assert "twisted.internet.reactor" not in sys.modules, "each run has its own"
    assert "vultrcrawl.settings" not in sys.modules, "each run reads its own"
    _read_once()
    order = _serve()
    if order is not None:
        # Not below `_serve`: what a program leaves behind is let go of as it ends.
        code = _run(order["module"])
        if order["whole"]:
            sys.exit(code)
        _end(code)


def _run(module: str) -> int:
    """Run *module*; return the exit code, or raise what the interpreter has to tell."""
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if isinstance(end.code, str):
            raise
        return int(end.code or 0)
    return 0


def _end(code: int) -> NoReturn:
    """End as the interpreter does, but for taking apart what all runs share.

    That would copy its memory, which takes longer than most runs that end early.
    """
    threading._shutdown()  # type: ignore[attr-defined] # waits for threads
    atexit._run_exitfuncs()
    gc.collect()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _import(names: Iterable[str]) -> None:
    """Import what is not there yet, for all runs to come."""
    for name in names:
        importlib.import_module(name)
    gc.freeze()  # nobody's garbage: a child neither looks through it nor copies it


def _preloaded() -> Iterator[str]:
    for name in PACKAGES:
        yield name
        for module in pkgutil.iter_modules(importlib.import_module(name).__path__):
            yield f"{name}.{module.name}"
    scrapys = vars(importlib.import_module("scrapy.settings.default_settings"))
    for setting in COMPONENTS:
        yield from (name.rpartition(".")[0] for name in scrapys[setting])
    yield from ROOTS


def _read_once() -> None:
    """Fill the caches of models, tables and templates, the same in all runs."""
    ours = [name for name in sys.modules if name.startswith("vultrcrawl.")]
    for function in {one for name in ours for one in _cached(sys.modules[name])}:
        if not signature(function).parameters:
            function()
    report_html({"templates": [{}]})


def _cached(module: ModuleType) -> list[Callable[[], object]]:
    """Return the functions in *module* that keep what they return."""
    found = vars(module).values()
    return [one for one in found if isinstance(one, functools._lru_cache_wrapper)]


def _serve() -> dict[str, Any] | None:
    """Return each order in a child of its own; None after the last."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # how keepers end is not looked at
    with socket.socket(fileno=os.dup(0)) as orders:
        while True:
            packet, files, _, _ = socket.recv_fds(orders, MAX_PACKET, 3)
            if not packet:
                return None
            order: dict[str, Any] = json.loads(packet)
            _import(order["imports"])
            if os.fork() == 0:
                break
            for file in files:
                os.close(file)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *output, report = files
    pid = os.fork()
    if pid:
        _keep(pid, report)
    null = os.open(os.devnull, os.O_RDONLY)
    for number, file in enumerate((null, *output)):
        os.dup2(file, number)
        os.close(file)
    os.close(report)
    os.setsid()
    for name, most in order["limits"].items():
        resource.setrlimit(getattr(resource, name), (most, most))
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv[1:] = order["arguments"]
    if not Path(order["folder"]).samefile("."):
        os.chdir(order["folder"])
        sys.path.insert(0, order["folder"])
    return order


def _keep(pid: int, report: int) -> NoReturn:
    """Tell of a process, and then how it ended."""
    os.write(report, str(pid).encode())
    began = time.monotonic()
    _, status, usage = os.wait4(pid, 0)
    seconds = time.monotonic() - began
    code = os.waitstatus_to_exitcode(status)
    os.write(report, f"{code} {usage.ru_maxrss} {seconds}".encode())
    os._exit(0)


if __name__ == "__main__":
    main()
