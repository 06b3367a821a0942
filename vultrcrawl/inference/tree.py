"""The tree of a site's URLs: where each page stands, and which is its top."""

from __future__ import annotations

from collections import Counter
from os.path import commonprefix
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.urls.extensions import without_extension
from vultrcrawl.urls.parsed import is_index_file, is_locale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: The page that at least this share of the pages stands below is the site's top.
_COVER = 0.5
#: Names of what the tree tells of a page, in the order of `read_tree`.
TREE_MEASURES = ("below", "siblings", "depth", "cover", "top", "pages")


def read_tree(urls: Sequence[str]) -> Floats:
    """Return depth and neighbours of each of *urls*, shape (pages, measures).

    ``top`` is 2 for the page that the others stand below, 1 for the top of a language.
    """
    count = len(urls)
    paths = [url.partition("?")[0] for url in urls]
    base = _base(paths)
    below: Counter[str] = Counter()
    for path in paths:
        parts = path.split("/")
        below.update("/".join(parts[:end]) for end in range(3, len(parts) + 1))
    folders = [path.rpartition("/")[0] for path in paths]
    siblings = Counter(folders)
    tree = np.zeros((count, len(TREE_MEASURES)), np.float32)
    stems = [_stem(path) for path in paths]
    for at, url in enumerate(urls):
        under = max(0, below[stems[at]] - 1)
        tree[at, 0] = np.log1p(under)
        tree[at, 1] = np.log1p(siblings[folders[at]])
        tree[at, 2] = paths[at].removeprefix(base).count("/")
        tree[at, 3] = under / max(count - 1, 1) if "?" not in url else 0
    tree[:, 5] = np.log1p(count)
    _mark_tops(tree, urls, stems)
    return tree


def _base(paths: Sequence[str]) -> str:
    """Return the deepest folder that all of *paths* are in, with its slash."""
    if len(paths) < 2:
        return ""
    begin = commonprefix(paths)  # noqa: RUF071 (cut at a slash below)
    return begin.rpartition("/")[0] + "/"


def _stem(path: str) -> str:
    """Return *path* without the name of an index file, else without an extension."""
    path = path.rstrip("/")
    folder, _, name = path.rpartition("/")
    if folder.endswith("/"):  # a host alone
        return path
    if is_index_file(name):
        return folder
    return f"{folder}/{without_extension(name)}"


def _mark_tops(tree: Floats, urls: Sequence[str], stems: Sequence[str]) -> None:
    if len(urls) < 3:
        return
    cover = tree[:, 3]
    top = min(
        range(len(urls)), key=lambda at: (-round(float(cover[at]), 3), len(urls[at]))
    )
    if cover[top] < _COVER:
        return
    tree[top, 4] = 2
    deepest = stems[top].count("/") + 2
    for at, stem in enumerate(stems):
        if at != top and cover[at] > 0.02 and stem.count("/") <= deepest:
            folder, _, name = stem.rpartition("/")
            if folder.count("/") >= 2 and is_locale(name.lower()):
                tree[at, 4] = 1
