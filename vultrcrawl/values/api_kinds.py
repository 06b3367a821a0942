"""What a page of a reference of programming interfaces is about: its kind and name.

Generators of such pages write both in one title: ``Class: Mocha::Mock`` (YARD, JSDoc),
``Interface WxMaService`` (Javadoc, TypeDoc), ``gpiod::chip Class Reference`` (Doxygen).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import chain
from typing import Final, NamedTuple

from vultrcrawl.values.locales import table

#: Longest title that is read, in characters.
_LONGEST: Final = 300
#: The name of a part of a program, or of a file: one word but for what is in ``<>``.
_NAME: Final = (
    r"(?P<name>[@~$.]?[^\W\d][\w.:$/@#~\\+*-]*"
    r"(?: ?<(?:[^<>]|<[^<>]*>){1,100}>)?(?:::[\w~]+)*(?:\(\))?)"
)


class ApiTitle(NamedTuple):
    """A title that says what its page is about."""

    kind: str
    """The word for it as written: ``Class``."""
    name: str
    sure: bool
    """Whether it is written as such titles alone are."""


@lru_cache(maxsize=4_096)
def read(text: str) -> ApiTitle | None:
    """Return the kind and the name that the title *text* says; None if it doesn't."""
    if len(text) > _LONGEST:
        return None
    for pattern, sure in _patterns():
        if match := pattern.fullmatch(text.strip()):
            return ApiTitle(match["kind"], match["name"], sure)
    return None


def name(text: str) -> str:
    """Return the name that the title *text* says; all of it where that is no kind's."""
    found = read(text)
    return text if found is None else found.name


def kind(text: str) -> str | None:
    """Return the kind that *text* is, or says beside a name; None if it says none."""
    if is_kind(text):
        return text.strip()
    found = read(text)
    return None if found is None else found.kind


def is_kind(text: str) -> bool:
    """Tell whether *text* is a word for a kind, and no more."""
    return text.strip().casefold() in _kinds()


@cache
def _kinds() -> frozenset[str]:
    return frozenset(chain.from_iterable(table("api_kinds")["kinds"].values()))


@cache
def _patterns() -> list[tuple[re.Pattern[str], bool]]:
    words = "|".join(sorted(map(re.escape, _kinds()), key=len, reverse=True))
    written = {"kind": f"(?P<kind>{words})", "name": _NAME}
    frames = chain.from_iterable(table("api_kinds")["frames"].values())
    made = [
        *((_filled(frame, written), True) for frame in frames),
        (rf"{written['kind']}\s*[:\uff1a]\s*{_NAME}", True),
        (rf"{written['kind']} {_NAME}", False),
    ]
    return [(re.compile(pattern, re.IGNORECASE), sure) for pattern, sure in made]


def _filled(frame: str, written: dict[str, str]) -> str:
    parts = re.split(r"\{(kind|name)\}", frame)
    return "".join(
        written[part] if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )
