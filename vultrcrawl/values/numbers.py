"""Numbers as pages write them, in any script and with any signs between digits."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vultrcrawl.values.locales import Decimal

#: A number: groups of three digits apart by spaces, or digits with signs between.
NUMBER: Final = re.compile(
    r"(?<!\d [.,])(?<![\d.,'])\d{1,3}(?: \d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?"
    r"|(?<!\d [.,])(?:(?<![\w.,'])(?<!\d )[.,](?=\d{1,2}(?!\d)))?\d+(?:[.,']\d+)*"
)
_SIGNED: Final = re.compile(rf"[-+]?(?:{NUMBER.pattern})")
#: Signs that stand for others of the same meaning, one character for one.
_SAME: Final = {
    **dict.fromkeys(
        "\u00a0\u202f\u2009\u2007\u2008\u200a\u2002\u2003\u3000\t\n\r", " "
    ),
    **dict.fromkeys("\u2019\u02bc\u2018\u00b4\u2032\uff07`", "'"),
    **dict.fromkeys("\u066b\uff0c", ","),
    "\uff0e": ".",
    "\u066c": "'",
    "\u2212": "-",
}


class _Ascii(dict[int, str]):
    """What stands for a character, by its number: for digits of any script ASCII's."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        found = self[code] = str(unicodedata.decimal(char, char))
        return found


_ASCII: Final = _Ascii(str.maketrans(_SAME))


def normal(text: str) -> str:
    """Return *text* with the digits, spaces and signs of other scripts as ASCII's.

    As long as *text*, so that places in it are the same.
    """
    return text.translate(_ASCII)


def parsed(
    digits: str, *, decimal: Decimal | None = None, groups: str = ",."
) -> float | None:
    """Return the number that *digits*, a match of `NUMBER`, are; None if they are none.

    Where one sign stands before three digits, it is before decimals if it is *decimal*,
    and without that between groups if it is one of *groups*.
    """
    text = digits.replace(" ", "").replace("'", "")
    signs = [char for char in text if char in ".,"]
    if signs and not _is_decimal(text, signs, decimal, groups):
        parts = re.split("[.,]", text)
        if len({*signs}) > 1 or not _is_grouped(parts):
            return None
        text = "".join(parts)
    elif signs:
        last = signs[-1]
        whole, _, rest = text.rpartition(last)
        parts = re.split("[.,]", whole)
        if last in whole or (len(parts) > 1 and not _is_grouped(parts)):
            return None
        text = f"{''.join(parts) or '0'}.{rest}"
    return float(text) if len(text) <= 30 else None


def _is_decimal(
    text: str, signs: list[str], decimal: Decimal | None, groups: str
) -> bool:
    """Whether the last of *signs* stands before decimals."""
    last = signs[-1]
    if len(signs) > 1:
        return signs[0] != last
    whole, _, rest = text.partition(last)
    if len(rest) != 3 or not 0 < len(whole) <= 3 or whole[0] == "0":
        return True
    return last == decimal if decimal is not None else last not in groups


def _is_grouped(parts: list[str]) -> bool:
    """Whether *parts* are groups of three digits, or as in India: 1,23,45,678."""
    first, *middle, last = parts
    if not 0 < len(first) <= 3 or len(last) != 3:
        return False
    return {len(one) for one in middle} <= {3} or (
        len(first) <= 2 and {len(one) for one in middle} == {2}
    )


def read(text: str, *, decimal: Decimal | None = None) -> float | None:
    """Return the number that *text* is, nothing else beside it; None if it is none.

    A comma before three digits is between groups, a point before decimals, unless
    *decimal* says otherwise.
    """
    text = normal(text).strip()
    if len(text) > 40 or not _SIGNED.fullmatch(text):
        return None
    found = parsed(text.lstrip("+-"), decimal=decimal, groups=",")
    return -found if found is not None and text[0] == "-" else found


def decimal_of(texts: Iterable[str]) -> Decimal | None:
    """Return the sign before decimals in the numbers of *texts*, by those that show it.

    One sign before one or two digits shows it, and so do two different ones. None
    where no number does, or they differ in more than one of ten.
    """
    seen: Counter[str] = Counter()
    for text in texts:
        for match in NUMBER.finditer(normal(text[:200])):
            digits = match[0].replace(" ", "").replace("'", "")
            signs = [char for char in digits if char in ".,"]
            rest = len(digits) - digits.rfind(signs[-1]) - 1 if signs else 0
            if (len(signs) == 1 and rest in (1, 2)) or len({*signs}) == 2:
                seen[signs[-1]] += 1
    if not seen:
        return None
    sign, often = seen.most_common(1)[0]
    if often < 0.9 * seen.total():
        return None
    return "." if sign == "." else ","
