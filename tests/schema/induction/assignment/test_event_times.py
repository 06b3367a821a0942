"""When and where events take place, and who speaks there, by what pages show."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.schema.pages import NAMES, phrase
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.taxonomy import PageType

#: Days of October 2018, the first of which is a Monday.
WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
PLACES = (
    "The Old Mill",
    "Harbor Hall",
    "Quarry Theater",
    "Solid Books",
    "Town Library",
)


def _event(number: int, details: str, head: str = "") -> Document:
    random = Random(number)
    said = details.format(
        weekday=WEEKDAYS[number % 7],
        day=number + 1,
        begins=number % 5 + 1,
        ends=number % 5 + 3,
        place=PLACES[number % 5],
        speaker=NAMES[number % 6],
        other=NAMES[(number + 1) % 6],
    )
    stated = head.format(day=f"{number + 1:02}", place=PLACES[number % 5])
    return Document(
        f"<html lang=en><head><title>{phrase(random, 3)} | Week of Talks 2018</title>"
        f"{stated}</head><body><header><a href=/>Week of Talks</a></header><main>"
        f"<h1>{phrase(random, 3)}</h1>{said}<p>{phrase(random, 60)}.</p></main></body>",
        f"https://talks.example/events/{phrase(random, 2).replace(' ', '-').lower()}",
    )


def _records(details: str, head: str = "") -> list[dict[str, Any]]:
    pages = [_event(number, details, head) for number in range(12)]
    extractor = Extractor(induce(pages, page_type=PageType.EVENT))
    return [extractor.apply(page)[0] for page in pages]


def test_day_and_hours_in_two_lines_below_a_label() -> None:
    last = _records(
        "<section><h3>Date &amp; Time</h3><div>{weekday}, October {day}</div>"
        "<div>{begins}pm - {ends}:30pm</div></section>"
        "<section><h3>Venue</h3><div>{place}</div><div>{day} Quay St</div></section>"
    )[11]
    assert last["startDate"] == "2018-10-12T14:00:00"
    assert last["endDate"] == "2018-10-12T16:30:00"
    assert last["location"] == "Harbor Hall"
    assert last["date_time"] == ["Friday, October 12", "2pm - 4:30pm"]


def test_an_example_has_all_lines() -> None:
    lines = (
        "<h3>When</h3><div>{weekday}, October {day}</div><div>{begins}-{ends}pm</div>"
    )
    pages = [_event(number, lines) for number in range(12)]
    schema = induce(pages, page_type=PageType.EVENT)
    (field,) = (one for one in schema.fields if one.name == "endDate")
    assert field.examples[0].raw == "Monday, October 1 | 1-3pm"
    assert field.examples[0].value == "2018-10-01T15:00:00"


def test_a_range_that_nothing_labels() -> None:
    last = _records("<h2>October {day}, 2018 - October 2{begins}, 2018</h2>")[11]
    assert (last["startDate"], last["endDate"]) == ("2018-10-12", "2018-10-22")


def test_a_day_of_no_known_year_is_left_out() -> None:
    for record in _records("<p class=date>October {day}, {begins}pm - {ends}pm</p>"):
        assert not {"startDate", "endDate"} & record.keys()


def test_what_is_stated_comes_first_and_may_end_on_its_first_day() -> None:
    stated = {
        "@context": "https://schema.org",
        "@type": "Event",
        "startDate": "2018-10-{day}T18:00:00-04:00",
        "endDate": "2018-10-{day}T20:00:00-04:00",
        "location": {
            "@type": "Place",
            "address": {"@type": "PostalAddress", "addressLocality": "Port Amber"},
            "name": "{place}",
        },
    }
    text = json.dumps(stated).replace("{", "{{").replace("}", "}}")
    text = text.replace("{{day}}", "{day}").replace("{{place}}", "{place}")
    last = _records(
        "<dl><dt>Date</dt><dd>October {day}, 2018</dd></dl>",
        f'<script type="application/ld+json">{text}</script>',
    )[11]
    assert last["startDate"] == "2018-10-12T18:00:00-04:00"
    assert last["endDate"] == "2018-10-12T20:00:00-04:00"
    assert last["location"] == "Harbor Hall, Port Amber"
    assert "date" not in last


def test_when_a_page_was_written_is_not_when_its_event_takes_place() -> None:
    for record in _records(
        "<p>Submitted by <a href=/{speaker}>{speaker}</a> on "
        "<span class=when>October {day}, 2018 - {begins}:30pm</span></p>"
    ):
        assert "startDate" not in record


def test_each_speaker_has_a_heading_below_one_for_all() -> None:
    last = _records(
        "<aside><h3>Speakers</h3><div class=person><h4>{speaker}</h4><p>Likes ships."
        "</p></div><div class=person><h4>{other}</h4><p>Likes trains.</p></div></aside>"
    )[11]
    assert last["performer"] == ["Ida Noll", "Ada Byron"]


def test_a_speaker_is_what_is_marked_as_a_name_in_the_heading() -> None:
    last = _records(
        "<section><h2>Speaker</h2><div class=person><h3><span class=name>{speaker}"
        "</span> <span class=nick>{place}</span></h3><p>Likes ships, and to tell what "
        "came after them on the river and its quays.</p></div></section>"
    )[11]
    assert last["performer"] == "Ida Noll"
