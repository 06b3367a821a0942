"""Feed exporters whose CSV and XML are inert in spreadsheets and parsers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scrapy.exporters import CsvItemExporter, XmlItemExporter

from vultrcrawl.report.cells import safe_cell, without_controls

if TYPE_CHECKING:
    from collections.abc import Iterable
    from io import BytesIO

#: What no document of XML 1.0 may hold (2.2), besides control characters.
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


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
    """Scrapy's exporter, without elements for what is not there.

    Characters that XML can't hold, with which no parser would read the file, are left
    out, and other control characters.
    """

    def _export_xml_field(self, name: str, serialized_value: Any, depth: int) -> None:
        if isinstance(serialized_value, str):
            serialized_value = _NO_XML.sub("", without_controls(serialized_value))
        if serialized_value is not None:
            super()._export_xml_field(name, serialized_value, depth)


def _has_content(file: BytesIO) -> bool:
    """Whether *file*, opened to be added to, holds something."""
    try:
        return file.tell() > 0
    except (AttributeError, OSError):  # a pipe, or compressed on the way
        return False
