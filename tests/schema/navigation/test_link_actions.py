"""Links that act, as the actions of the templates they stand on."""

from __future__ import annotations

from vultrcrawl.items import SkippedUrl, SkipReason
from vultrcrawl.schema.navigation.link_actions import link_actions

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
