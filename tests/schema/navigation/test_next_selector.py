"""From each page of a list to the next, and from the last one nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vultrcrawl.page.document import Document
from vultrcrawl.schema.navigation.pagination import next_url, read_pagination

if TYPE_CHECKING:
    from collections.abc import Callable

LAST = 5


def address(number: int) -> str:
    return "https://a.example/tours/" + (f"page/{number}/" if number > 1 else "")


def document(number: int, bar: str) -> Document:
    body = f"<ul class=cards><li>{number}</li></ul><div class=pagination>{bar}</div>"
    return Document(body, address(number))


def marked_by_a_span(number: int) -> str:
    return "".join(
        f"<span class=current>{n}</span>"
        if n == number
        else f'<a class="inactive" href="{address(n)}">{n}</a>'
        for n in range(1, LAST + 1)
    )


def marked_in_a_list(number: int) -> str:
    items = "".join(
        f'<li class="page-item{" active" * (n == number)}">'
        f'<a class="page-link" href="{address(n)}">{n}</a></li>'
        for n in range(1, LAST + 1)
    )
    return f"<ul>{items}</ul>"


def arrows_to_both_ends(number: int) -> str:
    def arrow(label: str, sign: str, to: int) -> str:
        href = f'href="{address(to)}"' if to != number else ""
        return f'<a class="link" aria-label="{label}" {href}>{sign}</a>'

    return (
        arrow("First", "««", 1)
        + arrow("Previous", "«", max(1, number - 1))
        + arrow("Next", "»", min(LAST, number + 1))
        + arrow("Last", "»»", LAST)
    )


def marked_for_screen_readers(number: int) -> str:
    return "".join(
        f'<a href="{address(n)}"{" aria-current=page" if n == number else ""}>{n}</a> '
        for n in range(1, LAST + 1)
    )


@pytest.mark.parametrize(
    "bar",
    [
        marked_by_a_span,
        marked_in_a_list,
        arrows_to_both_ends,
        marked_for_screen_readers,
    ],
)
def test_the_selector_leads_to_the_next_page_alone(bar: Callable[[int], str]) -> None:
    documents = [document(n, bar(n)) for n in range(1, LAST + 1)]
    model = read_pagination(documents)
    assert model is not None
    assert model.text is None
    found = [next_url({"selector": model.selector}, one) for one in documents]
    assert found == [*(address(n) for n in range(2, LAST + 1)), None]


def test_a_page_that_links_to_itself_by_its_number_is_that_page() -> None:
    bar = '<a href="/tours/">1</a><a href="/tours/page/2/">2</a>'
    assert read_pagination([document(2, bar)]) is None


def test_a_comma_may_stand_between_the_current_page_and_the_next() -> None:
    def bar(number: int) -> str:
        return "<span class=sep>, </span>".join(
            f"<strong>{n}</strong>"
            if n == number
            else f"<a href='{address(n)}'>{n}</a>"
            for n in range(1, LAST + 1)
        )

    documents = [document(n, bar(n)) for n in range(1, LAST + 1)]
    found = read_pagination(documents)
    assert found is not None
    model = {"selector": found.selector, "text": found.text}
    for number, one in enumerate(documents, 1):
        following = address(number + 1) if number < LAST else None
        assert next_url(model, one) == following


def test_older_entries_are_the_next_page_by_their_address() -> None:
    def bar(number: int) -> str:
        older = f"<div class=prev><a href='{address(number + 1)}'>Korábbiak</a></div>"
        newer = f"<div class=newer><a href='{address(number - 1)}'>Későbbiek</a></div>"
        return older * (number < LAST) + newer * (number > 1)

    documents = [document(n, bar(n)) for n in range(1, LAST + 1)]
    found = read_pagination(documents)
    assert found is not None
    model = {"selector": found.selector, "text": found.text}
    assert next_url(model, documents[1]) == address(3)
    assert next_url(model, documents[LAST - 1]) is None
