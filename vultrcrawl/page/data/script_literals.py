"""Data in the text of scripts: what is assigned, and what is given to a function.

Nothing is evaluated. A value counts if it is JSON, or ``JSON.parse`` of a string.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Assignments of one script that are tried, and characters that are tried in vain.
_MAX_TRIED: Final = 200
_MAX_VAIN: Final = 1_000_000
#: Shortest value that is worth a look, in characters.
_SHORT: Final = 20

_ASSIGNED = re.compile(
    r"(?:^|[;{}\n(,])[ \t]*(?:(?:window|self|globalThis|var|let|const)[.\s]\s*)?"
    r"(?P<name>__[A-Za-z0-9_]+__|[A-Za-z_$][\w$.]{2,40})"
    r"(?:\[\s*(?P<quote>[\"'])[^\"'\n]{1,80}(?P=quote)\s*\])?"
    r"\s*=\s*(?=[\[{]|JSON\.parse\()"
)
_PARSE = re.compile(r"JSON\.parse\(\s*(?P<uri>decodeURIComponent\(\s*)?(?=[\"'`])")
_STRING = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\$]|\\.|\$(?!\{))*+`",
    re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))",
    re.DOTALL,
)
_SINGLE: Final[dict[str, str]] = {
    "n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0",
    "\n": "", "\r": "", "\r\n": "", "\u2028": "", "\u2029": "",
}  # fmt: skip
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_DECODER = json.JSONDecoder(strict=False)


def assigned(code: str) -> Iterator[tuple[str, Any]]:
    """Yield name and value of what *code* assigns as JSON, in the code's order.

    ``window.x = {...}``, ``var x = [...]`` and ``x["y"] = JSON.parse("...")`` are read
    as ``x``. Time is proportional to the length of *code*: at most
    1 MB of it is read twice.
    """
    at, vain = 0, 0
    for _ in range(_MAX_TRIED):
        match = _ASSIGNED.search(code, at)
        if match is None:
            return
        at = match.end()
        try:
            value, end = _value(code, at)
        except json.JSONDecodeError as error:
            vain += max(error.pos - at, 0)
        except (ValueError, RecursionError):
            vain += len(code) - at
        else:
            if end - at >= _SHORT:
                yield match["name"], value
            at = end
        if vain > _MAX_VAIN:
            return


def string_at(code: str, at: int) -> tuple[str, int] | None:
    """Return value and end of the string literal at place *at*; None without one.

    Templates with ``${`` are none.
    """
    match = _STRING.match(code, at)
    if match is None:
        return None
    text = match[0][1:-1]
    if "\\" in text:
        text = _PAIR.sub(_paired, _ESCAPE.sub(_unescaped, text))
    return text, match.end()


def _value(code: str, at: int) -> tuple[Any, int]:
    parse = _PARSE.match(code, at)
    if parse is None:
        return _DECODER.raw_decode(code, at)
    found = string_at(code, parse.end())
    if found is None:
        return None, parse.end()
    text, end = found
    return json.loads(unquote(text) if parse["uri"] else text, strict=False), end


def _unescaped(match: re.Match[str]) -> str:
    if code := match[1] or match[2] or match[3]:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else ""
    return _SINGLE.get(match[4], match[4])


def _paired(match: re.Match[str]) -> str:
    return match[0].encode("utf-16", "surrogatepass").decode("utf-16")
