"""Which fields of the records an answer holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.schema.seen import SITE, asked, get


def covers_of(
    answer: Callable[[int], Any],
    record: Callable[[int], dict[str, Any]],
    count: int = 5,
) -> dict[str, str]:
    (api,) = asked(
        *([get(n, f"/api/x/{n}", answer(n))] for n in range(count)),
        records=lambda n: [{"url": f"{SITE}/item/{n}", **record(n)}],
        fields=record(0),
    )
    return {name: one["path"] for name, one in api["covers"].items()}


@pytest.mark.parametrize(
    ("told", "read"),
    [
        (lambda n: f"A  <b>red</b> lamp &amp; {n}", lambda n: f"A red lamp & {n}"),
        (lambda n: 1_200 + n, lambda n: f"1,{200 + n}"),
        (lambda n: n + 0.5, lambda n: f"€{n}.50"),
        (lambda n: f"2024-05-0{n + 1}T10:00:00Z", lambda n: f"2024-05-0{n + 1}"),
        (lambda n: f"/i/{n}.jpg", lambda n: f"{SITE}/i/{n}.jpg"),
        (lambda n: [f"a {n}", "b"], lambda n: [f"a {n}", "b"]),
    ],
)
def test_values_are_compared_as_they_are_meant(
    told: Callable[[int], Any], read: Callable[[int], Any]
) -> None:
    found = covers_of(
        lambda n: {"x": {"y": told(n)}, "z": -n}, lambda n: {"f": read(n)}
    )
    assert found["f"].startswith("$.x.y")


def test_what_agrees_by_chance_is_not_covered() -> None:
    """One number in common on all pages, or a value that one page in five has."""
    found = covers_of(
        lambda n: {"version": 3, "size": n, "list": list(range(50))},
        lambda n: {
            "stars": 3,
            "left": 0 if n else 7,
            "rank": 49 - n,
            "card": f"Lamp from Rome €{n}.00",
        },
    )
    assert found == {}


def test_a_field_that_half_the_pages_confirm_is_not_covered() -> None:
    def record(number: int) -> dict[str, Any]:
        return {"name": f"thing {number}"}

    wrong = covers_of(lambda n: {"name": f"thing {n + n % 2}", "x": 1}, record)
    assert wrong == {}
    once = covers_of(lambda n: {"name": f"thing {n}", "x": 1}, record, count=1)
    assert once == {"name": "$.name"}


def test_the_answer_about_the_page_is_compared_not_those_about_others() -> None:
    (api,) = asked(
        *(
            [get(n, f"/api/x/{n + other}") if other else get(n, f"/api/x/{n}")
             for other in (300, 200, 0, 100)]
            for n in range(4)
        ),
        records=lambda n: [{"url": f"{SITE}/item/{n}", "title": "unseen"}],
        fields=["title"],
    )  # fmt: skip
    assert api["covers"] == {}
    (api,) = asked(
        *(
            [get(n, f"/api/x/{one}", {"id": one, "name": f"thing {one}"})
             for one in (n + 300, n + 200, n)]
            for n in range(4)
        ),
        records=lambda n: [{"url": f"{SITE}/item/{n}", "title": f"Thing {n}"}],
        fields=["title"],
    )  # fmt: skip
    assert api["covers"]["title"]["path"] == "$.name"
