"""What a rendered page gained, and what scripts add that is no gain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.page.document import Document
from vultrcrawl.page.render_diff import gain

URL = "https://a.example/page"
PROSE = (
    "<p>The harbour was built of granite between two rivers, and ships from every coast"
    " unloaded timber, wool, iron and salt there until railways took their trade away."
    " Warehouses became workshops, then studios; today students row past them.</p>"
)
SHORT = (
    "<nav><a href=/>Home</a></nav><h1>Contact</h1><p>Call us or write us a letter,"
    " our office opens on weekdays from nine until noon and after lunch.</p>"
)
SHELL = "<nav><a href=/>Home</a><a href=/team>Team</a></nav><main id=app></main>"
BANNER = (
    '<div id="onetrust-banner-sdk" class="otFlat"><h2>Your privacy</h2><p>We and our'
    " 842 partners store and access information on a device, such as unique"
    " identifiers, and process personal data for personalised advertising, measurement"
    " of content, audience research and development of services. With your permission"
    " we may use precise geolocation.</p><a href=/privacy>Policy</a>"
    "<button>Reject everything</button><button>Accept everything</button></div>"
)
WIDGET = (
    "<h2>Popular now</h2><p>Mayor opens new library. Team wins cup after extra time."
    " Storm warning for Friday night. Ten recipes with pumpkin. How much sleep do"
    " children need? Cinema shows silent films.</p>"
)
BROKEN = (
    "<h2>Application error: a client-side exception has occurred (see the browser"
    " console for more information).</h2>"
)


def doc(body: str) -> Document:
    return Document(f"<html><body>{body}</body></html>", URL)


def links(*paths: str) -> str:
    return "".join(f'<li><a href="{path}">{path[1:]}</a></li>' for path in paths)


FILLED = SHELL.replace("</main>", f"<h1>Rowing</h1>{PROSE}</main>")


@pytest.mark.parametrize(
    ("static", "rendered"),
    [
        (SHELL, FILLED),
        (SHELL, FILLED + BANNER),
        (f"{SHELL}<noscript>Please enable JavaScript.</noscript>", FILLED),
        (SHELL, SHELL.replace("</main>", "Team of five rowers meets here</main>")),
        (SHELL, SHELL.replace("</main>", "東京都の天気は晴れです</main>")),
        (f"<div style='visibility:hidden'>{PROSE}</div>", PROSE),
        ("<p>Loading</p>", f"<h1>Rowing</h1>{PROSE}"),
        (SHORT, SHORT + links(*(f"/member/{n}" for n in range(12)))),
        (
            SHORT,
            SHORT + '<script type="application/ld+json">{"@type":"Product"}</script>',
        ),
    ],
)
def test_a_gain(static: str, rendered: str) -> None:
    assert gain(doc(static), doc(rendered)).enough


@pytest.mark.parametrize(
    ("static", "rendered"),
    [
        (SHORT, SHORT),
        (SHELL, SHELL),
        (SHELL, SHELL + BANNER),
        (SHORT, SHORT + BANNER),
        (SHORT, f"{SHORT}<p>Our cookies: {PROSE.removeprefix('<p>')}"),
        (SHORT, f"{SHORT}<div role=dialog>{PROSE}</div>"),
        (
            SHORT,
            f'{SHORT}<div class="ad-slot"><a href=//ads.example/1>{PROSE}</a></div>',
        ),
        (SHORT, f"{SHORT}<p>Monday 12:30:07, 21 degrees, 17 visitors online</p>"),
        (
            SHORT,
            f"{SHORT}<b>Ask Ann, our new assistant, all about rowing and sailing</b>",
        ),
        (PROSE, PROSE + WIDGET),
        (SHORT.upper(), SHORT),
        (SHORT, SHORT + links("/privacy", "/imprint", "/terms")),
        (SHORT, SHORT + links(*(f"//b.example/{n}" for n in range(30)))),
        (
            SHORT,
            SHORT + '<script type="application/ld+json">{"@type":"WebSite"}</script>',
        ),
        # A page that its scripts broke.
        (PROSE, "<h1>Sorry, this page could not be shown to you right now</h1>"),
        (SHELL, BROKEN),
    ],
)
def test_no_gain(static: str, rendered: str) -> None:
    found = gain(doc(static), doc(rendered))
    assert not found.enough, found


def test_it_says_what_is_new() -> None:
    found = gain(doc(SHELL), doc(FILLED + links("/a", "/b")))
    assert found.words == found.of_words > 30
    assert (found.links, found.of_links) == (2, 4)
    assert str(found) == (
        f"{found.words} of {found.words} words, 2 of 4 links appear by script"
    )


BODIES = st.lists(
    st.sampled_from(
        [SHELL, SHORT, PROSE, BANNER, FILLED, "<dialog>", "<main>", "</main>"]
    )
    | st.text(max_size=20),
    max_size=6,
).map("".join)


@given(BODIES, BODIES)
def test_any_two_pages_can_be_compared(static: str, rendered: str) -> None:
    found = gain(doc(static), doc(rendered))
    assert 0 <= found.words <= found.of_words
    assert 0 <= found.lost <= found.of_static
    assert 0 <= found.links <= found.of_links


@given(BODIES)
def test_a_page_gains_nothing_over_itself(body: str) -> None:
    found = gain(doc(body), doc(body))
    assert (found.words, found.lost, found.links, found.types) == (0, 0, 0, ())
    assert not found.enough


def test_of_a_page_without_a_word_the_shortest_text_is_a_gain() -> None:
    static = Document(
        "<body><div id=app>Loading...</div><noscript>Enable JavaScript</noscript>",
        "http://x.org/",
    )
    few = Document("<body><div id=app><h1>Thing</h1>$9.50</div>", "http://x.org/")
    found = gain(static, few)
    assert found.words == 1
    assert found.enough
    with_menu = Document("<body><p>Menu<div id=app></div>", "http://x.org/")
    assert not gain(with_menu, few).enough
