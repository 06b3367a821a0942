"""Making candidates of what several pages have at one place."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from vultrcrawl.schema.induction.candidates.affixes import affixes, cut
from vultrcrawl.schema.induction.candidates.candidate import Candidate
from vultrcrawl.urls.normal_form import split_query

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.schema.model import LocatorKind


#: Share of the pages with a label whose values must be links, and different texts for
#: each different link, at most, if the texts don't tell the links apart.
_LINKED, _TEXTS_EACH = 0.75, 0.5
_ENDING = re.compile(r"(?<=[^\s.])\.[A-Za-z0-9]{1,5}$")


def least_pages(total: int) -> int:
    """Return on how many of *total* pages a place must have a value."""
    return 1 if total < 2 else max(2, math.ceil(0.15 * total))


def links_tell_more(
    texts: Mapping[int, Sequence[str]], links: Mapping[int, Sequence[str]]
) -> bool:
    """Whether *links* of labelled values, by page, say more than their *texts*.

    Either most texts are the same ones, such as ``Download``, or names of the files
    that they link to. Most pages must have links.
    """
    having = [number for number in texts if number in links]
    if len(having) < 2 or len(having) < _LINKED * len(texts):
        return False
    different_texts = {tuple(texts[number]) for number in having}
    different_links = {tuple(links[number]) for number in having}
    if len(different_texts) <= _TEXTS_EACH * len(different_links):
        return True
    pairs = [
        (text, link)
        for number in having
        for text, link in zip(texts[number], links[number], strict=True)
    ]
    files = [_is_name_of(text, link) for text, link in pairs]
    return sum(files) > _LINKED * len(files)


def _is_name_of(text: str, link: str) -> bool:
    """Whether *text* ends as the name of a file does, and as an address does."""
    ending = _ENDING.search(text)
    return ending is not None and split_query(link)[0].endswith(ending[0])


def made(
    kind: LocatorKind,
    expr: str,
    values: Mapping[int, Sequence[str]],
    scores: Mapping[str, float],
    *,
    trim: bool = True,
    attribute: str | None = None,
    label: str | None = None,
    schema_org: str | None = None,
    elements: Mapping[int, tuple[HtmlElement, ...]] | None = None,
) -> Candidate:
    """Return the candidate of *values* by page, without what all of them share."""
    prefix, suffix = affixes(values) if trim else ("", "")
    return Candidate(
        kind=kind,
        expr=expr,
        values={
            number: tuple(text for raw in texts if (text := cut(raw, prefix, suffix)))
            for number, texts in values.items()
        },
        scores=scores,
        attribute=attribute,
        label=label,
        schema_org=schema_org,
        prefix=prefix,
        suffix=suffix,
        elements=elements or {},
    )
