"""Feed exporters whose CSV and XML are inert in spreadsheets and parsers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.exporters import CsvItemExporter, XmlItemExporter

from vultrcrawl.report.cells import safe_cell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from io import BytesIO


class SafeCsvItemExporter(CsvItemExporter):
    """Scrapy's exporter, with cells that can't start a formula.

    Lists become their parts joined by `; `. What is added to a file that has rows gets
    no second header. What an encoding that was asked for lacks is a question mark.
    """

    def __init__(self, file: BytesIO, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("join_multivalued", "; ")
        kwargs.setdefault("errors", "replace")
        if _has_content(file):
            kwargs["include_headers_line"] = False
        super().__init__(file, *args, **kwargs)

    def _build_row(self, values: Iterable[Any]) -> Iterable[Any]:
        return [safe_cell(value) for value in super()._build_row(values)]


class PlainXmlItemExporter(XmlItemExporter):
    """Scrapy's exporter, without elements for what is not there."""

    def _export_xml_field(self, name: str, serialized_value: Any, depth: int) -> None:
        if serialized_value is not None:
            super()._export_xml_field(name, serialized_value, depth)


def _has_content(file: BytesIO) -> bool:
    """Whether *file*, opened to be added to, holds something."""
    try:
        return file.tell() > 0
    except (AttributeError, OSError):  # a pipe, or compressed on the way
        return False
