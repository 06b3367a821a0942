"""Python programs run to their end, without the second that their imports take."""

from __future__ import annotations

import atexit
import functools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

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


def environment(**changes: str) -> dict[str, str]:
    """Return an environment without anybody's model or project settings."""
    unwanted = ("OPENAI_", "SCRAPY_", "VULTRCRAWL_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(unwanted)}
    return kept | {"NO_COLOR": "1"} | changes


def command(*words: str) -> list[str]:
    """Return the `scrapy` command with *words*."""
    return [sys.executable, "-m", "scrapy", *words]


def run_module(
    module: str,
    *arguments: str,
    env: dict[str, str],
    timeout: float,
    options: tuple[str, ...] = (),
) -> Done:
    """Run `python *options -m module *arguments` from the project's folder.

    Raises TimeoutError with the end of what it had to say if it is not done in
    *timeout* seconds.
    """
    server = _server(options)
    order = {"module": module, "arguments": arguments, "environment": env}
    # Files, not pipes: nobody reads while it runs.
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        packet = json.dumps(order).encode()
        socket.send_fds(server, [packet], [out.fileno(), err.fileno()])
        server.settimeout(None)
        pid = int(_answer(server))
        server.settimeout(timeout)
        try:
            ended = _answer(server)
        except BaseException as error:
            os.kill(pid, signal.SIGKILL)
            server.settimeout(None)
            _answer(server)
            if isinstance(error, TimeoutError):
                err.seek(0)
                said = err.read()[-4000:]
                raise TimeoutError(f"not done in {timeout} s:\n{said}") from None
            raise
        code, peak_kb = ended.split()
        out.seek(0)
        err.seek(0)
        return Done(int(code), out.read(), err.read(), int(peak_kb) / 1024)


def _answer(server: socket.socket) -> str:
    packet = server.recv(MAX_PACKET)
    assert packet, "the server of processes ended; its standard error says why"
    return packet.decode()


@functools.cache
def _server(options: tuple[str, ...]) -> socket.socket:
    """Return what is spoken to a server of processes that runs with *options*."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = subprocess.Popen(
        [sys.executable, *options, "-m", "tests.support.forkserver"],
        cwd=ROOT,
        env=environment(),
        stdin=theirs.fileno(),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    theirs.close()

    def end() -> None:
        ours.close()
        process.wait(10)

    atexit.register(end)
    return ours
