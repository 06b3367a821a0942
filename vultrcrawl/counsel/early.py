"""Preliminary schemas of large templates, to ask about before the crawl ends."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from vultrcrawl.counsel.asking import drafted
from vultrcrawl.schema.induction import induce
from vultrcrawl.urls.shapes import shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.counsel.asking import Draft
    from vultrcrawl.schema.builder import SchemaBuilder

#: Templates whose schema is made early: with so many pages, and no more than these.
_LARGE, _MOST = 8, 5
#: Pages that such a schema is made of.
_SAMPLE = 10


def early_drafts(builder: SchemaBuilder, rows: Sequence[dict[str, Any]]) -> list[Draft]:
    """Return drafts of the large templates among the pages of *rows*.

    A second or two of work, which may be done in a thread.
    """
    found = builder.verdicts(rows)
    pages: dict[int, list[str]] = defaultdict(list)
    for url, verdict in found.items():
        pages[verdict.template].append(url)
    large = sorted(pages.values(), key=len, reverse=True)[:_MOST]
    drafts = []
    for number, urls in enumerate(large):
        if len(urls) < _LARGE:
            continue
        documents = list(builder.documents(builder.unlike(urls, _SAMPLE)))
        (kind, _), *_ = Counter(found[url].page_type for url in urls).most_common(1)
        schema = induce(documents, name=f"t{number}", page_type=kind)
        (shaped, _), *_ = Counter(map(shape, urls)).most_common(1)
        drafts.append(drafted(schema, urls, shaped, documents))
    return drafts
