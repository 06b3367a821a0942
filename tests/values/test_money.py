from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import assert_quick
from vultrcrawl.values import currencies, money, numbers
from vultrcrawl.values.locales import Locale
from vultrcrawl.values.money import Money


@pytest.mark.parametrize(
    ("text", "language", "amount", "currency", "sign"),
    [
        ("CHF 1\u2019299.00", "de-CH", 1299, "CHF", "CHF"),
        ("1\u2019299.\u2013 CHF", "de-CH", 1299, "CHF", "CHF"),
        ("Fr. 1'299.00", "fr-CH", 1299, "CHF", "Fr."),
        ("1\u2009299,50 \u20ac", "fr", 1299.5, "EUR", "\u20ac"),
        ("1.299 \u20ac", "de", 1299, "EUR", "\u20ac"),
        ("\u20ac 1.299,-", "nl", 1299, "EUR", "\u20ac"),
        ("R$ 1.299", "pt-BR", 1299, "BRL", "R$"),
        ("$ 45.900", "es-CO", 45900, "COP", "$"),
        ("\u20b91,23,456", "en-IN", 123456, "INR", "\u20b9"),
        ("INR 12,34,567.50", "en-IN", 1234567.5, "INR", "INR"),
        ("Rs. 1,299", "en-IN", 1299, "INR", "Rs."),
        ("Rs 1,299", "en-PK", 1299, "PKR", "Rs"),
        ("12.50 \u062f.\u0625", "ar", 12.5, "AED", "\u062f.\u0625"),
        ("\u0661\u0662\u066b\u0665\u0660 \u0631.\u0633", "ar", 12.5, "SAR", None),
        ("R 1 299,00", "en-ZA", 1299, "ZAR", "R"),
        ("1,000\u5186\uff08\u7a0e\u8fbc\uff09", "ja", 1000, "JPY", "\u5186"),
        ("\uffe512.50", "zh", 12.5, "CNY", "\uffe5"),
        ("\uffe512", "ja", 12, "JPY", "\uffe5"),
        ("12.50\u5143", "zh", 12.5, "CNY", "\u5143"),
        ("1.800.000\u20ab", "vi", 1800000, "VND", "\u20ab"),
        ("1.800.000\u0111", "vi", 1800000, "VND", "\u0111"),
        ("Rp1.800.000", "id", 1800000, "IDR", "Rp"),
        ("RM1,299.00", "ms", 1299, "MYR", "RM"),
        ("12,50 \u043b\u0432.", "bg", 12.5, "BGN", "\u043b\u0432."),
        ("1 299 \u0440\u0443\u0431.", "ru", 1299, "RUB", "\u0440\u0443\u0431."),
        ("1 299 kr", "sv", 1299, "SEK", "kr"),
        ("kr 1.299,-", "nb", 1299, "NOK", "kr"),
        ("1 299:-", "sv", 1299, "SEK", ":-"),
        ("164000,00 CFA", "fr", 164000, None, "CFA"),
        ("AUD $ 135.00", "en", 135, "AUD", "AUD $"),
        ("US $394.99", "en", 394.99, "USD", "US $"),
        ("HK$ 12", "en", 12, "HKD", "HK$"),
        ("NT$300", "zh-TW", 300, "TWD", "NT$"),
        ("$410", "zh-Hant-TW", 410, "TWD", "$"),
        ("$29.99 CAD", "en", 29.99, "CAD", "CAD"),
        ("5.500 KD", "ar-KW", 5.5, "KWD", "KD"),
        ("0.125 \u20ac", "de", 0.125, "EUR", "\u20ac"),
        (",89 \u20ac", "de", 0.89, "EUR", "\u20ac"),
        ("99\u00a2", "en", 0.99, "USD", "\u00a2"),
        ("$5", "de", 5, None, "$"),
        ("270 Kn", "hr", 270, "HRK", "Kn"),
    ],
)
def test_a_price_of_any_language(
    text: str, language: str, amount: float, currency: str | None, sign: str | None
) -> None:
    found = money.read(text, Locale(language))
    assert found is not None
    assert (found.amount, found.currency) == (amount, currency)
    assert sign is None or found.raw_currency == sign


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Was $120.00 Now $60.00", 60),
        ("$55.99 $65.99", 55.99),
        ("statt 1.299,00 \u20ac nur 999,00 \u20ac", 999),
        ("690,00 RON 857,00 RON", 690),
        ("11 500 \u20bd 9 800 \u20bd", 9800),
        ("New (8) from $93.99", 93.99),
        ("3 Ausgaben f\u00fcr nur 12,50 EUR", 12.5),
        ("2 pairs from $349", 349),
        ("3 pcs $5", 5),
        ("$74 99 - $499 99", 74.99),
        ("5,900\uc6d0~ 7500\uc6d0", 5900),
        ("4,95 \u20ac (0,03 \u20ac/st\u00fcck)", 4.95),
        ("978,00 \u20ac / tk", 978),
        ("$59 99 Save $10", 59.99),
        ("bez DPH 4386,00 \u20ac s DPH 5263,20 \u20ac", 5263.2),
        ("52,800\u5186 \uff08\u7a0e\u629c\u4fa1\u683c 48,000\u5186\uff09", 52800),
        ("$110.00 Ex Tax: $90.00", 110),
        ("Ex Tax: $90.00", 90),
        ("12\u20ac50", 12.5),
        ("19 99 \u20ac", 19.99),
        ("$ 299 .99", 299.99),
        ("36 ,49 z\u0142 /szt.", 36.49),
        ("20 , 00 \u20ac", 20),
        ("R$ 1299,90 ou 12x de R$ 108,32", 1299.9),
        ("12x R$ 108,32 sem juros R$ 1.299,90", 1299.9),
        ("2 x $5.00", 5),
        ("$20.00 + $4.99 shipping", 20),
        ("statt 30 \u20ac 20 \u20ac zzgl. 4,99 \u20ac Versand", 20),
        ("$30.00 Free shipping over $50", 30),
    ],
)
def test_of_several_numbers_the_one_to_be_paid(text: str, amount: float) -> None:
    language = "de" if "statt" in text else "sk" if "DPH" in text else "ja"
    found = money.read(text, Locale(language))
    assert found is not None
    assert found.amount == amount


