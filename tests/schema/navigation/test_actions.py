from __future__ import annotations

from base64 import b64encode

import pytest

from tests.schema import pages
from vultrcrawl.items import SkippedUrl, SkipReason
from vultrcrawl.page.document import Document
from vultrcrawl.schema.apis.endpoints import read_endpoints
from vultrcrawl.schema.navigation.actions import link_actions, read_actions
from vultrcrawl.schema.navigation.linking import template_links
from vultrcrawl.schema.navigation.pagination import next_url, read_pagination
from vultrcrawl.taxonomy import PageType


def page(body: str, url: str = "https://a.example/x?id=1") -> Document:
    return Document(f"<html><body>{body}</body></html>", url)


def test_a_search_form_is_a_safe_request_template() -> None:
    form = """<form action="/find" id="s"><input name="lang" type="hidden" value="en">
    <input name="q" placeholder="Search"><select name="in"><option value="all" selected>
    All</option><option value="books">Books</option></select>
    <input type="submit" name="go" value="Go"></form>"""
    [action] = read_actions([page(form)])
    assert (action.kind, action.safe, action.method) == ("search", True, "GET")
    assert action.url_template == "https://a.example/find?lang=en&in=all&q={q}"
    by_name = {one.name: one for one in action.params}
    assert by_name["q"].role == "query"
    assert by_name["in"].options == ("all", "books")
    assert by_name["in"].default == "all"
    assert action.selector == "#s"


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ('method="post"><input name="u"><input type="password" name="p">', "login"),
        ('method="post" action="/cart/add/4"><input name="quantity">', "cart"),
        ('method="get" action="/subscribe"><input type="email" name="m">', "subscribe"),
        ('method="post"><textarea name="message"></textarea>', "contact"),
        ('method="post" action="/search"><input name="q" type="search">', "search"),
        ('action="/items/delete"><select name="id"><option>1', "filter"),
    ],
)
def test_what_may_change_something_is_never_safe(form: str, kind: str) -> None:
    [action] = read_actions([page(f"<form {form}</form>")])
    assert action.kind == kind
    assert not action.safe


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ('><input name="coupon_code"><input type="image">', "cart"),
        ('><input name="order_num"><button>Pay</button>', "cart"),
        ('class="newsletter"><input name="who">', "subscribe"),
        ('><select name="size"><option>M</select><button>Add to cart</button>', "cart"),
        ('><input name="u"><input type="password" name="p">', "login"),
        # These look like searches, and something says that they aren't only that.
        (
            '><input name="q"><input type="hidden" name="csrf_token" value="x">',
            "search",
        ),
        (
            '><input name="q"><input type="hidden" name="do" value="add_to_cart">',
            "search",
        ),
        ('><select name="x"><option>1</select><button>Remove</button>', "filter"),
        # One field without a word on what is typed into it.
        ('><input name="postcode">', "search"),
    ],
)
def test_a_get_that_may_change_something_is_not_safe(form: str, kind: str) -> None:
    [action] = read_actions([page(f"<form {form}</form>")])
    assert (action.kind, action.safe, action.method) == (kind, False, "GET")


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ('><input name="phrase"><button>Hledej</button>', "search"),
        ('><input name="key" placeholder="\u95dc\u9375\u8a5e">', "search"),
        ('action="/find"><select name="x"><option>1</select><button>Search', "search"),
        ('><select name="order_by"><option>price</select>', "filter"),
        (
            '><input name="q"><input type="hidden" name="ordering" value="new">',
            "search",
        ),
        ('><input name="q"> <a href="/cart">Your cart</a>', "search"),
    ],
)
def test_a_search_or_an_order_is_safe(form: str, kind: str) -> None:
    [action] = read_actions([page(f"<form {form}</form>")])
    assert (action.kind, action.safe) == (kind, True)


def test_a_search_by_post_is_a_search_and_not_safe() -> None:
    form = """<form method="post" action="/jobs/search">
    <select name="town"><option>Kiel</select><input type="submit" value="Go"></form>"""
    [action] = read_actions([page(form)])
    assert (action.kind, action.safe) == ("search", False)


def test_tokens_and_passwords_have_no_default() -> None:
    form = """<form method="post"><input type="hidden" name="csrfmiddlewaretoken"
    value="s3cret"><input name="user" value="me"><input type="password" name="pw"
    value="hunter2"></form>"""
    [action] = read_actions([page(form)])
    assert action.csrf_field == "csrfmiddlewaretoken"
    assert {one.name: one.default for one in action.params} == {
        "csrfmiddlewaretoken": None, "user": "me", "pw": None,
    }  # fmt: skip


def test_forms_that_differ_in_a_number_are_one() -> None:
    forms = [
        page(f'<form method="post" action="/add/{n}"><input name="qty"></form>')
        for n in range(5)
    ]
    [action] = read_actions(forms)
    assert action.pages == 5
    assert action.url_template == "https://a.example/add/{n}"


def test_forms_that_differ_in_an_encoded_address_are_one() -> None:
    """Magento has the page to go back to in the path, in Base64."""
    codes = [b64encode(f"http://a.example/p{n * '-x'}".encode()) for n in range(1, 40)]
    forms = [
        page(
            f'<form method="post" action="/add/uenc/{code.decode().replace("=", ",")}/'
            f'product/{n}/"><input name="qty"></form>'
        )
        for n, code in enumerate(codes)
    ]
    [action] = read_actions(forms)
    assert action.pages == 39
    assert action.url_template == "https://a.example/add/uenc/{id}/product/{n}/"
    skip = [
        skipped(f"/compare/uenc/{code.decode()}/", "/item", "compare") for code in codes
    ]
    [link] = link_actions(skip, {f"{SITE}/item": "product"})["product"]
    assert (link.url_template, link.pages) == (f"{SITE}/compare/uenc/{{id}}/", 39)


