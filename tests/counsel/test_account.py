"""What is told of a language model's part in a crawl."""

from __future__ import annotations

from typing import Any

from vultrcrawl.counsel.account import Account
from vultrcrawl.inference.advice import Opinion, Trust
from vultrcrawl.items import ClassifiedBy
from vultrcrawl.taxonomy import PageType

Row = dict[str, Any]


def row(url: str, kind: PageType, who: ClassifiedBy, template: str = "t") -> Row:
    return {
        "final_url": url, "template": template, "page_type": kind, "classified_by": who,
    }  # fmt: skip


ROWS = [
    row("a", PageType.EVENT, ClassifiedBy.LLM),
    row("b", PageType.EVENT, ClassifiedBy.LLM),
    row("c", PageType.ARTICLE, ClassifiedBy.LOCAL),
    row("d", PageType.ARTICLE, ClassifiedBy.LOCAL, "u"),
]


def test_rows_and_templates_tell_what_came_of_an_answer() -> None:
    account = Account(flagged={"d": "prompt_injection: text"})
    event = Opinion(PageType.EVENT, 1.0)
    article = Opinion(PageType.ARTICLE, 0.5)
    notes = account.settle(ROWS, {"a": event, "c": event, "d": article})
    assert notes == {
        "a": ["language model: event (1.00), which decided"],
        "b": ["language model: it read pages of the template"],
        "c": ["language model: event (1.00), overruled by the site"],
        "d": [
            "prompt_injection: text",
            "language model: article (0.50), taken into account",
        ],
    }
    told = account.as_dict(Trust(asked=3, right=2))
    assert told["types"] == [
        {"template": "t", "pages_asked": 2, "said": {"event": 2}, "pages_changed": 2,
         "overruled": 1},
        {"template": "u", "pages_asked": 1, "said": {"article": 1}, "pages_changed": 0,
         "overruled": 0},
    ]  # fmt: skip
    assert told["measured"]["types"] == {"asked": 3, "right": 2}


def test_the_summary_says_what_was_not_answered() -> None:
    account = Account(pages_asked=8, fields_asked=3)
    account.unanswered.update({"too late": 2, "invalid": 1})
    assert account.sentence() == (
        "asked about 8 pages and 3 fields, questions unanswered: 2 too late, 1 invalid "
        "(local answers stay)"
    )
    account.names_left = 2
    assert account.sentence().endswith(", fields that keep local names: 2")
    assert Account().sentence() == ""
