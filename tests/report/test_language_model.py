"""What the report says of the language model."""

from __future__ import annotations

from typing import Any

from tests.support.reports import assert_inert, said, section
from vultrcrawl.report.loose import LooseObject
from vultrcrawl.report.overview import model_answers, model_figures
from vultrcrawl.report.page import report_html

TOLD: dict[str, Any] = {
    "model": "m\x1b[31m",
    "calls": 3,
    "cost": 0.25,
    "asked": {"pages": 8, "fields": 12},
    "measured": {"types": {"asked": 3, "right": 2}, "fields": {"asked": 0, "right": 0}},
    "unanswered": {"too late": 2},
    "types": [
        {"template": "event", "pages_asked": 3, "said": {"event": 2, "about": 1},
         "pages_changed": 28, "overruled": 1},
    ],
    "fields": [
        {"template": "event", "field": "menu", "said": "furniture", "done": "left out"},
    ],
}  # fmt: skip


def test_questions_cost_and_what_came_of_them_are_told() -> None:
    llm = LooseObject(TOLD)
    assert dict(model_figures(llm)) == {
        "model": r"m\x1b[31m",
        "calls": "3",
        "cost": "0.25",
        "asked about": "12 fields, 8 pages",
        "right of known types": "2 of 3",
        "unanswered (too late)": "2",
    }
    assert model_answers(llm) == [
        (
            "event: it was shown 3 pages (event 2, about 1), decided the type of 28, "
            "was overruled on 1"
        ),
        "event, field menu: it said furniture: left out",
    ]


def test_whatever_stands_there_is_bounded() -> None:
    llm = {"types": [{"template": "x" * 9_999}] * 999, "asked": 3}
    told = model_answers(LooseObject(llm))
    assert all(len(one) < 300 for one in told)
    tree = assert_inert(report_html({"llm": llm | {"calls": 1}}))
    how = section(tree, "How")
    assert len(how.xpath("./ul/li")) == 20
    assert "and 979 more answers in site.json" in said(how)
    assert model_figures(LooseObject({})) == []