def test_the_address_of_a_search_is_as_it_stands() -> None:
    forms = [
        page(f'<form action="/f/{n}/search"><input type="search" name="q"></form>')
        for n in (3, 4)
    ]
    [action] = read_actions(forms)
    assert (action.safe, action.pages) == (True, 2)
    assert action.url_template == "https://a.example/f/3/search?q={q}"


def test_a_search_action_of_schema_org() -> None:
    data = """<script type="application/ld+json">{"@type": "WebSite", "potentialAction":
    {"@type": "SearchAction", "target": {"urlTemplate": "/s?k={term}"},
    "query-input": "required name=term"}}</script>"""
    [action] = read_actions([page(data)])
    assert action.source == "searchaction"
    assert action.url_template == "https://a.example/s?k={term}"


def test_a_page_parameter() -> None:
    documents = [pages.listing(n) for n in range(1, 7)]
    model = read_pagination(documents)
    assert model is not None
    assert (model.kind, model.param, model.step) == ("page_param", "page", 1)
    assert model.url_template == "https://shop.example/books?page={page}"
    assert model.max_seen == 7
    found = next_url({"selector": model.selector, "text": model.text}, documents[0])
    assert found == "https://shop.example/books?page=2"


@pytest.mark.parametrize(
    ("html", "path", "kind"),
    [
        ('<a rel="next" href="/b/page/3/">Older</a>', "/b/page/2/", "page_path"),
        ('<a class="next" href="?start=40">&gt;</a>', "/f?start=20", "offset"),
        ('<a href="/archive?before=abc">Older posts</a>', "/archive", "next_link"),
        ('<button class="more">Load more</button>', "/b", "load_more"),
    ],
)
def test_other_ways_to_go_on(html: str, path: str, kind: str) -> None:
    model = read_pagination([page(html, f"https://a.example{path}")])
    assert model is not None
    assert model.kind == kind


@pytest.mark.parametrize(
    "html",
    [
        "<p>Nothing</p>",
        '<div class="carousel"><a class="carousel-next" href="/b">&gt;</a></div>',
        '<a href="https://other.example/">Next</a>',
    ],
)
def test_a_page_that_does_not_go_on(html: str) -> None:
    assert read_pagination([page(html)]) is None


def test_links_tell_the_template_they_lead_to() -> None:
    documents = [pages.listing(n) for n in range(1, 5)]

    def template_of(url: str) -> str | None:
        return "product" if "/item/" in url else "listing" if "/books" in url else None

    models = template_links(
        documents,
        template_of,
        template="listing",
        page_types={"product": PageType.PRODUCT, "listing": PageType.PRODUCT_LISTING},
    )
    assert {(one.role, one.target_template) for one in models} == {
        ("item", "product"), ("related", "listing"),
    }  # fmt: skip
    assert models[0].role == "item"
    assert models[0].count_median == 8


def test_endpoints_are_listed_and_marked_as_not_tried() -> None:
    document = page(
        """<link rel="alternate" type="application/rss+xml" href="/feed">
        <link rel="search" href="/os.xml"><a href="/openapi.json">API</a>
        <script>fetch('/api/v1/items?page=1'); x.open("POST", "/api/vote")</script>
        <script src="/a.js"></script><script>var s = "/img/a.png"</script>"""
    )
    found = {(one.method, one.url): one for one in read_endpoints([document])}
    assert set(found) == {
        ("GET", "https://a.example/feed"),
        ("GET", "https://a.example/os.xml"),
        ("GET", "https://a.example/openapi.json"),
        ("GET", "https://a.example/api/v1/items?page=1"),
        ("POST", "https://a.example/api/vote"),
    }
    assert not any(one.verified for one in found.values())


SITE = "http://a.test"


def skipped(path: str, parent: str, rule: str, reason: str = "action") -> SkippedUrl:
    return SkippedUrl(
        url=SITE + path, reason=SkipReason(reason), rule=rule, parent_url=SITE + parent
    )


def test_links_of_one_shape_are_one_action_that_is_not_safe() -> None:
    found = link_actions(
        [
            skipped("/cart/add/1", "/list", "cart"),
            skipped("/cart/add/2", "/list", "cart"),
            skipped("/cart/add/3", "/item/3", "cart"),
            skipped("/logout?x=1", "/item/3", "log_out, by its text"),
            skipped("/trap", "/item/3", "calendar", "trap"),
            skipped("/vote/1", "/unknown", "vote"),
        ],
        {f"{SITE}/list": "product_listing", f"{SITE}/item/3": "product"},
    )
    assert found.keys() == {"product_listing", "product"}
    (cart,) = found["product_listing"]
    assert (cart.kind, cart.url_template) == ("cart", f"{SITE}/cart/add/{{n}}")
    assert (cart.safe, cart.method, cart.source, cart.pages) == (
        False,
        "GET",
        "link",
        3,
    )
    assert [one.kind for one in found["product"]] == ["log_out"]
