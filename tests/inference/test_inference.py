"""What pages are, told by the whole site."""

from __future__ import annotations

from tests.inference.sites import Site, site
from tests.support.effort import assert_grows
from tests.support.shop import shop
from vultrcrawl.taxonomy import PageType

_T = PageType


def _types(made: Site) -> dict[str, PageType]:
    return {path: verdict.page_type for path, verdict in made.infer().items()}


def test_a_shop_is_understood() -> None:
    found = _types(site(shop()))
    assert found["/"] is _T.HOMEPAGE
    lamps = [kind for path, kind in found.items() if path.startswith("/lamp/")]
    assert lamps == [_T.PRODUCT] * 14
    assert found["/lamps"] is found["/lamps?page=2"] is _T.PRODUCT_LISTING
    posts = [kind for path, kind in found.items() if path.startswith("/journal/")]
    assert posts == [_T.ARTICLE] * 8
    assert found["/journal"] is _T.CONTENT_LISTING


def test_nothing_to_look_at_is_no_trouble() -> None:
    assert site({}).infer() == {}
    assert len(site({"/": ""}).infer()) == 1


def test_a_page_that_says_it_is_gone_is_an_error_though_its_status_is_200() -> None:
    gone = (
        "<html lang=fr><title>Page non trouvée - Lampes</title>"
        "<h1>Page introuvable</h1><p>Essayez la recherche.</p></html>"
    )
    assert _types(site({**shop(), "/gone": gone}))["/gone"] is _T.ERROR_OR_BLOCKED


def test_a_stub_that_leads_elsewhere_is_no_page() -> None:
    head = '<meta http-equiv="refresh" content="0; url=/lamps">'
    stub = f"<head><title>Moved</title>{head}</head><p>Click here</p>"
    assert _types(site({**shop(), "/old": stub}))["/old"] is _T.ERROR_OR_BLOCKED


def test_the_order_of_pages_changes_nothing() -> None:
    pages = shop()
    assert _types(site(pages)) == _types(site(dict(sorted(pages.items()))))


def test_confidence_is_a_probability() -> None:
    assert all(0 <= one.confidence <= 1 for one in site(shop()).infer().values())


def _big(count: int) -> Site:
    links = "".join(f"<li><a href='/p/{n}.html'>Page {n}</a>" for n in range(40))
    text = "<p>A sentence of some words that are alike. " * 20
    return site(
        {
            f"/p/{n}.html": f"<title>Page {n}</title><h1>Page {n}</h1>{text}{links}"
            for n in range(count)
        }
    )


def test_twice_the_pages_take_about_twice_the_time() -> None:
    assert_grows(lambda count: _big(count).infer, 100, most=8)
