"""Fields that a user's page objects give win over those of a site document.

Needs the extra `overrides`.
"""

from __future__ import annotations

import logging
from collections import Counter
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter
from pydantic_core import from_json, to_json
from url_matcher import URLMatcher
from web_poet.exceptions import UseFallback

from vultrcrawl.site.page_objects import page_objects, place, told

if TYPE_CHECKING:
    from pathlib import Path

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.extraction import Record
    from vultrcrawl.schema.model import TemplateSchema
    from vultrcrawl.site.document import SiteDocument
    from vultrcrawl.site.page_objects import PageObject

logger = logging.getLogger(__name__)


class Overrides:
    """The page objects of a *file*, and what became of them.

    Raises UsageError, in one line, if there is anything wrong with it.
    """

    def __init__(self, file: Path, site: SiteDocument) -> None:
        self._file = file
        self._objects = {one.kind: one for one in page_objects(file, site)}
        self._rules = [rule for one in self._objects.values() for rule in one.rules]
        self._matcher = URLMatcher(
            (number, rule.for_patterns) for number, rule in enumerate(self._rules)
        )
        self._records = dict.fromkeys(map(_name, self._objects.values()), 0)
        self._failed: Counter[str] = Counter()
        for one in self._objects.values():
            logger.info("fields of %s: %s", file, one)

    def names(self, template: str | None = None) -> list[str]:
        """Return the fields that may be given: to any record, or one of *template*."""
        found = [
            one.fields.values()
            for one in self._objects.values()
            if template is None or one.template in ("", template)
        ]
        return list(dict.fromkeys(name for names in found for name in names))

    async def apply(
        self, schema: TemplateSchema, document: Document, records: list[Record]
    ) -> list[Record]:
        """Return *records*, those of *schema*, with what page objects give.

        Cards stay as they are. A field that is given as None is left out; one that
        fails stays as it is.
        """
        if schema.cardinality != "one":
            return records
        ours = records[0] if records else {"url": document.url}
        given: Record = {}
        for one in reversed(self._chosen(schema.name, document.url)):
            given |= await self._given(one, document, ours)
        merged = ours | given
        order = ("url", *(field.name for field in schema.fields), *given)
        record = {
            name: merged[name]
            for name in dict.fromkeys(order)
            if merged.get(name) is not None
        }
        return [record] if len(record) > 1 else []

    @property
    def failed(self) -> int:
        """How many fields failed, each on each page."""
        return self._failed.total()

    def tell(self) -> None:
        """Say in the log what became of it."""
        for name, records in self._records.items():
            logger.info("%s: %s gave fields of %d records", self._file, name, records)
        for what, times in self._failed.items():
            logger.warning(
                "%s: %s failed, and ours stayed, on pages: %d", self._file, what, times
            )

    def report(self) -> dict[str, Any]:
        """Return how many records page objects gave fields of, and how many failed."""
        return {
            "file": str(self._file),
            "records": self._records,
            "failed": dict(self._failed),
        }

    def _chosen(self, template: str, url: str) -> list[PageObject]:
        """Return the page objects for a page, the one that wins first.

        One that another derives from, or is there instead of, is left out.
        """
        like = [self._rules[number] for number in self._matcher.match_all(url)]
        rules = [
            one for one in like if self._objects[one.use].template in ("", template)
        ]
        left_out = {rule.instead_of for rule in rules}
        left_out.update(base for rule in rules for base in rule.use.__mro__[1:])
        kinds = dict.fromkeys(rule.use for rule in rules)
        return [self._objects[kind] for kind in kinds if kind not in left_out]

    async def _given(self, one: PageObject, document: Document, ours: Record) -> Record:
        try:
            page = one.made_of(document, ours)
        except Exception as error:  # noqa: BLE001 (code of a user's)
            self._tell(_name(one), document, error)
            return {}
        found: Record = {}
        for attribute, name in one.fields.items():
            try:
                value = getattr(page, attribute)
                found[name] = _as_json(await value if isawaitable(value) else value)
            except UseFallback:
                continue
            except Exception as error:  # noqa: BLE001 (code of a user's)
                self._tell(f"{_name(one)}.{attribute}", document, error)
        self._records[_name(one)] += bool(found)
        return found

    def _tell(self, what: str, document: Document, error: Exception) -> None:
        if not self._failed[what]:
            where, why = place(error, self._file), told(error)
            logger.warning(
                "%s: %s failed on %s, and ours stays (this is told once): %s",
                where, what, document.url, why,
            )  # fmt: skip
        self._failed[what] += 1


def _name(one: PageObject) -> str:
    return one.kind.__name__


def _as_json(value: object) -> Any:
    """Return *value* as JSON has it. Raises ValueError if it can't be."""
    text = to_json(
        value, by_alias=True, exclude_none=True, inf_nan_mode="null", fallback=_item
    )
    return from_json(text)


def _item(value: object) -> dict[str, Any]:
    if not ItemAdapter.is_item(value):
        raise TypeError(f"a {type(value).__name__} is no value of a record")
    return dict(ItemAdapter(value))
