"""The types of a crawl's pages, told by the whole site once no more pages come."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from vultrcrawl.inference.advice import Advice, Opinion, Trust
from vultrcrawl.inference.cells import folders_of, rank
from vultrcrawl.inference.evidence import PageEvidence
from vultrcrawl.inference.inference import Verdict, infer
from vultrcrawl.items import ClassifiedBy, Row
from vultrcrawl.taxonomy import PageType, group_of
from vultrcrawl.urls.shapes import ShapeTrie

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from vultrcrawl.schema.templates.grouping import Templates
    from vultrcrawl.schema.templates.page_store import DigestOf

#: Pages that are looked at together: with them, memory and time have a bound. A larger
#: site's other pages follow the majority of their template.
AT_ONCE = 2_500
#: Share of a template's pages that must agree if the rest is to follow, and how many.
_MAJORITY, _VOTERS = 0.6, 4
#: Who is outvoted by a template.
_OUTVOTED = frozenset({ClassifiedBy.LOCAL, ClassifiedBy.TEMPLATE})


@dataclass(slots=True)
class Opinions:
    """What a language model said of a crawl's pages, and how often it was right."""

    by_url: dict[str, Opinion] = field(default_factory=dict)
    """By final URL."""
    trust: Trust = field(default_factory=Trust)


def once(digest_of: DigestOf) -> DigestOf:
    """Return *digest_of* that makes the digests of up to `AT_ONCE` pages once."""
    return lru_cache(maxsize=AT_ONCE)(digest_of)


def verdicts(
    rows: Iterable[Row],
    templates: Templates,
    digest_of: DigestOf,
    opinions: Opinions | None = None,
) -> dict[str, Verdict]:
    """Return what the pages of *rows* are, by final URL, told from one another.

    Pages that *digest_of* has nothing of, and those beyond `AT_ONCE`, are left out. May
    be called in a thread while other pages come.
    """
    judged: dict[str, PageEvidence] = {}
    for row in _chosen(rows, templates):
        if (kept := digest_of(row["final_url"])) is None:
            continue
        digest, scores = kept
        judged[row["final_url"]] = PageEvidence(
            digest=digest,
            page_type=PageType(row["page_type"]),
            confidence=row["confidence"],
            ruled=row["classified_by"] == ClassifiedBy.RULE,
            scores=scores,
        )
    urls = list(judged)
    trie = ShapeTrie(urls)

    def group(types: Sequence[PageType | None]) -> NDArray[np.int64]:
        return templates.numbers(urls, types)

    folders = folders_of([trie.shape(url) for url in urls])
    advice = None
    if opinions is not None:
        of_urls = ((at, opinions.by_url.get(url)) for at, url in enumerate(urls))
        told = {at: opinion for at, opinion in of_urls if opinion is not None}
        advice = Advice(told, opinions.trust)
    found = infer(list(judged.values()), group, folders, advice=advice)
    return dict(zip(urls, found, strict=True))


def _chosen(rows: Iterable[Row], templates: Templates) -> list[Row]:
    """Return rows of typed pages, at most `AT_ONCE`, spread over names of templates."""
    typed = {
        row["final_url"]: row
        for row in rows
        if row["page_type"] and row["final_url"] in templates
    }
    if len(typed) <= AT_ONCE:
        return list(typed.values())
    by_name: dict[str, list[str]] = defaultdict(list)
    for url in sorted(typed, key=rank):
        by_name[typed[url]["template"]].append(url)
    turns = sorted(
        (turn, *rank(url)) for urls in by_name.values() for turn, url in enumerate(urls)
    )
    return [typed[url] for _, _, url in turns[:AT_ONCE]]


def retyped(row: Row, verdict: Verdict) -> bool:
    """Give *row* the type of *verdict*; whether anything of it changes."""
    before = dict(row)
    if verdict.page_type != verdict.alone:
        set_type(row, verdict.page_type, ClassifiedBy.LLM)
    elif (
        verdict.page_type != row["page_type"]
        # An earlier run's model, of which nothing is left.
        or row["classified_by"] == ClassifiedBy.LLM
    ):
        set_type(row, verdict.page_type, ClassifiedBy.SITE)
    row["confidence"] = verdict.confidence
    return before != row


def follow(rows: Iterable[Row], found: dict[str, Verdict]) -> list[Row]:
    """Have *rows* of one template that were not looked at follow those that were.

    Returns the rows that changed.
    """
    votes = Counter(
        found[row["final_url"]].page_type for row in rows if row["final_url"] in found
    )
    if votes.total() < _VOTERS:
        return []
    (winner, count), *_ = votes.most_common(1)
    share = count / votes.total()
    changed = []
    for row in rows:
        if (
            share >= _MAJORITY
            and row["final_url"] not in found
            and row["page_type"]
            and row["page_type"] != winner
            and row["classified_by"] in _OUTVOTED
        ):
            set_type(row, winner, ClassifiedBy.TEMPLATE)
            row["confidence"] = round(share, 3)
            changed.append(row)
    return changed


def set_type(row: Row, page_type: PageType, who: ClassifiedBy) -> None:
    """Give *row* the type that *who* told."""
    row["page_type"] = page_type
    row["page_group"] = group_of(page_type)
    row["classified_by"] = who
