# ruff: noqa: RUF001 (letters of other scripts are what is read)

from __future__ import annotations

import datetime as dt

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import assert_quick
from vultrcrawl.values import dates
from vultrcrawl.values.locales import Locale


@pytest.mark.parametrize(
    ("text", "language", "iso"),
    [
        ("April 22, 2024", "en", "2024-04-22"),
        ("22. April 2024", "de", "2024-04-22"),
        ("22. Jän. 2024", "de-AT", "2024-01-22"),
        ("22.04.2024", "de", "2024-04-22"),
        ("04/22/2024", "en-US", "2024-04-22"),
        ("04/05/2024", "en-US", "2024-04-05"),
        ("04/05/2024", "en-GB", "2024-05-04"),
        ("04/05/2024", "fr", "2024-05-04"),
        ("22 апреля 2024 г.", "ru", "2024-04-22"),
        ("22 апр 2024", "ru", "2024-04-22"),
        ("2024年4月22日", "ja", "2024-04-22"),
        ("２０２４年４月２２日", "ja", "2024-04-22"),
        ("2024년 4월 22일", "ko", "2024-04-22"),
        ("2024. 4. 22.", "ko", "2024-04-22"),
        ("٢٢/٤/٢٠٢٤", "ar", "2024-04-22"),
        ("22 เมษายน 2567", "th", "2024-04-22"),
        ("ב-3 במאי 2019", "he", "2019-05-03"),
        ("3 de mayo de 2019", "es", "2019-05-03"),
        ("ngày 3 tháng 5 năm 2017", "vi", "2017-05-03"),
        ("Tháng Năm 3, 2017", "vi", "2017-05-03"),
        ("5th juillet 2017", "fr", "2017-07-05"),
        ("6 Mayıs 2021", "tr", "2021-05-06"),
        ("15 listopada 2019", "pl", "2019-11-15"),
        ("15. listopada 2019.", "hr", "2019-10-15"),
        ("2024. április 22.", "hu", "2024-04-22"),
        ("03-May-2019", "en", "2019-05-03"),
        ("4 April 17", "en", "2017-04-04"),
        ("12 Mar '17", "en", "2017-03-12"),
        ("2.4.19", "de", "2019-04-02"),
        ("7/13/05 7:22 AM", "en-US", "2005-07-13T07:22:00"),
        ("December 30, 2024 at 3:45 pm", "en", "2024-12-30T15:45:00"),
        ("12:05 am, May 2, 2020", "en", "2020-05-02T00:05:00"),
        ("24.04.2024, 19:35 Uhr", "de", "2024-04-24T19:35:00"),
        ("28.04.2023, 20.15 Uhr", "de", "2023-04-28T20:15:00"),
        ("12 mars 2021 à 20h15", "fr", "2021-03-12T20:15:00"),
        ("mar. 07 juil. 2015, 11:12", "fr", "2015-07-07T11:12:00"),
        ("Mon, 02 Jan 2006 15:04:05 GMT", "en", "2006-01-02T15:04:05Z"),
        ("Tue Apr 05 2022 10:00:00 GMT+0200", "en", "2022-04-05T10:00:00+02:00"),
        ("Wed Apr 7 10:00:00 2010", "en", "2010-04-07T10:00:00"),
        ("Sat Apr 10, 2010 6:13 am", "en-us", "2010-04-10T06:13:00"),
        ("Sat, 11/12/2016 - 15:45", "en", "2016-11-12T15:45:00"),
        ("Sun, 11/12/2016 - 15:45", "en", "2016-12-11T15:45:00"),
        ("lør, 11/12/2016 - 15:45", "nb", "2016-11-12T15:45:00"),
        ("May 3, 2019, 6pm", "en", "2019-05-03T18:00:00"),
        ("2018-03-12T21:55:15-0700", "en", "2018-03-12T21:55:15-07:00"),
        ("2019-11-19T12:48:14.250Z", "en", "2019-11-19T12:48:14.250Z"),
        ("2025-07-17 11:41", "en", "2025-07-17T11:41:00"),
        ("2024/03/01", "en", "2024-03-01"),
        ("20240422", None, "2024-04-22"),
        ("2024-04", None, "2024-04"),
        ("Last Updated: Dec 17, 2025", "en", "2025-12-17"),
        ("24 Apr 2000 • 3 min read", "en", "2000-04-24"),
        ("5 May 2, 2020", "en", "2020-05-02"),
        ("June 24, 2016 - June 26, 2016", "en", "2016-06-24"),
        ("12 lutego 2020", None, "2020-02-12"),
    ],
)
def test_a_date_of_any_language(text: str, language: str | None, iso: str) -> None:
    assert dates.read(text, Locale(language)) == iso


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *(("04/05/2024", "en"), ("10/19/22", "en"), ("Yesterday at 7:56 AM", "en")),
        *(("27", "en"), ("2 Jun", "en"), ("7 years, 5 months ago", "en")),
        *(("Posted 2 months ago", "en"), ("12/19 — 2025", "en"), ("May 2019", "en")),
        *(("Version 2.4.1 of 2019", "en"), ("192.168.1.1", "en"), ("2.4.19.3", "de")),
        *(("31 February 2020", "en"), ("1399/05/12", "fa"), ("2024-13-01", "en")),
        *(("listopad 15 2019", None), ("7 days left, 2020", "en"), ("", "en")),
        *(("Call 0043 1 5 2020", "en"), ("0000-00-00", None), ("04/05/2024", "en-CA")),
    ],
)
def test_what_is_no_date_or_could_be_two(text: str, language: str | None) -> None:
    assert dates.read(text, Locale(language)) is None


