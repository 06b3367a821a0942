from __future__ import annotations

import pytest

from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.sources.reading import Reading
from vultrcrawl.taxonomy import PageType


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        (
            "By Ada | Published 1 March 2024 | Updated 2 March 2024",
            {"Published": ["1 March 2024"], "Updated": ["2 March 2024"]},
        ),
        ("Posted on March 1, 2024", {"Posted on": ["March 1, 2024"]}),
        (
            "Ada \u00b7 Publicado el 3 de mayo de 2024",
            {"Publicado el": ["3 de mayo de 2024"]},
        ),
        ("By Ada on March 1, 2024", {}),
        ("Come on 1 March 2024", {}),
        ("Published 1 March 2024 by Ada", {}),
        ("What we did " * 20 + "| Published 1 March 2024", {}),
    ],
)
def test_a_date_may_have_a_label_without_a_colon(
    line: str, labels: dict[str, list[str]]
) -> None:
    page = Document(f"<body><p>{line}</p></body>", "https://a.example/")
    assert Reading(page).label == labels


def test_a_line_tells_both_dates_of_a_story() -> None:
    def story(number: int) -> Document:
        text = " ".join(f"word{(number * 7 + n) % 40}" for n in range(80))
        line = f"Ada | Published {number + 1} May 2024 | Updated {number + 2} May 2024"
        return Document(
            f"<html lang=en><body><main><h1>Story {number}</h1><p>{line}</p>"
            f"<p>{text}.</p></main></body></html>",
            f"https://a.example/{number}",
        )

    schema = induce([story(n) for n in range(8)], page_type=PageType.ARTICLE)
    [record] = Extractor(schema).apply(story(20))
    assert record["datePublished"] == "2024-05-21"
    assert record["dateModified"] == "2024-05-22"
