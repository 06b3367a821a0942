"""What all records of a template have: which fields, and which say always the same."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from vultrcrawl.schema.model import OF_PARTS, Dropped, TemplateSchema
from vultrcrawl.schema.properties.registry import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

#: Records from which on a field that is the same in all of them is the site's, not
#: theirs.
_ENOUGH: Final = 5
#: Share of the records from which on nearly all have a field. On the 18 sites boxes of
#: shops came to 0.91 and more, facts of some tours to 0.82.
_NEARLY_ALL: Final = 0.9
#: Fewest records, and their share at most, in which what stands beside a label is a
#: text's and no fact if it is the same in all of them. On the 18 sites 19 fields are
#: so, and without them no expected value is lost.
_FEW, _SOME = 3, 0.75
#: Longest value that is shown in a reason, in characters.
_SHOWN: Final = 60


class RecordTally:
    """Counts of the records of one template."""

    def __init__(self) -> None:
        self.records = 0
        """Number of records."""
        self.filled: Counter[str] = Counter()
        """By field, how many of the records have it."""
        self._first: dict[str, str] = {}
        self._varied: set[str] = set()

    def counting(self, records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield *records*, and count them."""
        for record in records:
            self.records += 1
            self.filled.update(record.keys())
            for name, value in record.items():
                if name not in self._varied:
                    text = json.dumps(value, ensure_ascii=False)
                    if self._first.setdefault(name, text) != text:
                        self._varied.add(name)
            yield record

    def constants(self) -> dict[str, str]:
        """Return the fields with one value in all records that have it, as JSON.

        Only those that nearly all records have, and enough to tell a habit from
        chance: what some pages say, such as what a tour includes, is of these.
        """
        least = max(_ENOUGH, _NEARLY_ALL * self.records)
        return {
            name: text
            for name, text in self._same.items()
            if self.filled[name] >= least
        }

    def seldom(self) -> dict[str, str]:
        """Return the fields with one value in the few records that have it, as JSON."""
        most = _SOME * self.records
        return {
            name: text
            for name, text in self._same.items()
            if _FEW <= self.filled[name] <= most
        }

    @property
    def _same(self) -> dict[str, str]:
        return {n: text for n, text in self._first.items() if n not in self._varied}


def varying(
    schema: TemplateSchema, tally: RecordTally, wanted: AbstractSet[str] = frozenset()
) -> TemplateSchema:
    """Return *schema* without the fields that are the same in all records.

    What may be said of all things of a site, such as a brand, stays, and the *wanted*
    fields do. A field that only a label names goes, too, if it is the same in the few
    records that have it.
    """
    constants, seldom = tally.constants(), tally.seldom()
    if all(field.name != "currency" for field in schema.fields):
        wanted = {*wanted, "currencyRaw"}  # else nothing says what a price is in
    dropped = []
    fields = []
    filled = tally.filled
    for field in schema.fields:
        if (
            field.name == "currencyRaw"
            and field.name not in wanted
            and filled["currency"] >= filled[field.name] > 0
        ):
            dropped.append(Dropped(name=field.name, reason="its currency is known"))
            continue
        if field.type == "object" and tally.records and not tally.filled[field.name]:
            dropped.append(Dropped(name=field.name, reason="no record has any of it"))
            continue
        known = PROPERTIES.get(field.name)
        may_be = field.name in wanted or (known is not None and known.may_be_constant)
        same = constants.get(field.name)
        if same is None and known is None and field.label is not None:
            same = seldom.get(field.name)
        if same is None or may_be or field.type in OF_PARTS:
            fields.append(field)
            continue
        shown = same[:_SHOWN]
        reason = f"the same in all {tally.filled[field.name]} records: {shown}"
        dropped.append(Dropped(name=field.name, reason=reason))
    if not dropped:
        return schema
    return replace(schema, fields=tuple(fields), dropped=(*schema.dropped, *dropped))
