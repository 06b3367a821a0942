"""The table or list of labelled facts that the pages of a template have.

Its rows that many pages have, with values that differ, are fields of their own. The
others, those that few pages have or all with one value, are one field: an object.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.extraction import value_of
from vultrcrawl.schema.induction.boilerplate import is_interface, says_boilerplate
from vultrcrawl.schema.induction.candidates.making import least_pages
from vultrcrawl.schema.model import Example, Field, Locator
from vultrcrawl.schema.repetition.elements import elements_of
from vultrcrawl.schema.sources.labels.labelled_values import joined
from vultrcrawl.schema.sources.paths import path_of
from vultrcrawl.schema.sources.prose import LABELLED
from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.sources.labels.labelled_values import FactGroup
    from vultrcrawl.schema.sources.reading import Reading

#: Name of the field, after schema.org's additionalProperty.
ADDITIONAL: Final = "additionalProperties"
#: Labels of a table that must have values of their own on some pages: else it is a box
#: of the site, such as its hours.
_VARYING: Final = 2
#: Share of the rows that have a label of several pages: else labels are data, too, as
#: the names in a list of parameters are.
_RECURRING: Final = 0.6
_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class FactTable:
    """The table of a template's facts."""

    css: str | None
    """Selector of it; None if the facts are those of the page's text alone."""
    constant: frozenset[str]
    """Folded labels that have one value on all pages learned from that have them."""
    is_open: bool
    """Whether most of its labels are not on all pages: others have more of them."""
    text: bool
    """Whether lists of facts in the page's main text are of it, too."""


def fact_table(
    readings: Sequence[Reading], vocabulary: AbstractSet[str], *, described: bool
) -> FactTable | None:
    """Return the table with most facts of *readings*, pages of one template.

    None if no place has such a table on several pages, with labels that come again and
    values that differ. If the pages' text is a thing *described*, lists of facts in it
    are of the table: their labels need not come again.
    """
    groups: dict[str, dict[int, FactGroup]] = defaultdict(dict)
    for page, reading in enumerate(readings):
        sections: dict[str, list[FactGroup]] = defaultdict(list)
        for element, group in reading.fact_groups.items():
            sections[path_of(element, vocabulary)].append(group)
        for css, several in sections.items():
            if css:
                groups[css][page] = joined(several)
    least = max(2, least_pages(len(readings)))
    found = [
        (sum(map(len, pages.values())), css)
        for css, pages in groups.items()
        if len(pages) >= least and _is_of_things(pages.values())
    ]
    if not found and described:
        return FactTable(None, frozenset(), is_open=True, text=True)
    if not found:
        return None
    css = max(found)[1]
    values: dict[str, list[str]] = defaultdict(list)
    for group in groups[css].values():
        for label, text in group.items():
            values[folded(label)].append(text)
    constant = {
        label
        for label, texts in values.items()
        if len(texts) > 1 and len(set(texts)) == 1
    }
    everywhere = sum(len(texts) == len(readings) for texts in values.values())
    is_open = 2 * everywhere < len(values)
    return FactTable(css, frozenset(constant), is_open or described, described)


def _is_of_things(pages: Iterable[FactGroup]) -> bool:
    """Whether the rows of a table on several *pages* tell of what each is about."""
    values: dict[str, list[str]] = defaultdict(list)
    for group in pages:
        for label, text in group.items():
            values[folded(label)].append(text)
    rows = Counter({label: len(texts) for label, texts in values.items()})
    recurring = sum(count for count in rows.values() if count > 1)
    varying = sum(len(set(texts)) > 1 for texts in values.values())
    return varying >= _VARYING and recurring >= _RECURRING * rows.total()


def additional(
    table: FactTable,
    learn: Sequence[Reading],
    held: Sequence[Reading],
    fields: Sequence[Field],
) -> Field | None:
    """Return the field of what *table* has beside *fields*, or None if that is nothing.

    Tested on the pages *held* back. Of a table with other rows on other pages there is
    one, too, if the pages seen have no more than the fields.
    """
    if any(_is_inside(one, table, learn) for one in fields if one.type == "array"):
        return None
    own = [x.expr for one in fields for x in one.locators if x.kind == "label"]
    frame = [
        label
        for reading in (*learn, *held)
        for label in reading.facts(table.css, text=table.text)
        if says_boilerplate(label) or is_interface(label)
    ]
    spelled = {folded(label): label for label in (*frame, *own)}
    field = Field(
        name=ADDITIONAL,
        schema_org="additionalProperty",
        type="object",
        container=table.css,
        locators=(Locator(kind="prose", expr=LABELLED),) if table.text else (),
        left_out=tuple(sorted(spelled.values())),
    )
    values = {one.document.url: value_of(field, one, None) for one in learn}
    values = {url: value for url, value in values.items() if value}
    if not values and not table.is_open:
        return None
    examples = [
        Example(url=url, raw="; ".join(f"{k}: {v}" for k, v in one.items()), value=one)
        for url, one in values.items()
    ][:_EXAMPLES]
    found = [bool(value_of(field, one, None)) for one in held]
    return replace(
        field,
        coverage=round(sum(found) / len(found), 3) if found else None,
        nullable=len(values) < len(learn) or not all(found),
        distinct_ratio=round(
            len({str(value) for value in values.values()}) / max(1, len(values)), 3
        ),
        examples=tuple(examples),
    )


def _is_inside(array: Field, table: FactTable, readings: Sequence[Reading]) -> bool:
    """Whether the objects of *array* are rows of *table* on some page."""
    if table.css is None:
        return False
    for reading in readings:
        root = reading.document.root
        around = set(elements_of(root, table.css))
        found = elements_of(root, array.container or "body")[:1]
        for element in found:
            if around.intersection((element, *element.iterancestors())):
                return True
    return False
