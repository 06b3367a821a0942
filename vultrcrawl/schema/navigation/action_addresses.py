"""Addresses of actions: what one has in common with others of its kind."""

from __future__ import annotations

import re

_NUMBERS = re.compile(r"\d+")
#: A step of a path that is no name but an address or a key in a code such as Base64.
_ENCODED = re.compile(
    r"(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z])(?:[\w+=,~-]|%[0-9A-F]{2}){16,}", re.ASCII
)


def without_codes(url: str) -> str:
    """Return *url*, or a path, with ``{id}`` for each step that is a code."""
    steps = url.split("/")
    return "/".join("{id}" if _ENCODED.fullmatch(one) else one for one in steps)


def without_values(url: str) -> str:
    """Return *url*, or a part of it, with ``{n}`` for numbers, too."""
    return _NUMBERS.sub("{n}", without_codes(url))


def common(one: str, other: str) -> str:
    """Return the URL *one* with what stands for those steps in which *other* differs.

    Both are as long and differ in values only; else it is *one* as it is.
    """
    if one == other:
        return one
    steps, others = (url.partition("?")[0].split("/") for url in (one, other))
    if len(steps) != len(others):
        return one
    return "/".join(
        step if step == also else without_values(step)
        for step, also in zip(steps, others, strict=True)
    )
