"""What icons, links to people and ``<address>`` label."""

from __future__ import annotations

import time

import pytest

from vultrcrawl.page.document import Document
from vultrcrawl.schema.induction.fitness import written_as
from vultrcrawl.schema.properties.registry import by_labels
from vultrcrawl.schema.sources.reading import Reading


def labels(html: str) -> dict[str, list[str]]:
    return Reading(Document(f"<body>{html}</body>", "https://a.example/")).label


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p><i class='fa fa-clock-o'></i> 2 hours</p>", {".fa-clock-o": ["2 hours"]}),
        (
            "<div class='time'><div class='ti-time'></div><div>6 days</div></div>",
            {".ti-time": ["6 days"]},
        ),
        (
            ("<p><span><i class='bi bi-geo-alt'></i></span> Oslo "
            "<i class='bi bi-telephone'></i> 22 33 44</p>"),
            {".bi-geo-alt": ["Oslo"], ".bi-telephone": ["22 33 44"]},
        ),
        (
            "<p><i class='fa fa-tags'></i> <a href='/a'>red</a>, <a href='/b'>blue</a>",
            {".fa-tags": ["red", "blue"]},
        ),
        (
            ("<p><i class='fa fa-tag'></i> red<p><i class='fa fa-tag'></i> blue"
            "<p><i class='fa fa-phone'></i> 1<p><i class='fa fa-phone'></i> 2"),
            {".fa-tag": ["red", "blue"], ".fa-phone": ["1"]},
        ),
        (
            ("<p><i class='fa fa-user' title='Started by'></i>"
            "<span class='sr-only'>Started by</span> <a href='/ada'>Ada</a></p>"),
            {".fa-user": ["Ada"], "Started by": ["Ada"]},
        ),
        # What it stands for is repeated for who can't see it.
        (
            ("<p><i class='icon-tags'></i><span class=sr-only>Tags </span>"
            "<a href='/a'>red</a>"),
            {".icon-tags": ["red"], "Tags": ["red"]},
        ),
        # A value may be a word that labels something else.
        (
            "<p><i class='fa fa-folder'></i> <b>Publisher</b>",
            {".fa-folder": ["Publisher"]},
        ),
        (
            "<p><i class='fa fa-tags'></i> <b>Location</b>, <b>Price</b>",
            {".fa-tags": ["Location , Price"]},
        ),
        # An icon in a line decorates, and a label in words says more than an icon.
        ("<p>Call <i class='fa fa-phone'></i> 22 33 44</p>", {}),
        ("<p><i class='fa fa-clock'></i> Open: daily</p>", {"Open": ["daily"]}),
        # An icon of nothing that things have.
        ("<p><i class='fa fa-star'></i> 5 stars</p>", {}),
        ("<footer><p><i class='fa fa-phone'></i> 22 33 44</p></footer>", {}),
    ],
)  # fmt: skip
def test_an_icon_labels_what_follows_it(
    html: str, expected: dict[str, list[str]]
) -> None:
    assert labels(html) == expected


def test_an_icon_is_of_properties_whatever_its_font_and_drawing() -> None:
    assert by_labels(".icon-material-outline-location-on") == ("location",)
    assert by_labels(".fa-clock-o") == ("datePublished", "duration")
    assert by_labels("clock") == by_labels(".badge-category-bg") == ()


def test_links_to_telephones_and_mail_are_labels() -> None:
    html = (
        "<p>Ask <a href='tel:%2B47%2022'>us</a> or "
        "<my-link href='mailto:a@b.example?subject=Hello'>write</my-link></p>"
    )
    assert labels(html) == {"tel:": ["+47 22"], "mailto:": ["a@b.example"]}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<b>Thai House</b><br>Main St 3<br>Bergen", "Main St 3 Bergen"),
        ("Town Square<br>5003 Bergen", "Town Square 5003 Bergen"),
        (
            (
                "Main St 3<br>Bergen<br><a href='tel:22334455'>22 33 44 55</a>"
                "<br><a href='mailto:a@b.example'>a@b.example</a>"
            ),
            "Main St 3 Bergen",
        ),
    ],
)
def test_an_address_is_a_place_without_its_name_and_telephone(
    html: str, expected: str
) -> None:
    assert labels(f"<address>{html}</address>")["<address>"] == [expected]


def test_an_address_without_a_number_is_none() -> None:
    assert labels("<address>Written by Ada</address>") == {}


def test_telephones_and_mail_are_written_as_such() -> None:
    assert written_as("telephone", ["+47 (22) 33-44-55", "0761/47998138 ext. 5"])
    assert not written_as("telephone", ["Call us", "123 444 555 123 444 *** show"])
    assert written_as("email", ["a@b.example"])
    assert not written_as("email", ["Drop us a line"])


def test_icons_are_read_in_linear_time() -> None:
    def seconds(html: str) -> float:
        document = Document(f"<body>{html}</body>", "https://a.example/")
        started = time.process_time()
        _ = Reading(document).label
        return time.process_time() - started

    nested = "<div><i class='fa fa-clock'></i>" * 200 + "x" + "</div>" * 200
    once = min(seconds(nested * 2) for _ in range(3))
    twice = min(seconds(nested * 4) for _ in range(3))
    assert twice < 3 * once + 0.05
