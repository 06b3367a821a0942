from __future__ import annotations

import numpy as np
import pytest

from vultrcrawl.page.document import Document
from vultrcrawl.schema.repetition.comparing import compared
from vultrcrawl.schema.repetition.outline import Outline
from vultrcrawl.schema.repetition.runs import find_runs, marks_of


def likeliest(body: str, scores: dict[str, float]) -> str:
    """Return what is likeliest of the runs in *body*, judged as *scores* say by css."""
    outline = Outline(Document(f"<body>{body}</body>", "https://a.example/"))
    runs = find_runs(outline, marks_of([outline]))
    judged = np.zeros((len(runs), 3))
    for number, run in enumerate(runs):
        judged[number, 1] = scores.get(f"{run.css}{' +' if run.spread else ''}", 0.0)
    given = judged.copy()
    found = compared(outline, runs, judged, 1)
    assert (judged == given).all(), "nothing is changed in place"
    best = runs[int(found[:, 1].argmax())]
    return f"{best.css}{' +' if best.spread else ''}"


def cell(number: int) -> str:
    return (
        f"<td><div class=face><a href='/u/{number}'><img src='/{number}.png'></a></div>"
        f"<div class=who>Person {number}</div></td>"
    )


def row(number: int) -> str:
    return f"<tr>{''.join(cell(10 * number + at) for at in range(3))}</tr>"


def test_the_cells_of_a_grid_are_items_and_its_rows_are_not() -> None:
    table = f"<table>{''.join(map(row, range(4)))}</table>"
    scores = {"table > tr": 0.9, "table > tr > td": 0.1}
    assert likeliest(table, scores) == "table > tr > td"


@pytest.mark.parametrize(
    "rest",
    [
        "<td><a href='/u/1'>x</a></td><td><a href='/u/2'>y</a></td>",  # data
        "<td><form><input><select></select><button>x</button></form></td>",
    ],
)
def test_rows_with_cells_that_say_something_each_are_items(rest: str) -> None:
    table = f"<table>{''.join(f'<tr>{cell(n)}{rest}</tr>' for n in range(4))}</table>"
    scores = {"table > tr": 0.9, "table > tr > td": 0.1}
    assert likeliest(table, scores) == "table > tr"


def test_items_begin_with_what_comes_first_of_them() -> None:
    post = "<h2><a href=/a>A</a></h2><p class=by>Ada</p><div>Much was said.</div>"
    scores = {"body > p.by +": 0.9, "body > h2 +": 0.8, "body > div +": 0.7}
    assert likeliest(f"<h1>News</h1>{post * 4}", scores) == "body > h2 +"
    # What is hardly likely by itself is none.
    scores["body > h2 +"] = 0.2
    assert likeliest(f"<h1>News</h1>{post * 4}", scores) == "body > p.by +"
