"""Links that act: what tells them, and what only sounds like it."""

from __future__ import annotations

import pytest

from tests.support.effort import Work, assert_grows
from vultrcrawl.urls.actions import by_address, by_words
from vultrcrawl.urls.files import is_file

SITE = "http://a.test"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/catalog/product_compare/add/product/4/uenc/aHR0cDo/", "compare"),
        ("/wishlist/index/add/product/4/form_key/x/", "wishlist"),
        ("/sendfriend/product/send/id/4/cat_id/3/", "send"),
        ("/product/hoodie/?add-to-cart=640", "cart"),
        ("/product/hoodie/index.html@add-to-cart=640.html", "cart"),
        ("/hoodie/index.html%3Fadd-to-cart=69.html", "cart"),
        ("/cart.php?action=add&product_id=5", "cart"),
        ("/cart/change?id=9:0&quantity=0", "cart"),
        ("/warenkorb/hinzufuegen/12", "cart"),
        ("/sepet/ekle/12", "cart"),
        ("/order?delete&id_product=1&token=db1d", "delete"),
        ("/user/logout", "log_out"),
        ("/account/sign-out.php", "log_out"),
        ("/post/?replytocom=24", "reply"),
        ("/topic/7?reply=0", "reply"),
        ("/posting.php?mode=reply&t=4", "reply"),
        ("/newreply.php?t=4", "reply"),
        ("/comment/reply/12", "reply"),
        ("/answers/9/vote/favorite/form", "vote"),
        ("/comments/12/delete", "delete"),
        ("/shop?id=3&action=yith-woocompare-add-product", "compare"),
        ("/forum/misc.php?action=markread&fid=10", "subscribe"),
        ("/hc/change_language/es?return_to=%2Fhc", "language"),
        ("/list?SubmitCurrency=1&id_currency=3", "currency"),
        ("/w/index.php?title=Tekken&printable=yes", "print"),
    ],
)
def test_addresses_that_act(path: str, kind: str) -> None:
    assert by_address(SITE + path) == kind


@pytest.mark.parametrize(
    "path",
    [
        "/cart",
        "/checkout/cart/index.html",
        "/wishlist/",
        "/pages/compare",
        "/blog/how-to-add-to-cart-buttons/",
        "/glib/func.remove.html",
        "/lang_delete.html",
        "/lang_select.html",
        "/report/2023",
        "/vote",
        "/votes/2024-election",
        "/print/posters",
        "/add-ons/mx-calculator.html",
        "/basketball-equipment.html",
        "/nintendo-switch/",
        "/talk/add-the-security-layer-to-your-api/",
        "/index.php?action=view&id=7",
        "/misc.php?action=help",
        "/?lang=fr",
        "/",
    ],
)
def test_addresses_that_only_sound_like_it(path: str) -> None:
    assert by_address(SITE + path) is None


def test_a_page_for_print_is_told_beside_its_page() -> None:
    page = f"{SITE}/node/5"
    assert by_address(f"{SITE}/print/node/5", page) == "print"
    assert by_address(f"{SITE}/node/5/print", page) == "print"
    assert by_address(f"{SITE}/print/42", page) is None


def test_words_of_a_link_count_where_its_address_has_a_parameter() -> None:
    assert by_words("In den Warenkorb", f"{SITE}/a?x=1") == "cart"
    assert by_words("カートに入れる", f"{SITE}/a?x=1") == "cart"
    assert by_words("Выйти", f"{SITE}/a?x=1") == "log_out"
    assert by_words("Buy now", f"{SITE}/hoodie") is None
    assert by_words("How to add to cart", f"{SITE}/a?x=1") is None


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/a/photo.JPG", True),
        ("/a/photo.jpg?size=2", True),
        ("/dist/x-1.2.tar.gz", True),
        ("/dist/x.zip", True),
        ("/film.mp4", True),
        ("/page.html", False),
        ("/index.php?file=a.png", False),
        ("/report.pdf", False),
        ("/feed.xml", False),
        ("/wiki/File:Map.png", False),
        ("/.png", False),
        ("/v1.2", False),
        ("/example.com", False),
    ],
)
def test_names_of_files(path: str, file: bool) -> None:
    assert is_file(SITE + path) is file


def test_a_long_address_takes_no_longer_to_judge() -> None:
    """Only its first 300 characters are read."""

    def prepared(size: int) -> Work:
        url = f"{SITE}/" + "add-x/" * 50 * size
        return lambda: [by_address(url) for _ in range(2_000)]

    assert_grows(prepared, 1, by=64, most=4)
