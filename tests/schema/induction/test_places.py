"""Elements of one selector by their number, and pictures by what is around them."""

from __future__ import annotations

from tests.schema.pages import listing
from vultrcrawl.page.document import Document
from vultrcrawl.schema.induction.candidates.places import numbered, pictures
from vultrcrawl.schema.sources.paths import Place, Placed
from vultrcrawl.schema.sources.reading import Reading


def columns(css: str, *htmls: str) -> dict[str, dict[int, list[str]]]:
    """Return the texts of the elements that *css* finds, by selector and page."""
    tag = css.rpartition(" > ")[2].partition(".")[0]
    found = {
        page: [
            Placed(str(one.text), one)
            for one in Document(f"<body>{html}", "https://a.example/").root.iter(tag)
        ]
        for page, html in enumerate(htmls)
    }
    return {
        place.css: {page: [one.text for one in placed] for page, placed in row.items()}
        for place, row in numbered({Place(css, "text"): found})
    }


def test_elements_of_one_selector_have_a_place_each() -> None:
    html = "<div><p>a</p><i>x</i><p>b</p></div>"
    assert columns("div > p", html, html.replace("a", "c")) == {
        "div > p:nth-of-type(1)": {0: ["a"], 1: ["c"]},
        "div > p:nth-of-type(2)": {0: ["b"], 1: ["b"]},
    }


def test_where_their_number_varies_none_has_a_place() -> None:
    assert columns("div > p", "<div><p>a<p>b</div>", "<div><p>a<p>b<p>c</div>") == {}


def test_one_or_many_have_no_places() -> None:
    for count in (1, 5):
        html = f"<div>{'<p>a</p>' * count}</div>"
        assert columns("div > p", html, html) == {}


def test_a_class_says_more_than_a_number() -> None:
    html = "<div><p class=x>a</p><p class=x>b</p></div>"
    assert columns("div > p.x", html, html) == {}


def test_pictures_are_found_by_each_named_element_around_them() -> None:
    readings = [
        Reading(
            Document(
                f'<body><div id="stage"><div><a class="zoom"><img src="/{n}.jpg"></a>'
                f"</div></div><p>Of lamps {n}</p></body>",
                f"https://a.example/{n}",
            )
        )
        for n in range(3)
    ]
    found = {
        place.css: {page: [one.text for one in placed] for page, placed in row.items()}
        for place, row in pictures(readings, {"#stage", ".zoom"})
    }
    inner = [css for css in found if css.endswith("a.zoom img")]
    outer = [css for css in found if css.endswith("#stage img")]
    assert inner
    assert outer
    for css in (inner[0], outer[0]):
        assert [row[0].rpartition("/")[2] for row in found[css].values()] == [
            "0.jpg", "1.jpg", "2.jpg",
        ]  # fmt: skip


def test_pictures_without_names_around_them_have_no_place() -> None:
    readings = [Reading(listing(number)) for number in range(2)]
    assert list(pictures(readings, frozenset())) == []


def test_links_to_pictures_have_a_place_but_those_for_sharing_do_not() -> None:
    readings = [
        Reading(
            Document(
                f'<body><div class="slide" style="background:url(/s/{n}.jpg)">'
                f'<a class="whole" href="/{n}.jpg"></a></div>'
                f'<a class="wiki" href="/wiki/File:{n}.jpg">A lamp</a>'
                f'<a class="pin" href="https://pins.example/?media=/{n}.jpg">Pin</a>'
                f"<p>Of lamps {n}</p></body>",
                f"https://a.example/{n}",
            )
        )
        for n in range(3)
    ]
    names = {".slide", ".whole", ".wiki", ".pin"}
    (found,) = pictures(readings, names)
    place, by_page = found
    assert place == Place("div.slide > a.whole", "picture")
    assert [one.text for row in by_page.values() for one in row] == [
        f"https://a.example/{n}.jpg" for n in range(3)
    ]
