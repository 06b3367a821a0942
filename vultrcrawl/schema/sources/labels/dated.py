"""Labels of dates without a colon: ``By Ada | Published 1 March 2024``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.properties.registry import PROPERTIES, by_labels
from vultrcrawl.schema.sources.labels.lines import BETWEEN
from vultrcrawl.schema.values import clean
from vultrcrawl.values.dates import date_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from vultrcrawl.schema.sources.labels.lines import Pair

#: Longest block that has such labels, in characters: sentences have dates, too.
_LONGEST = 150
_MARKS = " ,/|\u2022\u00b7"


def dates_in(block: HtmlElement) -> Iterator[Pair]:
    """Yield the labels of dates that end a part of the text of *block*, with these.

    Bars and dots part it. Nothing of a long text, of which most have none.
    """
    text = text_of(block, enough=_LONGEST + 1)
    if len(text) > _LONGEST or not any(map(str.isdigit, text)):
        return
    for part in BETWEEN.split(text):
        said = clean(part).strip(_MARKS)
        date = date_in(said)
        if date is None or not said.endswith(date):
            continue
        label = said.removesuffix(date).rstrip()
        if any(PROPERTIES[name].accepts == "date" for name in by_labels(label)):
            yield label, date
