"""Words, prices and answers for sites that are made up; the same ones every time."""

from __future__ import annotations

import json
import random
from pathlib import Path

from tests.support.site import Answer, Handler

_APPS = Path(__file__).with_name("apps")
_WORDS = (
    "harbour lantern meadow copper violin granite orchard falcon pepper timber glacier",
    "saddle ribbon walnut compass marble thunder basket feather candle anchor barrel",
)
_EACH = " ".join(_WORDS).split()

Answers = dict[str, str | Answer | Handler]


def prose(seed: str, words: int = 60) -> str:
    """Return a text of *words* words, another one for each *seed*."""
    chosen = random.Random(seed)
    return " ".join(chosen.choice(_EACH) for _ in range(words)).capitalize() + "."


def title_of(seed: str) -> str:
    """Return a name of two words and a number."""
    return prose(seed, 2)[:-1].title() + f" {random.Random(seed).randrange(100, 999)}"


def price_of(seed: str) -> str:
    """Return a price in pounds."""
    return f"£{random.Random(seed).randrange(500, 20_000) / 100:.2f}"


def as_json(data: object) -> Answer:
    """Return an answer with *data*."""
    return Answer(json.dumps(data), content_type="application/json")


def script(name: str) -> Answer:
    """Return one of the scripts in `apps`."""
    return Answer(
        (_APPS / f"{name}.js").read_text(encoding="utf-8"),
        content_type="text/javascript; charset=utf-8",
    )
