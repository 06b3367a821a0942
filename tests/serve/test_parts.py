"""The budget, and addresses of pages and endpoints."""

from __future__ import annotations

from typing import Any

import pytest

from tests.serve.test_tools import document
from tests.support.site_documents import SITE
from vultrcrawl.serve.addresses import page_of
from vultrcrawl.serve.budget import RequestBudget
from vultrcrawl.serve.catalogue import catalogue
from vultrcrawl.serve.failures import BadArguments, Spent
from vultrcrawl.serve.service import read_json
from vultrcrawl.serve.shapes import plain_answer
from vultrcrawl.site.document import SiteTemplate, read_site


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_budget_is_that_of_an_hour() -> None:
    clock = Clock()
    budget = RequestBudget(2, clock)
    budget.take()
    clock.now = 600
    budget.take()
    budget.add()  # a second try
    with pytest.raises(Spent) as spent:
        budget.take()
    assert (
        spent.value.more["retry_after_seconds"] == 3600
    )  # two have to go before there is room
    clock.now = 3601
    with pytest.raises(Spent):
        budget.take()
    clock.now = 4200
    budget.take()
    budget.give_back()
    budget.take()


def listing(**pagination: object) -> SiteTemplate:
    data = document()
    data["templates"][1]["pagination"] |= pagination
    return read_site(data).templates[1]


@pytest.mark.parametrize(
    ("pagination", "url", "page", "expected"),
    [
        ({"step": 1}, None, 1, f"{SITE}/lamps/"),
        ({"step": 1}, None, 3, f"{SITE}/lamps/?page=3"),
        ({"step": 1}, f"{SITE}/lamps/?a=b%20c&page=9&d", 2,
         f"{SITE}/lamps/?a=b%20c&d&page=2"),
        ({"kind": "offset", "param": "start", "start": 0, "step": 20,
          "url_template": f"{SITE}/lamps/?start={{offset}}"}, None, 3,
         f"{SITE}/lamps/?start=40"),
        ({"kind": "page_path", "param": None, "step": 1,
          "url_template": f"{SITE}/page/{{page}}/"}, None, 1, f"{SITE}/page/1/"),
    ],
)  # fmt: skip
def test_pages_of_a_list_have_addresses(
    pagination: dict[str, Any], url: str | None, page: int, expected: str
) -> None:
    assert page_of(listing(**pagination), url, page) == expected


def test_a_list_that_goes_on_by_links_has_no_numbers() -> None:
    template = listing(kind="next_link", param=None, url_template=None)
    assert page_of(template, None, 1) == f"{SITE}/lamps/"
    for url in (None, f"{SITE}/x"):
        with pytest.raises(BadArguments):
            page_of(template, url, 2)


def test_an_endpoint_is_asked_for_nothing_else() -> None:
    endpoint = catalogue(read_site(document())).tools["api_all_by_id"].endpoint
    assert endpoint is not None
    assert endpoint.url({"id": 7}) == f"{SITE}/api/all/7"
    assert endpoint.url({"id": "a/b?c"}) == f"{SITE}/api/all/a%2Fb%3Fc"
    with pytest.raises(BadArguments):
        endpoint.url({"id": ".."})


def test_an_answer_is_something_that_can_be_written_again() -> None:
    found = read_json(b'{"a": ["\\ud800x", "\\uD83D\\uDE00"], "b": 1.5}')
    assert found == {"a": ["?x", "\U0001f600"], "b": 1.5}
    for body in (b"[1e999]", b"[NaN]", b"<html>", b"[" * 100_000, b"\xff"):
        with pytest.raises((ValueError, RecursionError)):
            read_json(body)


def test_what_an_answer_is_like_holds_no_pattern() -> None:
    deep: dict[str, Any] = {"type": "array"}
    deep["items"] = {"type": ["string", "null"], "pattern": "(a+)+$", "x": 1}
    assert plain_answer({"type": "object", "properties": {"a": deep, "b c": {}}}) == {
        "type": "object",
        "properties": {
            "a": {"type": "array", "items": {"type": ["string", "null"]}},
        },
    }
    assert plain_answer("text") == {}
