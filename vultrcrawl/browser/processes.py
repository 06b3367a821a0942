"""The processes of the browser that this one has started."""

from __future__ import annotations

from typing import Any

import psutil

MARK = "--host-resolver-rules=MAP * ~NOTFOUND"
"""Argument of our browser: no name is resolved. Tells it from others on the machine."""


def browser_processes() -> list[psutil.Process]:
    """Return the browser that this process started, with all processes of its own."""
    found: list[psutil.Process] = []
    for process in _descendants(psutil.Process()):
        try:
            line: list[Any] = process.cmdline()
        except psutil.Error:
            continue
        if MARK in line and not any(str(w).startswith("--type=") for w in line):
            found += [process, *_descendants(process)]
    return found


def _descendants(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.Error:
        return []


def kill_browser() -> None:
    """End the browser that this process started; nothing happens if there is none."""
    for process in browser_processes():
        try:
            process.kill()
        except psutil.Error:
            continue


def largest_renderer(most_mb: int) -> psutil.Process | None:
    """Return the largest page process if the browser takes over *most_mb* of memory.

    The browser itself where no page of it is to blame. Shared memory is counted once.
    """
    sizes: list[tuple[int, bool, psutil.Process]] = []
    for process in browser_processes():
        try:
            memory = process.memory_info()
            page = "--type=renderer" in process.cmdline()
        except psutil.Error:
            continue
        sizes.append((memory.rss - getattr(memory, "shared", 0), page, process))
    if sum(size for size, _, _ in sizes) <= most_mb * 2**20:
        return None
    pages = [one for one in sizes if one[1]]
    return max(pages or sizes, key=lambda one: one[0])[2]
