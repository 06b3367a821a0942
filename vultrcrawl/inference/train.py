"""Train the models of a site.

`python -m vultrcrawl.inference.train SITES --report OUT`

SITES is a folder of whole sites (NAME.jsonl.gz beside NAME.truth.json); `--guessed`
adds files of pages with a guessed ``kind``, `--pages` one of single labelled pages. Of
116 of the sites with guessed kinds somebody read the pages: `kinds.jsonl` beside this
module has their kinds, as expressions for paths, and no text of a page. The weights go
to the package's own folder unless `--weights` says otherwise. Seeded: the same pages
give the same weights. Needs the extra `train`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vultrcrawl.classify import crossval as single
from vultrcrawl.classify.fit import Words, tree_arrays
from vultrcrawl.classify.training_data import read
from vultrcrawl.inference.crossval import (
    calibration,
    cross_validate_sites,
    crossval_report,
)
from vultrcrawl.inference.evidence import alone
from vultrcrawl.inference.fit import fit_first, fit_second
from vultrcrawl.inference.model import WEIGHTS, to_arrays
from vultrcrawl.inference.training_data import (
    Site,
    guessed_sites,
    read_kinds,
    single_pages,
    whole_sites,
)
from vultrcrawl.trees.training import training_options, write_report

if TYPE_CHECKING:
    from collections.abc import Sequence


#: Annotated kinds of pages, a site a line.
KINDS = "kinds.jsonl"


def read_single(path: Path, count: int, seed: int) -> list[Site]:
    """Return labelled pages with scores of local models that didn't see their sites.

    The local model that ships was fitted on such pages, and knows them too well.
    """
    data = read(path)
    answers = single.cross_validate_pages(data, Words(data.samples), count, seed)
    sites = []
    for site, row in zip(single_pages(path), answers.probabilities, strict=True):
        page = site.pages[0]
        scores = tuple(float(one) for one in row) if page.scores else ()
        sites.append(replace(site, pages=[replace(page, scores=scores)]))
    return sites


def train(
    sites: Sequence[Site], folds: int, seed: int, weights: Path
) -> dict[str, Any]:
    """Fit the models to *sites*, write them, and return how well they do."""
    run = cross_validate_sites(sites, folds, seed)
    knots = calibration(sites, run)
    boosters = fit_first(sites, [alone(one) for one in run.evidence], run.shares, seed)
    second = fit_second(sites, run.second_rows, seed)
    np.savez_compressed(
        weights,
        allow_pickle=False,
        calibration=knots,
        **tree_arrays(boosters),
        **to_arrays(second),
    )
    return crossval_report(sites, run, knots)


def main() -> None:
    """Read arguments, train, write weights and report."""
    parser = training_options(
        "vultrcrawl.inference.train",
        "Train the models that type the pages of a site together.",
        Path(__file__).parent / WEIGHTS,
        folds=6,
        seed=3,
    )
    parser.add_argument("sites", type=Path, help="folder of whole sites")
    parser.add_argument("--guessed", type=Path, action="append", default=[])
    parser.add_argument(
        "--pages", type=Path, help="PAGES.jsonl.gz with url, html, label"
    )
    options = parser.parse_args()

    sites = list(whole_sites(options.sites))
    read = read_kinds(Path(__file__).parent / KINDS)
    for path in options.guessed:
        sites += guessed_sites(path, read)
    if options.pages:
        sites += read_single(options.pages, options.folds, options.seed)
    figures = train(sites, options.folds, options.seed, options.weights)
    pages = sum(len(site.pages) for site in sites)
    write_report(options, pages=pages, sites=len(sites), **figures)


if __name__ == "__main__":
    main()
