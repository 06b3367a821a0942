"""Python programs run to their end, without the second that their imports take."""

from __future__ import annotations

import atexit
import functools
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.support.forkserver import MAX_PACKET

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Done:
    """A program that ended."""

    exit_code: int
    stdout: str
    stderr: str
    peak_mb: float
    """The most memory that it held at a time."""
    seconds: float
    """How long it took."""


def environment(**changes: str) -> dict[str, str]:
    """Return an environment without anybody's model or project settings."""
    unwanted = ("OPENAI_", "SCRAPY_", "VULTRCRAWL_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(unwanted)}
    return kept | {"NO_COLOR": "1"} | changes


def command(*words: str) -> list[str]:
    """Return the `scrapy` command with *words*, as a process without shared imports."""
    return [sys.executable, "-m", "scrapy", *words]


class Program(AbstractContextManager["Program"]):
    """`python -m module *arguments`, under way in *folder*, or the project's.

    It differs from a new process in one thing: what it imports may be there already,
    as *imports* are, and is taken apart at the end only if it is to be the *whole* of
    one. Its standard error may go to a file of somebody else's.
    """

    def __init__(
        self,
        module: str,
        *arguments: str,
        env: dict[str, str],
        largest_file: int | None = None,
        folder: Path = ROOT,
        imports: tuple[str, ...] = (),
        stderr: int | None = None,
        whole: bool = False,
    ) -> None:
        order = {
            "module": module,
            "folder": str(folder),
            "arguments": arguments,
            "environment": env,
            "imports": imports,
            "whole": whole,
            "limits": {} if largest_file is None else {"RLIMIT_FSIZE": largest_file},
        }
        # Files, not pipes: nobody reads while it runs.
        self._out = tempfile.TemporaryFile("w+")  # noqa: SIM115 (open until it ends)
        self._err = tempfile.TemporaryFile("w+")  # noqa: SIM115 (open until it ends)
        self._report, theirs = _sockets()
        with theirs:
            files = [file.fileno() for file in (self._out, self._err, theirs)]
            if stderr is not None:
                files[1] = stderr
            socket.send_fds(_server(), [json.dumps(order).encode()], files)
        self._end: list[float] = []
        self.pid = int(self._hear())

    def __exit__(self, *_: object) -> None:
        if not self._out.closed:
            self.kill()

    def has_ended(self, timeout: float = 0) -> bool:
        """Whether it has ended, or does within *timeout* seconds."""
        if not self._end and select.select([self._report], [], [], timeout)[0]:
            self._end = [float(word) for word in self._hear().split()]
            self._report.close()
        return bool(self._end)

    def signal(self, number: int) -> None:
        if not self.has_ended():
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it and whatever it started in its session, and wait for it."""
        with suppress(ProcessLookupError):  # it had ended by itself
            os.killpg(self.pid, signal.SIGKILL)
        assert self.has_ended(60)
        self._close()

    def end(self, timeout: float) -> Done:
        """Wait for its end.

        If it is not done in *timeout* seconds, it is killed, and AssertionError raised
        with the end of what it had to say.
        """
        try:
            ended = self.has_ended(timeout)
            out, err = map(_text, (self._out, self._err))
        except BaseException:  # a test was given up
            self.kill()
            raise
        if not ended:
            self.kill()
            raise AssertionError(f"not done in {timeout} s:\n{err[-4000:]}")
        self._close()
        code, peak_kb, seconds = self._end
        return Done(int(code), out, err, peak_kb / 1024, seconds)

    def _close(self) -> None:
        self._out.close()
        self._err.close()

    def _hear(self) -> str:
        packet = self._report.recv(MAX_PACKET)
        assert packet, "the server of processes ended; its standard error says why"
        return packet.decode()


def run_module(
    module: str,
    *arguments: str,
    env: dict[str, str],
    timeout: float,
    folder: Path = ROOT,
) -> Done:
    """Run `python -m module *arguments` in *folder* to its end."""
    program = Program(module, *arguments, env=env, folder=folder)
    return program.end(timeout)


def _text(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def _sockets() -> tuple[socket.socket, socket.socket]:
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


@functools.cache
def _server() -> socket.socket:
    """Return what takes orders for processes."""
    ours, theirs = _sockets()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.forkserver"],
            cwd=ROOT,
            env=environment(),
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def end() -> None:
        ours.close()
        process.wait(60)

    atexit.register(end)
    return ours
