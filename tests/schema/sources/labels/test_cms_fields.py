"""Fields of Drupal that show no label."""

from __future__ import annotations

import pytest

from vultrcrawl.page.document import Document
from vultrcrawl.schema.sources.reading import Reading


@pytest.mark.parametrize(
    ("classes", "inside", "expected"),
    [
        (
            "field-name-field-job-title field-type-text field-label-hidden",
            "<div class=field-items><div class='field-item even'>Cook</div></div>",
            {"job title": ["Cook"]},
        ),
        (
            "field--name-field-track field--type-string field--label-hidden",
            "<p class=field__item>DevOps</p><p class=field__item>Front end</p>",
            {"track": ["DevOps", "Front end"]},
        ),
        (
            "field--name-field-city field--label-hidden field__item",
            "Bonn",
            {"city": ["Bonn"]},
        ),
        (  # its label is shown
            "field-name-field-city field-label-above",
            "<div>Town:</div><div class=field-items>Bonn</div>",
            {"Town": ["Bonn"]},
        ),
        (
            "field-name-field-photo field-type-image field-label-hidden",
            "The harbour",
            {},
        ),
    ],
)
def test_the_class_of_a_field_says_what_its_value_is(
    classes: str, inside: str, expected: dict[str, list[str]]
) -> None:
    page = Document(
        f"<body><main><div class='field {classes}'>{inside}</div></main></body>",
        "https://a.example/",
    )
    assert Reading(page).label == expected
