"""Which method a request of a page's scripts means."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Methods that change nothing (RFC 9110, 9.2.1).
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: Headers and a parameter by which frameworks let a request mean another method.
_HEADERS = ("x-http-method-override", "x-http-method", "x-method-override")
_PARAMETER = "_method"


def meant_method(method: str, url: str, headers: Mapping[str, str]) -> str:
    """Return the method that a request means; the unsafe one if it names several.

    *headers* have names in lower case.
    """
    said = [headers[name] for name in _HEADERS if name in headers]
    said += [v for name, v in parse_qsl(urlsplit(url).query) if name == _PARAMETER]
    named = [method.upper(), *(one.strip().upper() for one in said)]
    return next((one for one in named if one not in SAFE), named[0])
