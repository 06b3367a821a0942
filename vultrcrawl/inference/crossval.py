"""Cross-validation of the site models by site."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vultrcrawl.classify.crossval import calibration_bins
from vultrcrawl.classify.fit import calibrate, tree_probabilities
from vultrcrawl.inference.evidence import Evidence, alone, gather, together
from vultrcrawl.inference.fit import (
    first_shares,
    fit_first,
    fit_second,
    folds,
    shares_by,
)
from vultrcrawl.inference.inference import concluded, decide, guesses
from vultrcrawl.inference.training_data import WHOLE
from vultrcrawl.inference.words import TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vultrcrawl.inference.training_data import Site

    Floats = NDArray[np.float32]

#: Rounds in which shares of accepted types are told anew.
_SHARINGS = 2


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """Answers for every page, by models that saw no page of its site."""

    evidence: list[Evidence]
    shares: list[Floats]
    """Shares of accepted types that the trees are fitted to."""
    first: list[Floats]
    second_rows: list[tuple[Floats, Floats]]
    """What the second model reads of each site."""
    found: list[Floats]
    """Final probabilities of each site's pages."""


def cross_validate_sites(
    sites: Sequence[Site], count: int, seed: int
) -> CrossValidation:
    """Answer every page of *sites* by models that were fitted without its site."""
    fold = folds(sites, count, seed)
    evidence = [gather(site.pages, site.templates) for site in sites]
    rows = [alone(one) for one in evidence]
    shares = [first_shares(site) for site in sites]
    first: list[Floats] = [np.zeros_like(site.accepted) for site in sites]
    for _ in range(_SHARINGS):
        for at in range(count):
            inside = [n for n in range(len(sites)) if fold[n] != at]
            boosters = fit_first(
                [sites[n] for n in inside],
                [rows[n] for n in inside],
                [shares[n] for n in inside],
                seed,
            )
            for n in np.flatnonzero(fold == at).tolist():
                first[n] = decide(
                    evidence[n],
                    tree_probabilities(boosters, rows[n]).astype(np.float32),
                )
        shares = [shares_by(site, one) for site, one in zip(sites, first, strict=True)]
    later = [
        together(one, said, site.templates(guesses(said)), site.folders)
        for site, one, said in zip(sites, evidence, first, strict=True)
    ]
    found: list[Floats] = list(first)
    for at in range(count):
        inside = [n for n in range(len(sites)) if fold[n] != at]
        model = fit_second([sites[n] for n in inside], [later[n] for n in inside], seed)
        for n in np.flatnonzero(fold == at).tolist():
            said = model.probabilities(*later[n])
            templates = sites[n].templates(guesses(first[n]))
            found[n] = concluded(evidence[n], first[n], said, templates)
    return CrossValidation(evidence, shares, first, later, found)


def calibration(sites: Sequence[Site], run: CrossValidation) -> Floats:
    """Fit confidence to the pages of whole sites that the models decided."""
    best, right = [], []
    for at, site in enumerate(sites):
        if site.source != WHOLE:
            continue
        for page in np.flatnonzero(site.weights > 0):
            if run.evidence[at].decided[page] is None:
                answer = run.found[at][page]
                best.append(answer.max())
                right.append(site.accepted[page, answer.argmax()] > 0)
    return calibrate(np.array(best, np.float64), np.array(right))


def crossval_report(
    sites: Sequence[Site], run: CrossValidation, knots: Floats
) -> dict[str, Any]:
    """Return how right the answers are, by site, by type and by confidence."""
    by_site: dict[str, Any] = {}
    said: dict[str, list[float]] = defaultdict(list)
    is_: dict[str, list[float]] = defaultdict(list)
    sure: list[tuple[float, float]] = []
    for at, site in enumerate(sites):
        if site.source != WHOLE:
            continue
        kinds: dict[str, list[float]] = defaultdict(list)
        for page in np.flatnonzero(site.weights > 0):
            answer = run.found[at][page]
            best = int(answer.argmax())
            right = float(site.accepted[page, best])
            kinds[site.kinds[page]].append(right)
            said[TYPES[best]].append(right)
            wanted = int(run.shares[at][page].argmax())
            is_[TYPES[best if right else wanted]].append(right)
            sure.append((float(np.interp(answer[best], *knots)), right))
        by_kind = {kind: round(float(np.mean(hits)), 3) for kind, hits in kinds.items()}
        by_site[site.name] = {
            "types": round(float(np.mean(list(by_kind.values()))), 4),
            "kinds": by_kind,
        }
    return {
        "types": round(float(np.mean([one["types"] for one in by_site.values()])), 4),
        "by_site": by_site,
        "by_type": {
            name: {
                "said": len(said[name]),
                "precision": _mean(said[name]),
                "is": len(is_[name]),
                "recall": _mean(is_[name]),
            }
            for name in sorted({*said, *is_})
        },
        "by_confidence": calibration_bins(*np.array(sure).T),
    }


def _mean(values: Sequence[float]) -> float | None:
    return round(float(np.mean(values)), 3) if values else None
