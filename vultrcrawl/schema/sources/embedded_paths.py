"""Data that a page carries for its scripts, as flat paths that all its like share.

A path is the source of the data, a space, ``$`` and the keys down to a value, each
after a point: ``script#__NEXT_DATA__ $.props.pageProps.product.name``. Items of a list
share the path of the list. In a key a point is written ``_``, and what differs from
page to page is ``*``: a number, a hash, a date, what follows ``Product:``, and the last
part of the page's address. Of ``product({"slug":"x"})``, a query with its arguments,
the name is kept.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from vultrcrawl.page.data.embedded import embedded
from vultrcrawl.schema.values import MAX_LIST, plain, scalar_text
from vultrcrawl.values.identifiers import is_id

if TYPE_CHECKING:
    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.sources.structured import Paths

#: Deepest path, and most paths that are read of one source.
_DEPTH, _PATHS = 8, 2_000
#: Paths, and values and objects, that are read of one page.
_ALL_PATHS, _VISITS = 6_000, 120_000
#: Caches of Apollo in one page, at most.
_CACHES: Final = 4
#: Times that an object is read that stands in several places.
_PLACES: Final = 8
#: Length from which on texts are kept when they were read once, in characters.
_LONG: Final = 500
_ENTITY = re.compile(r"([A-Z][A-Za-z_]{1,40}):.+", re.DOTALL)
_CALLED = re.compile(r"([A-Za-z_]\w{0,60})(?:@\w+)?\(.*\)", re.DOTALL)
_TELLING = re.compile(r"(?=.*[-_\d]).{6,}")


def embedded_paths(document: Document) -> Paths:
    """Return the paths of what a page carries for its scripts, those further up first.

    References of Apollo's cache (``{"__ref": "Product:1"}``) are followed. Values of a
    path are distinct.
    """
    reader = _Reader(_own_name(document.url))
    for source, data in embedded(document.root):
        reader.read(f"{source} $", data)
    return {path: list(values) for path, values in reader.found.items()}


def last_part(url: str) -> str:
    """Return the last part of the path of *url*, without its ending; "" without one."""
    try:
        path = urlsplit(url or "").path
    except ValueError:
        return ""
    name = unquote(path.rstrip("/").rpartition("/")[2])
    return re.sub(r"\.[A-Za-z]{2,5}$", "", name)


def _own_name(url: str) -> str:
    """Return what keys may have of the page's address; "" if that may be any word."""
    name = last_part(url)
    return name if _TELLING.fullmatch(name) else ""


class _Reader:
    """Goes through data level by level: depth takes no room from the rest."""

    def __init__(self, own: str) -> None:
        self.found: dict[str, dict[str, None]] = {}
        self._own = own
        self._left = _VISITS
        self._most = 0
        self._caches: list[dict[str, Any]] = []
        self._places: Counter[int] = Counter()
        self._long: dict[str, str] = {}

    def read(self, root: str, data: Any) -> None:
        """Note the values in *data*, whose paths begin with *root*."""
        self._most = min(len(self.found) + _PATHS, _ALL_PATHS)
        self._places.clear()  # by the identity of what may be gone now
        queue: deque[tuple[str, Any, int]] = deque([(root, data, 0)])
        while queue and self._left > 0:
            self._left -= 1
            path, value, depth = queue.popleft()
            if isinstance(value, dict):
                value = self._target(value)
            if not isinstance(value, dict | list):
                self._add(path, value)
                continue
            self._places[id(value)] += 1
            if depth >= _DEPTH or self._places[id(value)] > _PLACES:
                continue
            if isinstance(value, list):
                queue.extend((path, one, depth + 1) for one in value[:MAX_LIST])
                continue
            if "ROOT_QUERY" in value and len(self._caches) < _CACHES:
                self._caches.append(value)
            room = max(self._left - len(queue), 0)  # what is behind it is not read
            queue.extend(
                (f"{path}.{self._key(key)}", one, depth + 1)
                for key, one in islice(value.items(), room)
                if key and key[0] != "@"
            )

    def _target(self, item: dict[str, Any]) -> Any:
        """Return what *item* refers to, or itself."""
        name = item.get("__ref")
        if name is None and item.get("type") == "id" and "generated" in item:
            name = item.get("id")
        if not isinstance(name, str):
            return item
        return next((one[name] for one in self._caches if name in one), item)

    def _key(self, key: str) -> str:
        if is_id(key):
            return "*"
        if match := _ENTITY.fullmatch(key):
            return f"{match[1]}:*"
        if match := _CALLED.fullmatch(key):
            key = match[1]
        elif self._own and self._own in key:
            key = key.replace(self._own, "*")
        return key[:100].replace(".", "_")

    def _add(self, path: str, value: Any) -> None:
        values = self.found.get(path)
        if values is None:
            full = len(self.found) >= self._most
        else:
            full = len(values) >= MAX_LIST
        if full:
            return
        if text := self._text(value):
            self.found.setdefault(path, {})[text] = None

    def _text(self, value: Any) -> str:
        if not isinstance(value, str):
            return scalar_text(value)
        if len(value) < _LONG:
            return plain(value)
        if value not in self._long:  # references may lead to it from anywhere
            self._long[value] = plain(value)
        return self._long[value]
