from __future__ import annotations

from random import Random

import pytest

from tests.schema.pages import NAMES, phrase
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.values import people
from vultrcrawl.values.dates import date_in


@pytest.mark.parametrize(
    ("text", "author", "date"),
    [
        ("Jan. 9, 2015 · The Rust Core Team", "The Rust Core Team", "Jan. 9, 2015"),
        ("By Ada Byron on 3 May 2019", "Ada Byron", "3 May 2019"),
        ("von Edith Stein am 3. März 2021", "Edith Stein", "3. März 2021"),
        ("Por Ana Ruiz | 3 de mayo de 2019", "Ana Ruiz", "3 de mayo de 2019"),
        ("Written by Max Weber, 05.12.2017 13:05", "Max Weber", "05.12.2017"),
        ("2020-02-29 - Ida Noll", "Ida Noll", "2020-02-29"),
        ("April Marsh \u2013 June 1st, 2020", "April Marsh", "June 1st, 2020"),
        ("August Sander", "August Sander", None),
        ("Posted on May 4, 2020", None, "May 4, 2020"),
        ("by May 4, 2020", None, "May 4, 2020"),
        ("", None, None),
    ],
)
def test_author_and_date_of_a_line(
    text: str, author: str | None, date: str | None
) -> None:
    assert people.byline(text) == author
    assert date_in(text) == date


@pytest.mark.xfail(strict=True, reason="the ranker takes such a line for neither")
def test_a_byline_is_an_author_and_a_date() -> None:
    def page(number: int) -> Document:
        random = Random(number)
        line = f"May {number + 1}, 2015 · {random.choice(NAMES)}"
        body = "".join(f"<p>{phrase(random, 40)}.</p>" for _ in range(3))
        return Document(
            f'<h1>{phrase(random, 4)} {number}</h1><div class="byline">{line}</div>'
            f"<div>{body}</div>",
            f"https://blog.example/{number}",
        )

    schema = induce([page(n) for n in range(12)])
    assert [one.name for one in schema.fields] == [
        "name",
        "author",
        "datePublished",
        "articleBody",
    ]
    [record] = Extractor(schema).apply(page(20))
    assert record["author"] == Random(20).choice(NAMES)
    assert record["datePublished"] == "2015-05-21"
    author = schema.fields[1]
    assert author.examples[0].raw.endswith(author.examples[0].value)