@pytest.mark.parametrize(
    "text",
    [
        *("29 copies", "Free", "Call for price", "-17%", "$500K", "TOP 10", "-$5"),
        *("+20.00\u20ac", "C1852D02Y-Q11", "", "1.2.3 \u20ac", "12.34.56 \u20ac"),
        *("den 12. Mai", "20 KM", "Le 5 mai", "R2", "M12", "#5\u20ac"),
    ],
)
def test_what_is_no_price(text: str) -> None:
    for language in ("en", "de", "fr"):
        assert money.read(text, Locale(language)) is None


def test_of_a_reduction_the_regular_price_is_the_higher() -> None:
    found = money.read_regular("Was $120.00 Now $60.00")
    assert found == Money(120, "USD", "$")
    assert money.read_regular("$60.00") is None
    assert money.read_regular("$25 - $50") is None


@pytest.mark.parametrize(
    ("language", "host", "currency", "code"),
    [
        ("en", None, None, "USD"),
        ("en-AU", None, None, "AUD"),
        ("en-US", "https://shop.example.ca/x", None, "CAD"),
        ("en", "shop.example.io", None, "USD"),
        ("en", "shop.example.co", None, "USD"),
        ("es", "shop.example.com", "COP", "COP"),
        ("es", None, None, None),
        ("es", None, "EUR", None),
        ("de", "tienda.example.mx", None, "MXN"),
    ],
)
def test_the_dollar_is_that_of_the_site(
    language: str, host: str | None, currency: str | None, code: str | None
) -> None:
    found = money.read("$5.00", Locale(language, host), currency=currency)
    assert found == Money(5, code, "$")


def test_a_bare_number_is_an_amount_only_where_it_is_known_to_be_one() -> None:
    assert money.read("1299.50") is None
    assert money.read("1299.50", bare=True) == Money(1299.5, None, "")
    assert money.read("1.299", Locale("de"), bare=True) == Money(1299, None, "")
    assert money.read("1.299,-", Locale("de"), bare=True) == Money(1299, None, "")
    assert money.read("29 copies", bare=True) is None


def test_the_sign_before_decimals_is_told_by_the_other_prices() -> None:
    assert numbers.decimal_of(["1.299 \u20ac", "12,50 \u20ac", "7,99 \u20ac"]) == ","
    assert numbers.decimal_of(["$1,299.00", "$5"]) == "."
    assert numbers.decimal_of(["1.299", "1,299"]) is None
    assert numbers.decimal_of(["1.50", "1,50"]) is None
    assert money.read("1.299 \u20ac", decimal=".") == Money(1.299, "EUR", "\u20ac")


_STYLES = {
    "en": (",", "."), "de": (".", ","), "fr": ("\u202f", ","), "pl": ("\u00a0", ","),
    "de-CH": ("\u2019", "."), "pt-BR": (".", ","), "ja": (",", "."), "ru": (" ", ","),
    "id": (".", ","), "sv": ("\u00a0", ","), "he": (",", "."), "vi": (".", ","),
}  # fmt: skip


@given(
    st.sampled_from(sorted(_STYLES)),
    st.integers(1, 99_999_999),
    st.sampled_from(["\u20ac", "USD", "z\u0142", "\u20b9", "CHF"]),
    st.booleans(),
    st.booleans(),
)
def test_an_amount_is_read_as_a_language_writes_it(
    language: str, cents: int, sign: str, before: bool, even: bool
) -> None:
    group, decimal = _STYLES[language]
    whole, rest = divmod(cents, 100)
    number = f"{whole:,}".replace(",", group)
    if not even:
        number += f"{decimal}{rest:02}"
    text = f"{sign} {number}" if before else f"{number}\u00a0{sign}"
    found = money.read(text, Locale(language))
    assert found is not None
    assert found.amount == pytest.approx(whole if even else cents / 100)
    assert found.raw_currency == sign


@given(st.text(max_size=80), st.sampled_from(["en", "de", "ja", "ar", None]))
def test_a_price_is_on_the_page(text: str, language: str | None) -> None:
    found = money.read(text, Locale(language))
    if found is not None:
        assert found.raw_currency.replace(" ", "") in text.replace(" ", "")
        assert found.amount >= 0


def test_every_code_is_one_of_itself() -> None:
    assert currencies.code("EUR") == "EUR"
    assert currencies.code("CAD$") == "CAD"
    assert currencies.code("xyz") is None


@pytest.mark.parametrize("part", ["1.299 \u20ac ", "$5", "1 ", "$", "1.", "9\u20ac("])
def test_hostile_texts_take_little_time(part: str) -> None:
    assert_quick(lambda: money.read(part * 200_000), 1)
