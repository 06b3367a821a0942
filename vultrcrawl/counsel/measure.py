"""Measures how scripted language models change the types of held-out sites.

`python -m vultrcrawl.counsel.measure SITES --report OUT`

SITES is the folder of whole sites that `vultrcrawl.inference.train` takes. Each site is
typed by models that saw no page of it, and then questions are asked as in a crawl: of
one that says what people say, one that does so in four of five cases, one that answers
at random, one that is wrong and sure, and one that says the same of any page. No crawl,
no server. Needs the extra `train`; about two minutes.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vultrcrawl.counsel.questions import questions
from vultrcrawl.inference.advice import Advice, Opinion, weighed
from vultrcrawl.inference.crossval import calibration, cross_validate_sites
from vultrcrawl.inference.inference import Verdict, decide, guesses, listed
from vultrcrawl.inference.training_data import whole_sites
from vultrcrawl.inference.words import TYPES
from vultrcrawl.schema.templates.grouping import Templates
from vultrcrawl.schema.templates.page_types import Opinions
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from vultrcrawl.inference.evidence import Evidence
    from vultrcrawl.inference.training_data import Site

    Floats = NDArray[np.float32]
    Says = Callable[[PageType, frozenset[PageType], random.Random], PageType]

_FOLDS, _SEED = 6, 3
#: As in a crawl: pages in a call, calls a page, confidence below which is asked, and
#: the pages after which the site is looked at.
_BATCH, _PER_PAGE, _LEAST, _THRESHOLD = 8, 0.02, 2, 0.75
_LOOKS = (50, 100, 200, 400)
_TYPES = tuple(TYPES)


def _wrong(_: PageType, accepted: frozenset[PageType], __: random.Random) -> PageType:
    sure = (PageType.ARTICLE, PageType.LEGAL, PageType.EVENT)
    return next((one for one in sure if one not in accepted), PageType.OTHER)


MODELS: dict[str, Says] = {
    "good": lambda best, _, __: best,
    "right in 4 of 5": lambda best, _, rng: (
        best if rng.random() < 0.8 else rng.choice(_TYPES)
    ),
    "random": lambda _, __, rng: rng.choice(_TYPES),
    "wrong and sure": _wrong,
    "always article": lambda _, __, ___: PageType.ARTICLE,
}


@dataclass(slots=True)
class Case:
    """One site, typed by models that did not see it, and one language model."""

    site: Site
    evidence: Evidence
    alone: Floats
    """Probabilities without the model, shape (pages, types)."""
    sure: Floats
    templates: NDArray[np.int64]
    says: Says
    opinions: Opinions = field(default_factory=Opinions)
    calls: int = 0

    def run(self, seed: int) -> Floats:
        """Ask as a crawl does; return the probabilities with the answers."""
        urls = [page.digest.url for page in self.site.pages]
        known = Templates()
        for url, signed in zip(urls, self.site.signatures, strict=True):
            known.add(url, signed)
        rng = random.Random(seed)
        asked: set[str] = set()
        found, sure = self.alone, self.sure
        for pages in (*(look for look in _LOOKS if look < len(urls)), len(urls)):
            room = max(math.ceil(_PER_PAGE * pages), _LEAST) - 1 - self.calls
            verdicts = {
                url: Verdict(page_type, float(confidence), int(template), before)
                for url, page_type, confidence, template, before in zip(
                    urls[:pages], guesses(found), sure, self.templates,
                    guesses(self.alone), strict=False,
                )
            }  # fmt: skip
            chosen = questions(
                verdicts,
                asked,
                self.opinions.trust.asked,
                room * _BATCH,
                threshold=_THRESHOLD,
                unlike=known.unlike,
            )
            self.calls += math.ceil(len(chosen) / _BATCH)
            for one in chosen:
                asked.add(one.url)
                self._answer(urls.index(one.url), one.known, rng)
            found, sure = self._weighed(urls)
        return found

    def _answer(self, at: int, known: PageType | None, rng: random.Random) -> None:
        types = [_TYPES[number] for number in np.flatnonzero(self.site.accepted[at])]
        if not types:
            return
        best = _TYPES[int(self.site.named[at].argmax())]
        said = self.says(best, frozenset(types), rng)
        if known is not None:
            self.opinions.trust.note(said, known)
        self.opinions.by_url[self.site.pages[at].digest.url] = Opinion(said, 1.0)

    def _weighed(self, urls: list[str]) -> tuple[Floats, Floats]:
        opinions = self.opinions.by_url
        told = {at: opinions[url] for at, url in enumerate(urls) if url in opinions}
        advice = Advice(told, self.opinions.trust)
        mixed, moved = weighed(self.alone, self.sure, self.templates, advice)
        settled = decide(self.evidence, listed(self.evidence, mixed))
        found: Floats = np.where(moved[:, None], settled, self.alone)
        sure: Floats = np.where(moved, found.max(axis=1), self.sure)
        return found, sure


def types(site: Site, found: Floats) -> float:
    """Return the share of pages whose type people accept, as mean over kinds."""
    kinds: dict[str, list[float]] = defaultdict(list)
    for page in np.flatnonzero(site.weights > 0):
        right = float(site.accepted[page, int(found[page].argmax())])
        kinds[site.kinds[page]].append(right)
    return float(np.mean([np.mean(hits) for hits in kinds.values()]))


def measure(sites: list[Site], seed: int = _SEED) -> dict[str, Any]:
    """Return what each of `MODELS` does to the types of *sites*."""
    run = cross_validate_sites(sites, _FOLDS, seed)
    knots = calibration(sites, run)
    told: dict[str, Any] = {}
    for name, says in MODELS.items():
        before, after, calls = [], [], 0
        for at, site in enumerate(sites):
            alone = run.found[at]
            case = Case(
                site,
                run.evidence[at],
                alone,
                np.interp(alone.max(axis=1), *knots).astype(np.float32),
                site.templates(guesses(run.first[at])),
                says,
            )
            before.append(types(site, alone))
            after.append(types(site, case.run(seed)))
            calls += case.calls
        gains = np.array(after) - np.array(before)
        told[name] = {
            "types_without": round(float(np.mean(before)), 4),
            "types": round(float(np.mean(after)), 4),
            "worst_site": round(float(gains.min()), 4),
            "calls": calls,
            "calls_a_page": round(calls / sum(len(site.pages) for site in sites), 4),
            "gain_a_call": round(float(gains.sum()) / max(calls, 1), 4),
        }
    return told


def main() -> None:
    """Read arguments, measure, and write the report."""
    parser = argparse.ArgumentParser(
        prog="python -m vultrcrawl.counsel.measure",
        description="Measure what language models do to the types of sites.",
    )
    parser.add_argument("sites", type=Path, help="folder of whole sites")
    parser.add_argument("--report", type=Path, required=True, help="JSON file to write")
    options = parser.parse_args()
    result = measure(list(whole_sites(options.sites)))
    options.report.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
