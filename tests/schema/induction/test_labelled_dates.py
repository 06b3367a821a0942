"""Dates that the words before them tell what they are."""

from __future__ import annotations

import pytest

from tests.schema.induction.candidates import candidate
from vultrcrawl.schema.induction.candidates.labelled_dates import with_labelled_dates


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (
            ("Updated on 27.04.2026", "Zuletzt aktualisiert am 23.04.2024"),
            "dateModified",
        ),
        (("Last updated May 02, 2018", "Last updated June 3, 2019"), "dateModified"),
        (("Published: 3 May 2019", "Published: 12 May 2019"), "datePublished"),
        (("Mis à jour le 3 mai 2019", "Mis à jour le 4 mai 2019"), "dateModified"),
        (("May 3, 2010", "May 4, 2011"), "startDate"),
        (("Updated 3 May 2019 by Ada", "Updated 4 May 2019 by Bob"), "dateModified"),
        (("Seen last on 27.04.2026", "Seen last on 28.04.2026"), "startDate"),
    ],
)
def test_a_line_of_a_label_and_a_date_is_what_the_label_says(
    lines: tuple[str, ...], name: str
) -> None:
    [found] = with_labelled_dates([candidate(lines, name=0.1, startDate=0.3)])
    assert found.scores == {"name": 0.1, name: 0.3 if name == "startDate" else 0.8}


def test_several_lines_are_no_date() -> None:
    both = candidate([["Updated 3 May 2019", "Updated 4 May 2019"]], startDate=0.3)
    assert with_labelled_dates([both]) == [both]
