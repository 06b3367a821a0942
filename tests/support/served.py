"""An explored site as an API: `vultrcrawl serve` in a process of its own."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Self, TypeVar

from tests.support.commands import Done, Program, environment
from tests.support.site import Site

_T = TypeVar("_T")


class Served(AbstractContextManager["Served"]):
    """`vultrcrawl serve` on a port of loopback."""

    def __init__(
        self,
        site: Path,
        *options: str,
        delay: float = 0.0,
        env: dict[str, str] | None = None,
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self._program = Program(
            "vultrcrawl", "serve", str(site), "--port", str(self.port),
            "-s", f"DOWNLOAD_DELAY={delay}", *options, env=environment(**(env or {})),
            imports=("vultrcrawl.serve.doors",),
        )  # fmt: skip

    def __enter__(self) -> Self:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not self._program.has_ended():
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise AssertionError(self._program.end(0).stderr)

    def __exit__(self, *_: object) -> None:
        self._program.__exit__()

    def end(self) -> Done:
        """Ask it to stop, and wait for its end."""
        self._program.signal(15)
        return self._program.end(20)

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        """Return status and JSON of the answer for *path*."""
        asked = urllib.request.Request(
            self.url + path.lstrip("/"),
            headers={name.replace("_", "-"): text for name, text in headers.items()},
        )
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def call(self, tool: str, **arguments: object) -> tuple[int, Any]:
        """Return status and result of a tool."""
        return self.get(f"tools/{tool}?{urllib.parse.urlencode(arguments)}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def moved(document: Path, old: str, site: Site, folder: Path) -> Path:
    """Return a copy of *document* in *folder*, about the same site at *site*."""
    folder.mkdir(exist_ok=True)
    text = document.read_text("utf-8").replace(old.rstrip("/"), site.url.rstrip("/"))
    file = folder / "site.json"
    file.write_text(text, "utf-8")
    return file


def in_a_loop(work: Callable[[], Coroutine[Any, Any, _T]]) -> _T:
    """Return what *work* returns in an event loop of its own: pytest has another."""
    found: list[_T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.append(asyncio.run(work()))
        except BaseException as error:  # noqa: BLE001 (raised in the test)
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(90)
    if failed:
        raise failed[0]
    return found[0]
