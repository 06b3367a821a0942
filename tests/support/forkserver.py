"""Starts crawls that share their second of imports: it has them done, and forks.

Each packet on standard input, a socket, is one run of `python -m MODULE ARGUMENTS`,
with its standard output and error: a process of its own, from the first line of the
module to the end of the interpreter, with its own arguments, environment and session.
Told to a third file, a socket, are its number, and when it has ended its exit code, the
most kilobytes that it held and the seconds that it took. `commands.py` speaks to it.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import runpy
import signal
import socket
import sys
import time
from pathlib import Path
from typing import NoReturn

#: The roots of what a crawl imports. Settings are not among them: they read the
#: environment, and each run has its own.
PRELOADED = (
    "jinja2.ext",
    "numpy.ma",
    "rich.progress",
    "scrapy.cmdline",
    "scrapy.commands.check",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.engine",
    "scrapy.downloadermiddlewares.cookies",
    "scrapy.downloadermiddlewares.httpcompression",
    "scrapy.extensions.feedexport",
    "scrapy.extensions.remote_control",
    "scrapy.extensions.telnet",
    "scrapy.shell",
    "vultrcrawl.browser.handler",
    "vultrcrawl.commands.crawl",
    "vultrcrawl.extensions.browser",
    "vultrcrawl.lifecycle.ending",
    "vultrcrawl.extensions.llm",
    "vultrcrawl.extensions.output",
    "vultrcrawl.extensions.progress",
    "vultrcrawl.feedstorage",
    "vultrcrawl.llm.wire.client",
    "vultrcrawl.logformatter",
    "vultrcrawl.pipelines.classify",
    "vultrcrawl.pipelines.schema",
    "vultrcrawl.scheduler",
    "vultrcrawl.spiders.explore",
    "vultrcrawl.spiders.extract",
)
#: Bytes of a packet, far more than arguments and an environment take.
MAX_PACKET = 2**18


def main() -> None:
    for name in PRELOADED:
        importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules, "each run has its own"
    assert "vultrcrawl.settings" not in sys.modules, "each run reads its own"
    module = _serve()
    if module is not None:
        # Not below `_serve`: what a program leaves behind is let go of as it ends.
        runpy.run_module(module, run_name="__main__", alter_sys=True)


def _serve() -> str | None:
    """Return the module to run, in a child of each order; None after the last."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # how keepers end is not looked at
    with socket.socket(fileno=os.dup(0)) as orders:
        while True:
            packet, files, _, _ = socket.recv_fds(orders, MAX_PACKET, 3)
            if not packet:
                return None
            if os.fork() == 0:
                break
            for file in files:
                os.close(file)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *output, report = files
    pid = os.fork()
    if pid:
        _keep(pid, report)
    order = json.loads(packet)
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
    return str(order["module"])


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
