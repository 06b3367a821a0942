# ruff: noqa: RUF001 (texts in the scripts that are tested)
from __future__ import annotations

import pytest

from vultrcrawl.page.document import Document
from vultrcrawl.page.encoding import decode

RU = "Съешь же ещё этих мягких французских булок, да выпей чаю. Новости компании."
ZH = "你好，世界。欢迎来到我们的网站，这里有最新的产品和新闻。联系我们。"
JA = "こんにちは、世界。私たちのウェブサイトへようこそ。最新の製品とニュース。"
FR = "Élève français à l’été: œuvre, cœur, naïveté — déjà vu “oui” €"
PL = "Zażółć gęślą jaźń, proszę pana. Wiadomości z kraju i ze świata."


def page(text: str, meta: str = "", lang: str = "") -> str:
    declared = f'<meta charset="{meta}">' if meta else ""
    return (
        f'<html lang="{lang}"><head>{declared}</head><body><p>{text}</p></body></html>'
    )


@pytest.mark.parametrize(
    ("html", "encoding", "content_type"),
    [
        pytest.param(page(RU, "iso-8859-1"), "utf-8", "text/html; charset=utf-8",
                     id="header against meta"),
        pytest.param(page(FR, "utf-8"), "utf-8", "text/html; charset=iso-8859-1",
                     id="a header that the bytes contradict"),
        pytest.param("\ufeff" + page(FR), "utf-8", "text/html; charset=iso-8859-1",
                     id="byte order mark against header"),
        pytest.param(page(RU), "cp1251", "text/html; charset=windows-1251",
                     id="cp1251 in the header"),
        pytest.param(page(RU, "windows-1251"), "cp1251", "text/html",
                     id="cp1251 in meta"),
        pytest.param(page(RU, "windows-1251"), "cp1251", "text/html; charset=utf-8",
                     id="cp1251 in meta against a wrong header"),
        pytest.param(page(RU), "cp1251", "", id="cp1251 undeclared"),
        pytest.param(page(ZH, "gb2312"), "gb18030", "", id="gb18030 called gb2312"),
        pytest.param(page(ZH), "gb18030", "", id="gb18030 undeclared"),
        pytest.param(page(JA, "Shift_JIS"), "cp932", "", id="shift_jis"),
        pytest.param(page(JA, "iso-2022-jp"), "iso2022_jp", "", id="iso-2022-jp"),
        pytest.param("\ufeff" + page(RU), "utf-16-le", "", id="utf-16 with mark"),
        pytest.param(page(RU), "utf-16-le", "text/html; charset=utf-8",
                     id="utf-16 little-endian without mark"),
        pytest.param(page(ZH), "utf-16-be", "", id="utf-16 big-endian without mark"),
        pytest.param(page(RU, "utf-16"), "utf-8", "", id="utf-16 declared in utf-8"),
        pytest.param(page(FR), "cp1252", "", id="cp1252 undeclared"),
        pytest.param(page(PL, lang="pl"), "cp1250", "", id="cp1250 by language"),
        pytest.param(page("+ADw-b+AD4-"), "ascii", "text/html; charset=utf-7",
                     id="utf-7 is not decoded"),
        pytest.param(page(FR, "klingon"), "utf-8", "text/html; charset=hex",
                     id="names of no character encoding"),
        pytest.param(page(FR.encode().decode("latin-1")), "utf-8", "",
                     id="mojibake stays what it is"),
    ],
)  # fmt: skip
def test_text_is_decoded_exactly(html: str, encoding: str, content_type: str) -> None:
    _, text = decode(html.encode(encoding), content_type)
    assert text == html.removeprefix("\ufeff")


def test_a_broken_byte_does_not_change_the_encoding() -> None:
    name, text = decode(page(RU).encode() + b"\xff", "text/html; charset=utf-8")
    assert (name, text) == ("utf-8", page(RU) + "\ufffd")


def test_a_page_cut_inside_of_a_character() -> None:
    name, text = decode(RU.encode()[:-2])
    assert name == "utf-8"
    assert text.startswith(RU[:-2])


def test_bytes_of_lone_surrogates_give_text_that_can_be_stored() -> None:
    body = page(f"a\ud800b {RU}").encode("utf-8", "surrogatepass")
    text = Document.from_bytes(body, "https://e.com/", "text/html;charset=utf-8").text
    assert text.encode().decode() == f"a\ufffd\ufffd\ufffdb {RU}"
