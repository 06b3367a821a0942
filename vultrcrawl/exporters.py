"""CSV that a spreadsheet can open without running anything in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.exporters import CsvItemExporter

from vultrcrawl.report.cells import safe_cell

if TYPE_CHECKING:
    from collections.abc import Iterable


class SafeCsvItemExporter(CsvItemExporter):
    """Scrapy's exporter, with cells that can't start a formula.

    Lists become their parts joined by `; `.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("join_multivalued", "; ")
        super().__init__(*args, **kwargs)

    def _build_row(self, values: Iterable[Any]) -> Iterable[Any]:
        return [safe_cell(value) for value in super()._build_row(values)]
