"""Columns of features: the place of a block, the blocks around it, its page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from vultrcrawl.items import Region
from vultrcrawl.page.html.text import HEADINGS, collapse
from vultrcrawl.page.maintext.block import WORD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.maintext.block import Blocks, Frame

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

_TAGS = (
    "p", "li", "td", "th", "div", "section", "article", "h1", "h2", "h3", "h4", "h5",
    "h6", "pre", "blockquote", "dt", "dd", "figcaption", "summary",
)  # fmt: skip
#: Tags that count for all that stands in them.
_AROUND = (
    "main", "article", "section", "aside", "nav", "header", "footer", "form", "table",
    "ul", "ol", "dl", "figure", "blockquote", "p", "li",
)  # fmt: skip
_REGIONS = tuple(Region)
#: Words of a block that are looked for in the page's title and description.
_FIRST = 60
#: Blocks before and after one whose values are its, too.
_AROUND_IT = 3


def log(values: Any) -> Any:
    """Return *values*, 0 or more, on a scale where twice as much is a step of 0.7."""
    return np.log1p(values)


def side_by_side(columns: Sequence[Any], count: int) -> Floats:
    """Return *columns* as a table of *count* rows.

    A column is an array of a value a row, of several a row, or a value for all rows.
    """
    widths = [
        one.shape[1] if isinstance(one, np.ndarray) and one.ndim == 2 else 1
        for one in columns
    ]
    table = np.empty((count, sum(widths)), np.float32)
    at = 0
    for width, column in zip(widths, columns, strict=True):
        if width == 1:
            table[:, at] = column
        else:
            table[:, at : at + width] = column
        at += width
    return table


def within(values: Floats, first: Ints, last: Ints) -> Floats:
    """Return the sum of *values* of blocks in each frame."""
    total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    sums: Floats = (total[last] - total[first]).astype(np.float32)
    return sums


def innermost(holds: NDArray[np.bool_], parent: Ints) -> Ints:
    """Return for each frame the innermost one around it, or itself, that *holds*."""
    found: list[int] = []
    above = parent.tolist()
    for number, it in enumerate(holds.tolist()):
        found.append(number if it or not number else found[above[number]])
    return np.array(found)


def tag_columns(frames: list[Frame], frame: Ints, parent: Ints) -> list[Any]:
    """Return of what kind the elements around blocks are, and in which region."""
    bits = {tag: 1 << at for at, tag in enumerate(_AROUND)}
    above = parent.tolist()
    masks: list[int] = []
    tags: list[int] = []
    numbers = {tag: at + 1 for at, tag in enumerate(_TAGS)}
    for number, one in enumerate(frames):
        tag = one.tag
        tags.append(numbers.get(tag, 0))
        around = masks[above[number]] if number else 0
        masks.append(around | bits.get(tag, 0))
    kind = np.array(tags)
    mask = np.array(masks)[frame]
    region = np.array([_REGIONS.index(one.region) for one in frames])[frame]
    up = parent[frame]
    return [
        (mask[:, None] >> np.arange(len(_AROUND))) & 1,
        region[:, None] == np.arange(len(_REGIONS)),
        kind[frame][:, None] == np.arange(len(_TAGS) + 1),
        kind[up],
        kind[parent[up]],
    ]


def group_columns(
    frames: list[Frame], frame: Ints, size: Floats, linked: Floats, prose: Floats
) -> list[Any]:
    """Return what blocks have in common that stand in elements of the same path."""
    keys: list[int] = []
    numbers: dict[Any, int] = {}
    for number, one in enumerate(frames):
        above = keys[one.parent] if number else -1
        key = (above, one.tag, one.element.get("class"))
        keys.append(numbers.setdefault(key, len(numbers)))
    group = np.array(keys)[frame]
    count = np.bincount(group)[group]
    total = np.bincount(group, size)[group]
    return [
        log(count),
        log(total),
        total / max(float(size.sum()), 1.0),
        np.bincount(group, linked)[group] / np.maximum(total, 1),
        np.bincount(group, prose)[group] / np.maximum(total, 1),
        log(total / count),
    ]


def order_columns(
    size: Floats, linked: Floats, prose: Floats, stops: Floats
) -> list[Any]:
    """Return where blocks stand in the page, and what stands before and after them."""
    count = len(size)
    place = np.arange(count)
    before = np.cumsum(size) - size
    columns = [place / count, log(place), log(count - place), before / size.sum()]
    is_prose = prose > 0
    far = np.where(is_prose, place, -1)
    last = np.maximum.accumulate(far)
    far = np.where(is_prose, place, 2 * count)
    following = np.minimum.accumulate(far[::-1])[::-1]
    columns += [
        log(np.minimum(place - last, 200)), log(np.minimum(following - place, 200)),
        np.cumsum(prose) / max(float(prose.sum()), 1.0),
    ]  # fmt: skip
    share = linked / size
    for values in (log(size), share, np.minimum(stops, 5)):
        # Of the blocks up to three places before and after; -1 where there is none.
        wide = np.pad(values, _AROUND_IT, constant_values=-1)
        columns += [wide[at : at + count] for at in (0, 1, 2, 4, 5, 6)]
    for width in (4, 12):
        low, high = np.maximum(place - width, 0), np.minimum(place + width + 1, count)
        held = within(size, low, high)
        columns += [
            log(held), within(linked, low, high) / held,
            within(prose, low, high) / held,
        ]  # fmt: skip
    return columns


def page_columns(
    document: Document, found: Blocks, whole: Mapping[str, float], size: Floats
) -> list[Any]:
    """Return what blocks say of the page's title, and what kind of page it is."""
    blocks = found.blocks
    count = len(blocks)
    title = set(WORD.findall(document.title.lower()))
    summary = set(WORD.findall((document.description or "").lower()))
    copies = Counter(block.text for block in blocks)
    first = [block.words[:_FIRST] for block in blocks]
    repeated = [copies[block.text] for block in blocks]
    tags = [found.frames[block.frame].tag for block in blocks]
    heading = tags.index("h1") if "h1" in tags else -1
    is_heading = np.array([tag in HEADINGS for tag in tags])
    place = np.arange(count)
    since = place - np.maximum.accumulate(np.where(is_heading, place, -1))
    kind = collapse(document.meta.get("og:type")).lower()
    constant = [
        log(count), log(whole["size"]), whole["linked"] / whole["size"],
        whole["prose"] / whole["size"], log(float(np.median(size))),
        kind.startswith("article"), kind.startswith("product"), kind == "website",
        log(document.tags["li"]), log(document.tags["p"]), log(document.tags["img"]),
        log(document.tags["a"]), log(document.tags["pre"]), log(document.tags["table"]),
        log(document.tags["form"]), log(document.tags["article"]),
        document.url.count("/"), len(document.url) - len(document.url.rstrip("/")),
        log(sum(map(str.isdigit, document.url))),
    ]  # fmt: skip
    return [
        _shares(first, title), _shares(first, summary), np.array(repeated),
        np.clip(place - heading, -50, 50) if heading >= 0 else 99,
        np.minimum(since, 50), *map(float, constant),
    ]  # fmt: skip


def _shares(lists: list[list[str]], others: set[str]) -> Any:
    """Return for each list of words the share that is among *others*."""
    if not others:
        return 0.0
    none, among = others.isdisjoint, others.__contains__
    return np.array(
        [0.0 if none(words) else sum(map(among, words)) / len(words) for words in lists]
    )
