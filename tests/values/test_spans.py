# ruff: noqa: RUF001 (letters and signs of other scripts are what is read)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import assert_quick
from vultrcrawl.values.dates import spans
from vultrcrawl.values.locales import Locale
from vultrcrawl.values.years import NO_YEARS, Years

_IN_2018 = Years(published=2018)


@pytest.mark.parametrize(
    ("text", "language", "start", "end"),
    [
        ("June 5-7, 2018", "en", "2018-06-05", "2018-06-07"),
        ("10-12 July 2013", "en", "2013-07-10", "2013-07-12"),
        ("5.–7. Juni 2018", "de", "2018-06-05", "2018-06-07"),
        ("du 3 au 5 mai 2019", "fr", "2019-05-03", "2019-05-05"),
        ("May 16th-17th 2014", "en", "2014-05-16", "2014-05-17"),
        ("6 & 7th July 2015", "en", "2015-07-06", "2015-07-07"),
        ("July 6 and 13, 2015", "en", "2015-07-06", None),
        ("28 June - 2 July 2013", "en", "2013-06-28", "2013-07-02"),
        ("July 10, 2013 - July 12, 2013", "en", "2013-07-10", "2013-07-12"),
        ("Dec 30, 2018 to Jan 2, 2019", "en", "2018-12-30", "2019-01-02"),
        ("July 10, 2013, July 12, 2013", "en", "2013-07-10", None),
        (
            "Tuesday, June 17th, 2014 - 10:00 AM to 11:30 AM", "en",
            "2014-06-17T10:00:00", "2014-06-17T11:30:00",
        ),
        (
            "Sep 12 2014 - 10:00am-Sep 12 2014 - 12:50pm", "en",
            "2014-09-12T10:00:00", "2014-09-12T12:50:00",
        ),
        (
            "March 10, 2017 @ 12:00 pm - 1:30 pm", "en",
            "2017-03-10T12:00:00", "2017-03-10T13:30:00",
        ),
        ("May 5, 2018 | 6-8pm", "en", "2018-05-05T18:00:00", "2018-05-05T20:00:00"),
        ("May 5, 2018, 11-1pm", "en", "2018-05-05T11:00:00", "2018-05-05T13:00:00"),
        ("May 5, 2018, noon - 1pm", "en", "2018-05-05T12:00:00", "2018-05-05T13:00:00"),
        ("24. Mai 2019, 18-20 Uhr", "de", "2019-05-24T18:00:00", "2019-05-24T20:00:00"),
        ("5 May 2018 10pm - 2am", "en", "2018-05-05T22:00:00", "2018-05-06T02:00:00"),
        ("5 May 2018 3.30pm-6pm", "en", "2018-05-05T15:30:00", "2018-05-05T18:00:00"),
        (
            "24 May 2024 - 26 May 2024, 9am-5pm", "en",
            "2024-05-24T09:00:00", "2024-05-26T17:00:00",
        ),
        (
            "2024年4月22日 19:00〜21:00", "ja",
            "2024-04-22T19:00:00", "2024-04-22T21:00:00",
        ),
        ("May 5, 2018, 6pm", "en", "2018-05-05T18:00:00", None),
        ("May 5, 2018, doors 6pm, show 7pm", "en", "2018-05-05", None),
        ("2018-05-03T10:00:00Z", "en", "2018-05-03T10:00:00Z", None),
        ("2018-05", "en", "2018-05", None),
    ],
)  # fmt: skip
def test_a_line_tells_when_something_takes_place(
    text: str, language: str, start: str, end: str | None
) -> None:
    assert spans.read(text, Locale(language)) == (start, end)


@pytest.mark.parametrize(
    ("text", "years", "start"),
    [
        # The 23rd of October is a Tuesday in 2018, and a Monday in 2017.
        ("Tuesday, October 23 6pm - 8:30pm", _IN_2018, "2018-10-23T18:00:00"),
        ("Tuesday / October 23 / 6:00 PM", _IN_2018, "2018-10-23T18:00:00"),
        ("October 23 (Tue.)", _IN_2018, "2018-10-23"),
        ("Wednesday, January 2", _IN_2018, "2019-01-02"),
        ("Monday, October 23", _IN_2018, None),
        ("Monday, October 23", Years(titled=frozenset((2017, 2018))), "2017-10-23"),
        ("October 23, 6pm", _IN_2018, None),
        ("Saturday and Sunday, May 5 and 6", _IN_2018, None),
        ("Tuesday, October 23", NO_YEARS, None),
        ("Day 2 (10th June) 12:50 PM", Years(frozenset((2017,))), None),
        (
            "Day 2 (10th June) 12:50 PM",
            Years(frozenset((2017,)), frozenset((2017,))),
            "2017-06-10T12:50:00",
        ),
        (
            "10th June",
            Years(frozenset((2016, 2017)), frozenset((2016, 2017))),
            None,
        ),
    ],
)
def test_a_year_is_one_that_the_page_states_and_something_confirms(
    text: str, years: Years, start: str | None
) -> None:
    found = spans.read(text, Locale("en", None, years))
    assert (found and found.start) == start


@given(st.text(alphabet="0123456789 :-.,apmMayJunetoT", max_size=60))
def test_no_text_makes_reading_fail(text: str) -> None:
    found = spans.read(text, Locale("en", None, _IN_2018))
    assert found is None or found.end is None or found.start[:10] <= found.end[:10]


def test_a_long_text_takes_no_time() -> None:
    text = "May 5 - " * 20_000
    assert_quick(lambda: spans.read(text, Locale("en")), 0.2)


def test_what_ends_before_it_begins_is_unknown() -> None:
    assert spans.read("July 12, 2013 - July 10, 2013", Locale("en")) is None
