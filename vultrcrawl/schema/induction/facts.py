"""Labelled facts: what pages say beside labels, and no property holds already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.agreement import (
    agreement,
    is_composed,
    is_table,
    labelled_texts,
)
from vultrcrawl.schema.induction.boilerplate import (
    is_interface,
    most_frequent,
    says_boilerplate,
    says_elsewhere,
)
from vultrcrawl.schema.induction.fitness import fits, have_labels
from vultrcrawl.schema.model import Dropped
from vultrcrawl.schema.names import of_label, stated_name
from vultrcrawl.schema.properties.registry import (
    PROPERTIES,
    by_label,
    by_labels,
    by_path,
    is_mark,
)
from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.induction.assignment.options import Assignment
    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: Facts of a template at most.
_MOST: Final = 40
#: Mean length of a value beside a label, and of all that a page has below a heading, at
#: most, in characters.
_LONGEST, _LONGEST_SECTION = 300, 1_200
#: Share of the pages from which on a heading is a label.
_OFTEN: Final = 0.6
#: Share of the pages on which a fact must not say what another field says.
_SAME: Final = 0.75
#: Labels that texts are searched for, at most: of other templates, and of others.
_SEARCHED = 200


def facts(
    candidates: Sequence[Candidate],
    assignments: Sequence[Assignment],
    pages: int,
    constant: AbstractSet[str] = frozenset(),
    others: Sequence[Sequence[str]] = (),
    *,
    boilerplate: Sequence[Candidate] = (),
) -> tuple[dict[str, tuple[Candidate, ...]], list[Dropped]]:
    """Return the labelled facts among *candidates*, by name, and what is left out.

    *constant* are folded labels of a table of facts that say the same on all pages:
    they stay in the object that has the rest of the table. *others* are texts of pages
    of other templates, see `says_elsewhere`. What is made of *boilerplate*, too, is no
    fact.
    """
    dropped: list[Dropped] = []
    used = {id(one) for option in assignments for one in option.candidates}
    said = {option.name: option.candidates for option in assignments}
    taken = {*said, "url"}
    found: dict[str, tuple[Candidate, ...]] = {}
    order = [one for one in candidates if _name(one)]
    order.sort(key=_trust)
    labelled = [one for one in (*candidates, *boilerplate) if one.kind == "label"]
    pairs = labelled_texts(labelled)
    rows = labelled[:_SEARCHED]
    of_site = _of_site(order, others)
    for one in order:
        if id(one) in used:
            continue
        name = _name(one)
        if one.kind == "label" and folded(one.label or "") in constant:
            continue
        reason = _no_fact(one, pages) or of_site.get(id(one))
        reason = reason or _known(one, said, found)
        if reason is None and len(found) >= _MOST:
            reason = f"more than {_MOST} labelled facts"
        if reason is None and (
            (one.kind == "section" and is_composed(one, pairs)) or is_table(one, rows)
        ):
            reason = "made of other labelled facts"
        if reason is not None:
            dropped.append(Dropped(name=name, reason=reason))
            continue
        if name in found and agreement(found[name][0], one) >= _SAME:
            found[name] = (*found[name], one)
            continue
        if name in taken and not is_mark(one.label or ""):
            name = of_label(one.label or "") or name
        if name in taken:
            dropped.append(Dropped(name=name, reason="another field has this name"))
            continue
        taken.add(name)
        found[name] = (one,)
    return found, dropped


def _trust(one: Candidate) -> int:
    return ("jsonld", "microdata", "rdfa", "label", "near", "json", "section").index(
        one.kind
    )


def _name(one: Candidate) -> str:
    """Return the name of *one* by its label or its property; "" if it has neither."""
    if one.label is not None:
        known = next(
            (
                name
                for name in by_labels(one.label)
                if one.scores.get(name) and fits(name, one)
            ),
            None,
        )
        return known or ("" if is_mark(one.label) else of_label(one.label))
    if one.kind in ("jsonld", "microdata", "rdfa"):
        is_property = by_path(one.schema_org or "") is not None
        return "" if is_property else stated_name(one.expr) or ""
    return ""


def _of_site(
    candidates: Sequence[Candidate], others: Sequence[Sequence[str]]
) -> dict[int, str]:
    """Return why those of *candidates* that the whole site says are no facts, by id.

    What a label known as a property's stands beside may be the same on many pages.
    """
    alike = [
        (one, value)
        for one in candidates
        if one.label
        and (value := most_frequent(one.values.values()))
        and _name(one) not in PROPERTIES
    ]
    return {
        id(one): "boilerplate: pages of other templates say the same"
        for one, value in alike[:_SEARCHED]
        if says_elsewhere(one.label or "", value, others)
    }


def _no_fact(one: Candidate, pages: int) -> str | None:
    """Return why *one* is no fact; None if it may be."""
    label = one.label or ""
    reason = _boilerplate(one)
    if reason is None and one.kind == "section":
        reason = _no_section(one, pages)
    if reason is not None:
        return reason
    known = by_label(label) is not None
    if pages == 1 and label and not known:
        return "a label that only one page has"
    if not known and one.kind != "section" and _mean(one.texts()) > _LONGEST:
        return "a text, not a value"
    if pages > 2 and one.is_constant and len(one.keys) == pages:
        if one.is_list:
            return "the same list on all pages"
        if one.kind == "section" and not known:
            return "the same below this heading on all pages"
    return None


def _boilerplate(one: Candidate) -> str | None:
    """Return why the words of *one* are no fact; None if they may be."""
    label = one.label or ""
    if not one.keys:
        return "no words"
    if label and (says_boilerplate(label) or is_interface(label)):
        return "boilerplate: a label of the site's interface"
    return None


def _no_section(one: Candidate, pages: int) -> str | None:
    """Return why what stands below a heading is no fact; None if it may be."""
    texts = one.texts()
    if sum(map(len, texts)) > _LONGEST_SECTION * len(one.values):
        return "a section of the text, not a value"
    if by_label(one.label or "") is None and len(one.keys) < _OFTEN * pages:
        return "a heading of few pages"
    if have_labels(texts):
        return "lines that have labels of their own"
    return None


def _mean(texts: Sequence[str]) -> float:
    """Return the mean length of *texts*, in characters."""
    return sum(map(len, texts)) / max(1, len(texts))


def _known(
    one: Candidate,
    said: Mapping[str, tuple[Candidate, ...]],
    found: Mapping[str, tuple[Candidate, ...]],
) -> str | None:
    """Return which field says what *one* does; None if none does."""
    for name, heads in said.items():
        if any(agreement(one, head) >= _SAME for head in heads[:2]):
            return f"the same as {name}"
    folded_label = of_label(one.label or "")
    for name, (head, *_) in found.items() if not one.is_constant else ():
        if name != folded_label and agreement(one, head) >= _SAME:
            return f"the same as {name}"
    return None
