"""Rules: what each must say, and what it must leave alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.classify import pages
from vultrcrawl.classify import rules
from vultrcrawl.classify.cascade import classify_document
from vultrcrawl.classify.reading import PageReading
from vultrcrawl.items import ClassifiedBy
from vultrcrawl.page.document import Document
from vultrcrawl.taxonomy import PageType
from vultrcrawl.urls.parsed import ParsedUrl

HOST = "https://acme.example"
LOGIN = (
    '<form method="post" action="/session"><input name="user"><input type="password" '
    'name="password"><button>Go</button></form>'
)
REVIEW = (
    '<form method="post"><input name="title"><textarea name="body"></textarea>'
    '<select name="score"><option>1</select><button>Send</button></form>'
)
LINKS = "".join(f'<p><a href="/item/{n}">Bridge number {n}</a></p>' for n in range(9))
TEXT = "<p>We wrote this down so that you know what to expect of us.</p>" * 20


def ld(kind: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "{kind}"}}</script>'


def ruled(html: str, path: str, status: int = 200) -> PageType | None:
    url = f"{HOST}{path}"
    answer = rules.apply(PageReading(Document(html, url), url, status))
    return answer.page_type if answer else None


@pytest.mark.parametrize(
    ("path", "html", "expected"),
    [
        ("/", pages.content_listing(), "homepage"),
        ("", pages.service(), "homepage"),
        ("/index.html", pages.service(), "homepage"),
        ("/?utm_source=mail", pages.service(), "homepage"),
        ("/en-gb/", pages.service(), "homepage"),
        ("/login", pages.page("Log in", LOGIN), "auth"),
        ("/konto/anmelden", pages.page("Anmelden", LOGIN), "auth"),
        ("/wp-login.php", pages.page("Acme", LOGIN), "auth"),
        (
            "/password/forgot",
            pages.page("Forgot your password?", '<form><input name="email"></form>'),
            "auth",
        ),
        ("/search?q=bridge", pages.page("Search results", LINKS), "search_results"),
        ("/?s=old+bridge", pages.page("old bridge | Acme", LINKS), "search_results"),
        ("/search/bridge", pages.page("Results for bridge", LINKS), "search_results"),
        ("/cart", pages.page("Your cart", "<p>2 mugs</p>"), "transaction"),
        ("/checkout/address", pages.page("Checkout", "<form></form>"), "transaction"),
        ("/products/blue-mug/reviews/add/", pages.page("Mug", REVIEW), "transaction"),
        ("/privacy-policy/", pages.page("Privacy policy", TEXT), "legal"),
        ("/impressum", pages.page("Impressum", TEXT), "legal"),
        ("/page/12", pages.page("Acme", f"<h1>Terms of service</h1>{TEXT}"), "legal"),
        ("/contact-us/", pages.page("Contact us", "<p>Mill Road 1</p>"), "contact"),
        ("/kontakt.html", pages.page("Kontakt", "<p>Mühlweg 1</p>"), "contact"),
        ("/about/", pages.page("About us", TEXT), "about"),
        ("/company/ueber-uns", pages.page("Über uns", TEXT), "about"),
        ("/pricing", pages.page("Pricing and plans", TEXT), "pricing"),
        ("/faq", pages.page("Frequently asked questions", TEXT), "faq_support"),
        ("/jobs/7", pages.page("Welder", TEXT, head=ld("JobPosting")), "job_posting"),
        (
            "/careers/welder",
            pages.page("Welder", f"{TEXT}<button>Apply now</button>"),
            "job_posting",
        ),
        ("/events/fair", pages.page("Fair", TEXT, head=ld("Event")), "event"),
        ("/team/ann", pages.page("Ann Berg", TEXT, head=ld("Person")), "profile"),
        (
            "/watch/9",
            pages.page("Bridge", "<video></video>", head=ld("VideoObject")),
            "media",
        ),
        ("/r/soup", pages.page("Soup", TEXT, head=ld("Recipe")), "item_detail"),
        ("/x", pages.page("Page not found", "<p>Try again</p>"), "error_or_blocked"),
        ("/x", pages.page("Seite nicht gefunden", ""), "error_or_blocked"),
        ("/x", pages.page("Strona nie znaleziona", ""), "error_or_blocked"),
        ("/x", pages.page("404 | Acme", "<p>Sorry</p>"), "error_or_blocked"),
        ("/x", pages.page("Error 404", "<p>Sorry</p>"), "error_or_blocked"),
        ("/x", "<title>403 Forbidden</title><p>nginx", "error_or_blocked"),
        ("/x", "<title>Just a moment...</title><p>Checking</p>", "error_or_blocked"),
        ("/x", "<title>a.example</title><p>This domain is parked", "error_or_blocked"),
        ("/x", "<html><body><div id=app></div></body></html>", "error_or_blocked"),
    ],
)
def test_rule_answers(path: str, html: str, expected: str) -> None:
    assert ruled(html, path) == expected


@pytest.mark.parametrize(
    ("path", "html"),
    [
        ("/blog/about/how-we-started", pages.article()),
        ("/2024/03/12/about", pages.article()),
        ("/2024/03/about", pages.page("About bridges", TEXT)),
        ("/news/contact", pages.article()),
        ("/blog/how-to-log-in-to-your-router", pages.article()),
        ("/news/page-not-found-the-story-of-an-error", pages.article()),
        ("/blog/a-look-at-our-privacy-policy", pages.article()),
        ("/careers/bridge-of-the-year", pages.article()),
        ("/products/blue-mug", pages.product()),
        ("/cars/404", pages.page("Peugeot 404 saloon", "<p>A car of 1960.</p>")),
        ("/drains", pages.page("Blocked drains cleared", "<p>Call us.</p>")),
        ("/tours/3", pages.page("Forbidden City tour", "<p>Three hours.</p>")),
        ("/homes", pages.page("Homes under construction", "<p>Six homes.</p>")),
        ("/collections/mugs?page=2", pages.product_listing()),
        ("/collections/mugs?q=", pages.product_listing()),
        ("/forum/search.php?s=4ba87bf8274e9cf624d1c0dcc9b239fd", pages.forum_thread()),
        ("/services/event-planning", pages.service()),
        ("/docs/privacy", pages.documentation()),
        ("/library/login.html", pages.documentation()),
        ("/threads/pricing.12/", pages.forum_thread()),
    ],
)
def test_rules_leave_other_pages_alone(path: str, html: str) -> None:
    assert ruled(html, path) is None


@pytest.mark.parametrize(
    ("status", "subtype"),
    [
        (404, "not_found"),
        (410, "gone"),
        (403, "blocked"),
        (429, "blocked"),
        (500, "server_error"),
        (418, "error"),
    ],
)
def test_status_decides_before_the_content(status: int, subtype: str) -> None:
    url = f"{HOST}/news/1"
    answer = classify_document(Document(pages.article(), url), url, status)
    assert answer.page_type is PageType.ERROR_OR_BLOCKED
    assert answer.subtype == subtype
    assert answer.classified_by is ClassifiedBy.RULE
    assert str(status) in answer.evidence[0]


def test_a_bot_wall_is_told_from_an_error() -> None:
    html = "<title>Just a moment...</title><p>Checking your browser</p>"
    url = f"{HOST}/news/1"
    assert classify_document(Document(html, url), url, 403).subtype == "captcha"


def test_a_rule_says_what_it_saw() -> None:
    url = f"{HOST}/search?q=bridge"
    document = Document(pages.page("Search results", LINKS), url)
    answer = classify_document(document, url)
    assert answer.evidence == ("query 'bridge' in the URL",)
    assert answer.page_group == "index"


def test_a_list_of_vacancies_is_no_vacancy() -> None:
    kinds = "".join(ld("JobPosting") for _ in range(5))
    assert ruled(pages.page("Jobs", LINKS, head=kinds), "/jobs/") is None


@pytest.mark.parametrize(
    ("url", "root", "locale_root"),
    [
        ("https://a.example", True, False),
        ("https://a.example/?srsltid=Afm", True, False),
        ("https://a.example/default.aspx", True, False),
        ("https://a.example/de/", False, True),
        ("https://a.example/en-US/index.html", False, True),
        ("https://a.example/tv/", False, False),
        ("https://a.example/?p=12", False, False),
        ("https://a.example/shop/", False, False),
        ("https://a.example/#top", True, False),
        ("https://a.example/#/item/7", False, False),
        ("https://a.example/#!item", False, False),
        ("https://a.example/#/de", False, True),
        ("https://a.example/#/?p=12", False, False),
        ("http://[broken", True, False),
    ],
)
def test_roots(url: str, root: bool, locale_root: bool) -> None:
    address = ParsedUrl(url)
    assert (address.is_root, address.is_locale_root) == (root, locale_root)


@settings(max_examples=60)
@given(
    html=st.text(max_size=300), url=st.text(max_size=80), status=st.integers(100, 599)
)
def test_any_input_gets_an_answer(html: str, url: str, status: int) -> None:
    answer = classify_document(Document(html, url), url, status)
    assert 0 <= answer.confidence <= 1
    assert answer.page_type in PageType
