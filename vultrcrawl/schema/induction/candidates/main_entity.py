"""Which objects in a page's data for scripts are what the page is about.

Data for scripts has keys of its own making, most of them about the application. An
object whose address, identifier or title is the page's own is what the page shows.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.names import worded
from vultrcrawl.schema.sources.embedded_paths import last_part
from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.sources.reading import Reading

#: Share of the pages with an object on which it must be the page's thing.
_SHARE: Final = 0.6
#: Properties with a value without which an object is no thing.
_MEMBERS: Final = 3
#: Shortest title that may be the start of the page's, and identifier, in characters.
_TITLE, _ID = 8, 3
#: Longest value that may be an address, a title or an identifier, in characters.
_LONGEST: Final = 500

#: Keys of an address, after ``_`` was put where a capital begins a word.
ADDRESSES: Final = re.compile(
    r"(?:full|canonical|page|seo|web|public|share)?_?(?:url|uri|slug|handle|path|permalink"
    r"|link|href|url_?key)(?:_?path)?",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"(?:product|item|article|page|recipe|full|display|event|job|post)?_?"
    r"(?:title|name|headline|heading)",
    re.IGNORECASE,
)
_IDS = re.compile(
    r"_?(?:(?:product|item|article|post|recipe|event|job|style|content)_?)?"
    r"(?:id|sku|code|number)",
    re.IGNORECASE,
)
#: Objects that repeat what the page is about for routes, search engines or measuring.
_FRAME = re.compile(
    r"(?:^|[.\s$])(?:router?|location|seo|head|meta|breadcrumbs?|query(?:_?(?:vars|params))?"
    r"|params|\w*(?:analytic|tracking|data_?layer|targeting|translation|i18n|consent)\w*)"
    r"(?:[.\s]|$)",
    re.IGNORECASE,
)


def things(readings: Sequence[Reading]) -> dict[str, int]:
    """Return the paths of objects that are what most of the pages are about.

    With each comes the number of its values, on all pages together. Of objects one in
    the other only that with most values is meant: the other holds it, or is a part. An
    object with keys of one letter is a script's.
    """
    present: Counter[str] = Counter()
    own: Counter[str] = Counter()
    values: Counter[str] = Counter()
    minified: Counter[str] = Counter()  # such as {"a": 12, "p": "product", "u": "d7"}
    for reading in readings:
        sizes = Counter(path.rpartition(".")[0] for path in reading.json)
        letters = Counter(path[:-2] for path in reading.json if path[-2:-1] == ".")
        minified.update(path for path, count in letters.items() if count > 1)
        present.update(sizes.keys())
        values.update(sizes)
        own.update(path for path in _identified(reading) if sizes[path] >= _MEMBERS)
    least = min(2, len(readings))
    found = {
        path: values[path]
        for path, pages in own.items()
        if pages >= max(least, _SHARE * present[path]) and path not in minified
    }
    return {path: size for path, size in found.items() if _is_fullest(path, found)}


def is_frame(path: str) -> bool:
    """Whether what stands at *path* is of the application rather than of its data."""
    return _FRAME.search(path) is not None


def _is_fullest(path: str, found: Mapping[str, int]) -> bool:
    return not any(
        other != path
        and (path.startswith(f"{other}.") or other.startswith(f"{path}."))
        and (size, other < path) > (found[path], path < other)
        for other, size in found.items()
    )


def _identified(reading: Reading) -> set[str]:
    """Return the paths of objects that have the page's own address, title or id."""
    if not reading.json:
        return set()
    page = _Page(reading.document)
    found: set[str] = set()
    for path, values in reading.json.items():
        if len(values) != 1 or len(values[0]) > _LONGEST:
            continue
        parent, _, key = path.rpartition(".")
        if parent in found or parent == "__next_f $" or is_frame(parent):
            continue
        if page.is_of(worded(key), values[0]):
            found.add(parent)
    return found


class _Page:
    """What tells an object of the page from others: its address and titles."""

    def __init__(self, document: Document) -> None:
        url = document.url or ""
        self._last = last_part(url).casefold()
        self._words = frozenset(re.split(r"[^a-z0-9]+", url.casefold()))
        self._titles = {
            folded(one.text_content()[:1_000]) for one in document.root.iter("h1")
        }
        self._title = f"{folded(document.title or '')} "

    def is_of(self, key: str, value: str) -> bool:
        """Whether *value* is the page's own address, title or id, as *key* says."""
        if ADDRESSES.fullmatch(key):
            return bool(self._last) and last_part(value).casefold() == self._last
        if _TITLES.fullmatch(key):
            title = folded(value)
            return bool(title) and (
                title in self._titles
                or (len(title) >= _TITLE and self._title.startswith(f"{title} "))
            )
        if _IDS.fullmatch(key):
            return len(value) >= _ID and value.casefold() in self._words
        return False
