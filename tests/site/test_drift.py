"""Fields that fewer pages have than when the schema was made."""

from __future__ import annotations

from typing import Any

from tests.site.documents import document
from vultrcrawl.site.document import read_site
from vultrcrawl.site.drift import Drift


def drift_of(records: list[list[dict[str, Any]]]) -> Drift:
    """Return what *records* of pages amount to."""
    [template] = read_site(document()).templates
    found = Drift(template)
    for page in records:
        found.add(page)
    return found


def test_the_field_that_is_gone_is_named() -> None:
    assert drift_of([[{"url": "u", "name": "a"}]] * 10).falls() == []
    found = drift_of([[{"url": "u", "name": "a"}]] * 3 + [[{"url": "u"}]] * 7)
    [fall] = found.falls()
    assert (fall.field, fall.expected, fall.found) == ("name", 1.0, 0.3)
    assert fall.by == 0.7
    assert found.faults == {'record: "name" is a required property': 7}


def test_pages_without_a_record_count() -> None:
    found = drift_of([[], [], [{"url": "u", "name": "a"}]])
    assert (found.pages, found.empty_pages, found.records) == (3, 2, 1)
    [fall] = found.falls()
    assert fall.found == 0.5
