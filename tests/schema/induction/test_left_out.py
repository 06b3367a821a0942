"""What `site.json` says of properties that pages name and no field holds."""

from __future__ import annotations

from collections.abc import Sequence

from tests.schema.induction.candidates import candidate
from vultrcrawl.schema.induction.assignment.options import Assignment
from vultrcrawl.schema.induction.candidates.candidate import Candidate
from vultrcrawl.schema.induction.left_out import left_out

TITLES = ("Red lamp", "Blue sofa", "Green chair", "Old table", "New bed")
CODES = ("9780451457998", "9780575073463", "", "", "")


def reasons(*candidates: Candidate, told: Sequence[str] = ()) -> dict[str, str]:
    title = candidate(TITLES, name=0.9)
    known = [Assignment("name", 0.9, (title,))]
    found = left_out([title, *candidates], known, {"name", *told}, len(TITLES))
    return {one.name: one.reason for one in found}


def test_a_property_that_too_few_pages_name_is_told() -> None:
    found = reasons(candidate(CODES, isbn=0.6))
    assert found == {"isbn": "too little tells of it: 2 of 5 pages name it"}


def test_a_property_whose_values_are_something_else_is_told() -> None:
    found = reasons(candidate(["soon", "later", "never", "maybe", "no"], isbn=0.6))
    assert found.keys() == {"isbn"}
    assert "not written as such" in found["isbn"]


def test_what_a_field_says_hints_at_or_is_told_already_is_not() -> None:
    assert not reasons(candidate(TITLES, brand=0.6)), "the name's own text"
    assert not reasons(candidate(CODES, isbn=0.2)), "a hint alone"
    assert not reasons(candidate(CODES, isbn=0.6), told=["isbn"])