def test_day_and_month_are_told_by_the_other_dates() -> None:
    assert dates.date_order(["04/05/2024", "04/22/2024"]) == "mdy"
    assert dates.date_order(["04/05/2024", "22/04/2024"]) == "dmy"
    assert dates.date_order(["04/22/2024", "22/04/2024"]) is None
    assert dates.date_order(["04/05/2024", "2024-04-22"]) is None
    assert dates.read("04/05/2024", Locale("en"), order="dmy") == "2024-05-04"
    assert dates.read("04/05/2024", Locale("en", "a.co.uk")) == "2024-05-04"


def test_what_was_updated_was_not_published_then() -> None:
    updated = "Updated June 6, 2023"
    assert dates.read(updated, Locale("en"), role="published") is None
    assert dates.read(updated, Locale("en"), role="modified") == "2023-06-06"
    both = f"Published May 1, 2020. {updated}"
    assert dates.read(both, Locale("en"), role="published") == "2020-05-01"
    assert dates.read(both, Locale("en"), role="modified") == "2023-06-06"
    assert dates.read("2020-01-01", role="modified") == "2020-01-01"
    german = "Zuletzt geändert am 6. Juni 2023"
    assert dates.read(german, Locale("de"), role="published") is None


def test_a_date_as_it_is_written() -> None:
    assert dates.date_in("By Ada on 3 May 2019, 10:30") == "3 May 2019"
    assert dates.date_in("04/05/2024") == "04/05/2024"
    assert dates.date_in("August Sander") is None


_LANGUAGES = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "he",
    "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "nb", "nl", "pl", "pt",
    "ro", "ru", "sk", "sl", "sr", "sv", "sw", "ta", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip
_DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31))


@given(st.sampled_from(_LANGUAGES), _DAYS, st.sampled_from(["long", "full"]))
def test_a_date_is_read_as_cldr_writes_it(
    language: str, day: dt.date, width: str
) -> None:
    text = format_date(day, width, locale=language)
    assert dates.read(text, Locale(language)) == day.isoformat()


@given(st.text(alphabet="0123456789-/.: May年月日,T", max_size=40))
def test_what_is_read_is_a_day_of_the_calendar(text: str) -> None:
    found = dates.read(text, Locale("en-US"))
    if found is not None and len(found) > 7:
        dt.datetime.fromisoformat(found)


@pytest.mark.parametrize("part", ["1.1.2020 ", "May ", "1/", "2020-01-01", "1:1", "年"])
def test_hostile_texts_take_little_time(part: str) -> None:
    assert_quick(lambda: dates.read(part * 200_000), 1)
