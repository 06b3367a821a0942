"""Numbers, times and addresses as the report shows them."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.items import SkipReason
from vultrcrawl.report.wording import (
    WORDS,
    duration,
    figure,
    moment,
    own_part,
    percent,
    printable,
    shape_shown,
    shown,
    shown_url,
)


@pytest.mark.parametrize(
    ("share", "says"),
    [
        (None, "-"), (0.0, "0 %"), (0.001, "< 1 %"), (0.5, "50 %"), (0.999, "99 %"),
        (1.0, "100 %"),
    ],
)  # fmt: skip
def test_a_share_is_not_rounded_to_all_or_nothing(
    share: float | None, says: str
) -> None:
    assert percent(share) == says


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        (None, "?"), (0.009, "9 ms"), (2.41, "2.41 s"), (59.99, "60 s"),
        (200, "3 min 20 s"), (7500, "2 h 5 min"),
    ],
)  # fmt: skip
def test_a_time_has_the_unit_that_fits(seconds: float | None, says: str) -> None:
    assert duration(seconds) == says


def test_numbers() -> None:
    assert figure(1234567) == "1,234,567"
    assert figure(4.0) == "4"
    assert figure(0.0014) == "0.001"
    assert figure(None) == "?"


@pytest.mark.parametrize(
    ("stamp", "says"),
    [
        ("2026-11-23T07:30:04+00:00", "23 November 2026, 07:30 UTC"),
        ("2026-11-23T00:30:04+01:00", "22 November 2026, 23:30 UTC"),
        ("2026-11-23T07:30:04", "23 November 2026, 07:30"),
        ("0001-01-01T00:00:00+09:00", "0001-01-01T00:00:00+09:00"),
        ("some day", "some day"),
    ],
)
def test_a_time_stamp_is_a_date(stamp: str, says: str) -> None:
    assert moment(stamp) == says


def test_a_long_text_is_cut_with_more_of_it_beside() -> None:
    assert shown("a  b\n c").text == "a b c"
    assert shown("a" * 160).full == ""
    cut = shown("a" * 161)
    assert (len(cut.text), cut.full) == (160, "a" * 161)
    longer = shown("a" * 10_000)
    assert (len(longer.text), len(longer.full)) == (160, 301)
    assert shown(["a", None, 1.5]).text == '["a", null, 1.5]'
    assert not shown(None)


@given(st.text() | st.from_regex(r"[\x00-\xff\u2000-\u2070]{1,20}"), st.integers(5, 99))
def test_what_is_shown_is_short_and_printable(text: str, limit: int) -> None:
    one = shown(text, limit)
    assert len(one.text) <= limit
    for part in (one.text, one.full):
        assert printable(part) == part
        part.encode("utf-8")


def test_an_address_of_the_site_is_short() -> None:
    site = "https://a.example/start"
    assert shown_url("https://a.example/x?y", site).shown.text == "/x?y"
    assert shown_url("https://a.example/x?y", site).href == "https://a.example/x?y"
    assert shown_url("https://a.example.evil/x", site).shown.text.startswith("https:")
    assert own_part("https://a.example/{id}", site).text == "/{id}"
    assert own_part("https://b.example/{id}", site).text == "https://b.example/{id}"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)",
        "data:text/html,x", "//a.example/", "/x", "", "https://", "https:///x",
        "https://a b/", "https:\\\\a.example",
        "https://a.example\\@b.example/", "https://[", "vbscript:x", "file:///etc",
        "https://a.example/\u202egnp", "https://a.example/\ud800", " https://a.example",
        "https://a.example/" + "x" * 2_083,
    ],
)  # fmt: skip
def test_what_is_no_address_is_not_linked(url: str) -> None:
    assert shown_url(url, "https://a.example/").href == ""


@given(st.text(max_size=40), st.sampled_from(["", "http:", "https://", "javascript:"]))
def test_only_web_addresses_are_linked(rest: str, scheme: str) -> None:
    href = shown_url(scheme + rest, "https://a.example/").href
    if href:
        assert urlsplit(href).scheme in ("http", "https")
        assert urlsplit(href).hostname
        assert href == scheme + rest


def test_every_reason_for_leaving_out_a_url_is_explained_and_no_other() -> None:
    assert set(WORDS["reasons"]) == set(SkipReason)


def test_the_shape_of_a_parameter_has_a_place_for_its_value() -> None:
    assert shape_shown("/s/?p={n}&q=").text == "/s/?p={n}&q={*}"
    assert shape_shown("/s?q=#/a=").text == "/s?q={*}#/a={*}"
    assert shape_shown("/a=/{*}").text == "/a=/{*}"
