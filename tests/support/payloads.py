"""Things of an invented store, as applications leave them in their pages."""

from __future__ import annotations

import json
from random import Random

WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath")


def thing(number: int) -> dict[str, object]:
    """Return what the store knows of one thing."""
    pick = Random(number)
    words = pick.sample(WORDS, 3)
    return {
        "id": 40_000 + number * 7,
        "slug": "-".join([*words, str(number)]),
        "title": " ".join([*words, str(number)]),
        "price": pick.randrange(200, 9_000) / 100,
        "originCountry": pick.choice(["Peru", "Japan", "Kenya", "Norway", "Chile"]),
        "shelfWeeks": pick.randrange(2, 300),
        "maker": {"name": f"{pick.choice(WORDS)} & Sons {number}"},
        "__typename": "Item",
        "cacheToken": f"{pick.getrandbits(128):032x}",
    }


def others(number: int) -> list[dict[str, object]]:
    """Return what the page of a thing shows besides it."""
    return [thing(number * 31 + more) for more in range(1, 5)]


def flight(number: int) -> str:
    """Return a stream of Next.js, its ids and positions unlike those of other pages."""
    own, pick = thing(number), Random(-number)
    first = pick.randrange(20, 3_000)
    cards = [
        ["$", "$L2", str(one["id"]), {"item": one, "href": "/x"}]
        for one in others(number)
    ]
    maker = own["maker"]
    rows = [
        '1:"$Sreact.fragment"',
        '2:I[7,["a.js"],"default"]',
        "0:" + json.dumps({"f": [["$", "$1", "c", {"children": f"$L{first:x}"}]]}),
        f"{first:x}:" + json.dumps(
            ["$", "main", None, {"children": [
                *[["$", "hr", None, {}]] * pick.randrange(3),
                ["$", "$L2", None, {"item": f"${first + 1:x}", "locale": "en"}],
                ["$", "ul", None, {"children": cards}],
            ]}]
        ),
        f"{first + 1:x}:" + json.dumps({**own, "maker": f"${first + 2:x}"}),
        f"{first + 2:x}:" + json.dumps(maker),
    ]  # fmt: skip
    text, size = "\n".join(rows) + "\n", pick.randrange(100, 400)
    return "".join(
        "<script>self.__next_f.push([1,"
        + json.dumps(text[at : at + size]).replace("<", "\\u003c")
        + "])</script>"
        for at in range(0, len(text), size)
    )


def nuxt(number: int) -> str:
    """Return a payload of Nuxt 3, its places unlike those of other pages."""
    values: list[object] = []

    def flat(one: object) -> int:
        place = len(values)
        values.append(one)
        if isinstance(one, list):
            values[place] = [flat(inner) for inner in one]
        elif isinstance(one, dict):
            values[place] = {key: flat(inner) for key, inner in one.items()}
        return place

    values.append(["ShallowReactive", 1])
    noise = list(range(number % 5))
    slug = thing(number)["slug"]
    flat(
        {
            "state": {"noise": noise},
            "data": {f"item-{slug}": thing(number), "also": others(number)},
        }
    )
    return (
        '<script type="application/json" data-nuxt-data="app" id="__NUXT_DATA__">'
        f"{json.dumps(values)}</script>"
    )
