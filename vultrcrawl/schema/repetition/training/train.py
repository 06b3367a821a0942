"""Train the judge of repeated structures and that of the columns of cards.

    python -m vultrcrawl.schema.repetition.training.train DATA [--report FILE]

DATA holds ``real/`` (annotated sites), ``weak/`` (pages of platforms) and the pages of
``annotations.jsonl`` beside this module. Weights go into the package; the report tells
how well domains do that were held back.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vultrcrawl.schema.repetition.features import across, page_features
from vultrcrawl.schema.repetition.forest import WEIGHTS
from vultrcrawl.schema.repetition.runs import marks_of
from vultrcrawl.schema.repetition.survey import ITEMS
from vultrcrawl.schema.repetition.training.fitting import (
    Cards,
    PageRuns,
    Source,
    columns_model,
    forest_arrays,
    judge_model,
)
from vultrcrawl.schema.repetition.training.labels import (
    annotated,
)
from vultrcrawl.schema.repetition.training.pages import (
    MANUALS,
    SINGLE,
    annotated_pages,
)
from vultrcrawl.schema.repetition.training.platforms import platforms
from vultrcrawl.schema.repetition.training.values import column_samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import lightgbm
    from numpy.typing import NDArray

    from vultrcrawl.schema.repetition.training.labels import LabelledGroup, LabelledPage

#: Parts that sites are held back in; pages of a site that are shown together with pages
#: of its other kinds.
_FOLDS, _MIXED = 6, 12
_SEED = 7
#: Probability from which on a run is taken for the items, for the report.
_LIKELY = 0.5


def samples(
    groups: Iterable[LabelledGroup], source: Source
) -> tuple[list[PageRuns], list[Cards]]:
    """Return what *groups* teach the judge, and what they teach of columns.

    Each page is shown among the pages of its kind, among pages of several kinds of its
    site, and alone: templates are not always found as a person would group pages.
    """
    pages: list[PageRuns] = []
    cards: list[Cards] = []
    choice = random.Random(_SEED)
    for domain, of_domain in groupby(groups, key=lambda group: group.domain):
        everything: list[tuple[LabelledPage, NDArray[np.float32]]] = []
        for group in of_domain:
            read = [page for page in group.pages if page.runs]
            rows = [page_features(page.outline, page.runs) for page in read]
            both = list(zip(read, rows, strict=True))
            pages += _shown(domain, both, source)
            everything += both
            words = marks_of([page.outline for page in read]).keys()
            for page in read:
                for at, known in page.items.items():
                    if not any("name" in values for values in known.values()):
                        continue
                    found = column_samples(page.outline, page.runs[at], known, words)
                    if found is not None:
                        cards.append(Cards(domain, source, *found))
        if len(everything) == 1:
            continue
        choice.shuffle(everything)
        for start in range(0, len(everything), _MIXED):
            pages += _shown(domain, everything[start : start + _MIXED], source)
        for one in everything[:: _MIXED // 3]:
            pages += _shown(domain, [one], source)
    return pages, cards


def _shown(
    domain: str,
    pages: Sequence[tuple[LabelledPage, NDArray[np.float32]]],
    source: Source,
) -> list[PageRuns]:
    cross = across([(page.outline, page.runs) for page, _ in pages])
    return [
        PageRuns(
            domain,
            source,
            np.hstack((rows, more)),
            np.array(page.labels, np.int64),
            page.listing,
        )
        for (page, rows), more in zip(pages, cross, strict=True)
    ]


def report(pages: Sequence[PageRuns], cards: Sequence[Cards]) -> dict[str, Any]:
    """Return how well domains do that were held back, by where labels come from.

    Shares of pages (of runs, for names and links), means over domains: of pages that
    list things those whose likeliest run is it, of others those without a likely run.
    """
    domains = sorted({page.domain for page in pages})
    random.Random(_SEED).shuffle(domains)
    annotated_sites = {page.domain for page in pages if page.source is Source.SITE}
    domains.sort(key=lambda one: one in annotated_sites)
    fold = {domain: number % _FOLDS for number, domain in enumerate(domains)}
    found: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for number in range(_FOLDS):
        judge = judge_model([p for p in pages if fold[p.domain] != number])
        for page in pages:
            if fold[page.domain] == number and (told := _right(page, judge)):
                what, right = told
                found[f"{what}, {page.source.value}"][page.domain].append(right)
        columns = columns_model([c for c in cards if fold[c.domain] != number])
        for one in cards:
            if fold[one.domain] == number:
                scores = np.asarray(columns.predict(one.rows))
                for role, name in ((1, "names"), (2, "links")):
                    if (one.roles == role).any():
                        right = one.roles[scores[:, role].argmax()] == role
                        what = f"{name}, {one.source.value}"
                        found[what][one.domain].append(bool(right))
    return {
        "domains": len(domains),
        "pages": len(pages),
        "labels": Counter(int(label) for page in pages for label in page.labels),
        **{what: _by_domain(shares) for what, shares in sorted(found.items())},
    }


def _right(page: PageRuns, judge: lightgbm.Booster) -> tuple[str, bool] | None:
    """Return what *page* tests, and whether *judge* is right; None if it tests none."""
    if not len(page.labels):
        return None
    scores = np.asarray(judge.predict(page.rows))[:, ITEMS]
    at = int(scores.argmax())
    if (page.labels == ITEMS).any():
        return "lists", bool(page.labels[at] == ITEMS and scores[at] >= _LIKELY)
    return ("others", bool(scores[at] < _LIKELY)) if page.listing is False else None


def _by_domain(found: dict[str, list[bool]]) -> dict[str, Any]:
    shares = {domain: sum(v) / len(v) for domain, v in sorted(found.items())}
    mean = sum(shares.values()) / max(1, len(shares))
    return {"mean": round(mean, 4), "of": len(shares)}


def main() -> None:
    """Train on all sites, write the weights, and report on sites held back."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--report", type=Path)
    options = parser.parse_args()
    pages, cards = samples(annotated(options.data / "real"), Source.SITE)
    more, others = samples(platforms(options.data / "weak"), Source.PLATFORM)
    single, _ = samples(annotated_pages(options.data, SINGLE), Source.PAGE)
    manuals, _ = samples(annotated_pages(options.data, MANUALS), Source.MANUAL)
    pages, cards = pages + more + single + manuals, cards + others
    arrays: dict[str, Any] = {
        **forest_arrays(judge_model(pages), "judge", 3),
        **forest_arrays(columns_model(cards), "columns", 9),
    }
    np.savez_compressed(Path(__file__).parent.parent / WEIGHTS, **arrays)
    if options.report:
        options.report.write_text(json.dumps(report(pages, cards), indent=1) + "\n")


if __name__ == "__main__":
    main()
