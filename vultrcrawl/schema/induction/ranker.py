"""How likely each candidate is each property, by boosted trees trained on real sites.

`python -m vultrcrawl.schema.induction.training` makes the weights: a binary model for
each property that enough labelled templates have (LightGBM), as flat arrays.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.agreement import Index
from vultrcrawl.schema.induction.features import ROLE_FEATURES, features, hints
from vultrcrawl.schema.model import LAST, STATED
from vultrcrawl.schema.properties.registry import PROPERTIES, by_labels, by_path
from vultrcrawl.schema.sources.trails import TRAIL
from vultrcrawl.schema.values import folded, price
from vultrcrawl.trees.forest import Forest, logistic, read_arrays

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from vultrcrawl.schema.induction.candidates.candidate import Candidate
    from vultrcrawl.schema.sources.reading import Reading

WEIGHTS: Final = "weights.npz"
#: What is left of a source's score where the model, which saw few pages that state a
#: property, gives it less.
_STATED: Final = 0.55
#: What pages show is theirs more than what a plugin states: trails, and texts such as a
#: salary from one sum to another, of which one is stated.
_SHOWN: Final = frozenset(("trail", "text"))
#: What is left of the score that a class gives: just enough where nothing is better.
_CALLED: Final = 0.7
#: Properties that sites state in place of others; what else is stated is nothing else.
_LOOSE: Final = frozenset(("name", "description", "keywords", "category"))
#: Score of a source from which on it tells that pages are about things of a type.
_TOLD: Final = 0.5
#: The model's score from which on it tells that, too.
_SURE: Final = 0.8
#: Score of what markup says outright.
_MARKED: Final = 0.7
#: What is left of a score where a label calls the value something else.
_OTHERWISE: Final = 0.3
#: Scores of properties below this are not kept.
_LEAST: Final = 0.02
#: Least score of a name that links may confirm, share of the pages on which they must,
#: and share of that up to which they don't confirm another. On 18 sites no right name
#: was given up; on two a heading was that had more than the name.
_NAMES, _LINKED, _UNLIKE = 0.1, 0.2, 0.3
#: Values that are looked at for the sign of a currency, at most.
_VALUES: Final = 40


@lru_cache(maxsize=1)
def load() -> dict[str, Forest]:
    """Return the trees of each property, as they come with the package."""
    arrays = read_arrays("vultrcrawl.schema.induction", WEIGHTS)
    trees = Forest.from_arrays(arrays)
    roots = trees.roots.reshape(arrays["roots"].shape)
    names = map(str, arrays["names"])
    return {
        name: replace(trees, roots=own) for name, own in zip(names, roots, strict=True)
    }


def ranked(
    candidates: Sequence[Candidate],
    readings: Sequence[Reading],
    anchors: Mapping[str, Sequence[str]],
) -> list[Candidate]:
    """Return *candidates* with the model's scores in place of their sources'.

    Properties that the model doesn't know keep what the sources say.
    """
    if not candidates:
        return []
    rows = features(candidates, readings, anchors)
    columns = {}
    for name, trees in load().items():
        rows[:, :ROLE_FEATURES] = hints(candidates, name)
        columns[name] = logistic(trees.scores(rows)[:, 0])
    kinds = {
        PROPERTIES[name].of
        for one in candidates
        for name, score in one.scores.items()
        if score >= _TOLD
    } | {
        PROPERTIES[name].of for name, column in columns.items() if column.max() >= _SURE
    }
    columns = {
        name: column
        for name, column in columns.items()
        if PROPERTIES[name].of in (None, *kinds)
    }
    index = Index(candidates)
    found = [
        replace(one, scores=_scores(one, number, columns, index))
        for number, one in enumerate(candidates)
    ]
    return _as_linked(found, readings, anchors)


def _as_linked(
    candidates: Sequence[Candidate],
    readings: Sequence[Reading],
    anchors: Mapping[str, Sequence[str]],
) -> list[Candidate]:
    """Return *candidates* without the names that are more than links to the pages say.

    A site calls a page by its name, and not by the whole of a heading that has more:
    "GLib Tree new" is the heading of the constructor "new". Only where most of the
    pages are called by another candidate, which is a part of what is left out.
    """
    texts = [frozenset(map(folded, anchors.get(r.document.url, ()))) for r in readings]
    linked = {number for number, one in enumerate(texts) if one}
    shares = [
        sum(one.keys.get(n) in texts[n] for n in linked) / len(linked)
        if linked and one.scores.get("name", 0) >= _NAMES
        else 0.0
        for one in candidates
    ]
    most = max(shares, default=0.0)
    if most < _LINKED:
        return list(candidates)
    name = candidates[shares.index(most)]
    return [
        replace(one, scores={**one.scores, "name": 0.0})
        if share <= _UNLIKE * most and (_says_little(one) or _has_more(one, name))
        else one
        for one, share in zip(candidates, shares, strict=True)
    ]


def _says_little(one: Candidate) -> bool:
    """Whether half of the pages or more have what another has, too."""
    return 2 * one.distinct <= len(one.keys)


def _has_more(one: Candidate, name: Candidate) -> bool:
    """Whether *one* says *name* and more on most of the pages that have both.

    What it says before or after it begins or ends alike on most of them, as the name of
    a library does: a subtitle is the page's own.
    """
    both = [n for n in name.keys if n in one.keys and one.keys[n] != name.keys[n]]
    parted = [f" {one.keys[n]} ".partition(f" {name.keys[n]} ") for n in both]
    more = [(before.split(), after.split()) for before, said, after in parted if said]
    firsts = Counter(before[0] for before, _ in more if before)
    lasts = Counter(after[-1] for _, after in more if after)
    most = max((*firsts.values(), *lasts.values()), default=0)
    return 2 * len(more) > len(both) and 2 * most > len(more)


def _scores(
    one: Candidate,
    number: int,
    columns: Mapping[str, NDArray[np.float64]],
    index: Index,
) -> dict[str, float]:
    """Return the scores of *one*, in row *number* of the *columns* of the model.

    A label says what its value is better than the model can: what stands beside one is
    the property that it names, and what stands beside another word is hardly any. So is
    a name that pages state as that of something else: a brand is no category.
    """
    said = {
        name: float(column[number])
        for name, column in columns.items()
        if column[number] >= _LEAST
    }
    if one.label is not None or one.attribute == LAST:
        return {
            name: max(score, said.get(name, 0)) for name, score in one.scores.items()
        }
    said = {
        name: score
        for name, score in said.items()
        if PROPERTIES[name].accepts != "price" or name in one.scores or _has_signs(one)
    }
    if one.kind in STATED and not one.is_constant:
        for name, score in one.scores.items():
            known = name in columns or PROPERTIES[name].accepts in _SHOWN
            said[name] = max(said.get(name, 0), (_STATED if known else 1.0) * score)
        if not _LOOSE.issuperset(one.scores):
            return {name: said[name] for name in one.scores}
        said = {n: score for n, score in said.items() if n in one.scores or _is_text(n)}
    for name, score in one.scores.items() if one.kind == "css" else ():
        said[name] = max(said.get(name, 0), _CALLED * score)
    # What stands beside "You are here" is a trail.
    placed = one.kind in ("css", "near") and one.attribute != TRAIL
    if placed and (labelled := _labelled(one, index)):
        called = {name for other in labelled for name in by_labels(other.label or "")}
        # itemprop and rel tell more than a label that is unknown.
        called = called or {n for n, s in one.scores.items() if s >= _MARKED}
        said = {
            name: score if name in called else score * _OTHERWISE
            for name, score in said.items()
        }
    if one.kind in ("css", "near") and (stated := _stated(one, index)):
        said = {
            name: score * _OTHERWISE
            if PROPERTIES[name].accepts in ("label", "person") and name not in stated
            else score
            for name, score in said.items()
        }
    unknown = {n: s for n, s in one.scores.items() if n not in columns}
    return {**unknown, **said}


def _is_text(name: str) -> bool:
    """Whether values of the property *name* are texts: what else is, sites state."""
    return PROPERTIES[name].accepts in ("text", "label", "prose", "person", "image")


def _has_signs(one: Candidate) -> bool:
    """Whether most values of *one* have the sign of a currency: any number has none."""
    texts = one.texts()[:_VALUES]
    return 2 * sum(price(text) is not None for text in texts) > len(texts)


def _stated(one: Candidate, index: Index) -> set[str]:
    """Return the properties of items that pages state with the values of *one*."""
    return {
        name
        for other in index.agreeing(one)
        if other.schema_org is not None and (name := by_path(other.schema_org))
    }


def _labelled(one: Candidate, index: Index) -> list[Candidate]:
    """Return the candidates with a label that say the same as *one*."""
    return [other for other in index.agreeing(one) if other.label is not None]
