"""Ports on which nobody listens."""

from __future__ import annotations

import random
import socket


def free_port() -> int:
    """Return a port that nobody has, nor gets: no system gives those by itself."""
    for port in random.sample(range(12_000, 30_000), 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("all of a hundred ports are taken")
