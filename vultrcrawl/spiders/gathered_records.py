"""Records as they come from pages, kept on disk until a run has ended."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any

from vultrcrawl.report.files import read_jsonl, to_line, write_csv, write_jsonl
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.site.drift import Drift

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vultrcrawl.report.output_folder import OutputFolder
    from vultrcrawl.site.document import SiteTemplate


class GatheredRecords:
    """The records of one template, a line for each page.

    *state* is the folder of a run that goes on later, or None: then what is gathered
    ends with the run. A page that was read twice, as its process was killed, counts
    once.
    """

    def __init__(
        self, template: SiteTemplate, output: OutputFolder, state: Path | None
    ) -> None:
        self.template = template
        self.extractor = Extractor(template.schema)
        names = ("url", *(one.name for one in template.schema.fields))
        self.columns = dict.fromkeys(names)
        """Names of fields, once it is finished with those that only records have."""
        self.drift = Drift(template)
        """What became of the fields by the schema alone, once it is finished."""
        self._records = self._empty_pages = 0
        self._output = output
        self._part = (
            output.place(f"records/.{template.name}.part")
            if state is None
            else state / f"{template.name}.records"
        )
        self._file: IO[str] | None = None

    def add(
        self, url: str, records: list[dict[str, Any]], ours: list[dict[str, Any]]
    ) -> None:
        """Take in the *records* of the page at *url*, *ours* by the schema alone."""
        self._write(url, records, {} if ours == records else {"ours": ours})

    def forget(self, url: str) -> None:
        """Leave out the page at *url*."""
        self._write(url, None, {})

    def _write(
        self, url: str, records: list[dict[str, Any]] | None, more: dict[str, Any]
    ) -> None:
        if self._file is None:
            self._file = self._part.open("a", encoding="utf-8")
            self._file.write("\n")  # the last line may be torn
        self._file.write(to_line({"url": url, "records": records, **more}))
        self._file.flush()

    def finish(self, *, bom: bool) -> None:
        """Turn what was gathered into records/<name>.jsonl and .csv."""
        if self._file is not None:
            self._file.close()
        if not self._part.exists():  # a document may have templates by the thousand
            return
        lines = self._output.place(f"records/{self.template.name}.jsonl")
        self._records = write_jsonl(lines, self._counted())
        if not self.drift.pages:
            lines.unlink()
            return
        table = lines.with_suffix(".csv")
        write_csv(table, list(self.columns), read_jsonl(lines), bom=bom)

    def _counted(self) -> Iterator[dict[str, Any]]:
        for page in self._pages():
            records = page["records"]
            self.drift.add(page.get("ours", records), records)
            self._empty_pages += not records
            for record in records:
                self.columns.update(dict.fromkeys(record))
                yield record

    def _pages(self) -> Iterator[dict[str, Any]]:
        last = {page["url"]: number for number, page in self._lines()}
        for number, page in self._lines():
            if last[page["url"]] == number and page["records"] is not None:
                yield page

    def _lines(self) -> Iterator[tuple[int, dict[str, Any]]]:
        if not self._part.exists():
            return
        with self._part.open(encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file):
                try:
                    page = json.loads(line)
                except ValueError:  # torn when a process was killed
                    continue
                yield number, page

    def report(self) -> dict[str, Any]:
        """Return what was found, and what no longer is."""
        falls = self.drift.falls()
        return {
            "template": self.template.name,
            "pages": self.drift.pages,
            "records": self._records,
            "pages_without_record": self._empty_pages,
            "fell": [
                {
                    "field": one.field,
                    "expected": one.expected,
                    "found": one.found,
                    **({"given": one.given} if one.given > one.found else {}),
                }
                for one in falls
            ],
            "worst_fall": round(falls[0].by, 3) if falls else 0.0,
            "schema_faults": dict(self.drift.faults.most_common(20)),
        }
