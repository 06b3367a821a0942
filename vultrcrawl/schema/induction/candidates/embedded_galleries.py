"""Galleries in the data that pages carry for their scripts.

Each picture of such a gallery is an object that has it in several sizes, by words that
say which is the largest: ``{"thumb": ..., "img": ..., "full": ...}``.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.candidates.candidate import Candidate
from vultrcrawl.values.image_sizes import file_of
from vultrcrawl.values.images import WHOLE, is_picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: How likely such pictures are those of what the page is about.
_SCORE: Final = 0.7


def galleries(
    embedded: Mapping[str, Mapping[int, list[str]]],
) -> Iterator[Candidate]:
    """Yield the largest pictures of each gallery in *embedded*, values by path."""
    sizes: dict[str, dict[str, list[list[str]]]] = defaultdict(dict)
    for path, values in embedded.items():
        parent, _, key = path.rpartition(".")
        pages = [values[page] for page in sorted(values)]
        if all(is_picture(one) for found in pages for one in found):
            sizes[parent][key] = [list(map(file_of, found)) for found in pages]
    for parent, by_key in sizes.items():
        for key in WHOLE:
            if key in by_key and list(by_key.values()).count(by_key[key]) > 1:
                path = f"{parent}.{key}"
                texts = {page: tuple(found) for page, found in embedded[path].items()}
                yield Candidate("json", path, texts, {"image": _SCORE})
                break
