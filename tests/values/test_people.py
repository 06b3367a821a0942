from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import assert_quick
from vultrcrawl.values import people


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("By Ada | May 2", "en", "Ada"),
        ("By Ada Byron on May 2, 2019", "en", "Ada Byron"),
        ("by Ada Byron and Grace Hopper", "en", "Ada Byron and Grace Hopper"),
        ("Posted on May 2, 2019 by Ada Byron", "en", "Ada Byron"),
        ("Posted in News by Ada", "en", "Ada"),
        ("Ada Byron - 12 March 2020 - 5 min read", "en", "Ada Byron"),
        ("Re: Hello by Ada » Fri Apr 03, 2020 1:32 pm", "en", "Ada"),
        ("Author: Bob", "en", "Bob"),
        ("von Ada Byron am 3. Mai 2019", "de", "Ada Byron"),
        ("Geschrieben von: Ada und Grace", "de", "Ada und Grace"),
        ("Par Jean de La Fontaine le 3 mai 2019", "fr", "Jean de La Fontaine"),
        ("Escrito por María el 3 de mayo de 2019", "es", "María"),
        ("Автор: Иван Петров", "ru", "Иван Петров"),
        ("av Kari Nordmann", "nb", "Kari Nordmann"),
        ("Đăng bởi: admin1 lúc Nov 3, 2019", "vi", "admin1"),
        ("Vložil/a Karel, 1 Srpen, 2007 - 16:51", "cs", "Karel"),
        ("par Ada » Sam 04 Avr 2020, 19:45", "fr", "Ada"),
        ("» Sam 04 Avr 2020, 19:45", "fr", None),
        ("Submitted by Ada on Tue, 05/03/2011 - 12:00", "en", "Ada"),
        ("Van Morrison", "nl", "Van Morrison"),
        ("De Niro", "fr", "De Niro"),
        ("Jean de La Fontaine", "fr", "Jean de La Fontaine"),
        ("AC/DC", "en", "AC/DC"),
        ("By Ada, ada@example.com", "en", "Ada"),
        ("May 2, 2019", "en", None),
        ("Mon, 29/02/2016 - 16:31", "en", None),
        ("wt., 09/02/2016 - 11:28", "pl", None),
        ("3 comments", "en", None),
        ("Written by", "en", None),
        ("", "en", None),
    ],
)
def test_who_is_named(text: str, language: str, name: str | None) -> None:
    assert people.byline(text, language=language) == name


def test_a_line_of_an_unknown_language() -> None:
    assert people.byline("von Edith Stein am 3. März 2021") == "Edith Stein"
    assert people.byline("Ida und Max Noll", language="de") == "Ida und Max Noll"
    assert people.byline("wt., 09/02/2016 - 11:28") is None
    assert people.byline("So Young, 09/02/2016") == "So Young"


@given(st.text(max_size=100), st.sampled_from(["en", "de", None]))
def test_a_name_is_on_the_page(text: str, language: str | None) -> None:
    words = " ".join(text.split())
    assert (people.byline(text, language=language) or "") in words


def test_hostile_texts_take_little_time() -> None:
    text = "by a, by b and " * 100_000
    assert_quick(lambda: people.byline(text, language="en"), 1)
