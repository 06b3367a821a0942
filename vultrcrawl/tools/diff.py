"""`vultrcrawl diff`: what differs between two explorations of a site."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from vultrcrawl.site.drift import NOTABLE
from vultrcrawl.site.loading import load_site
from vultrcrawl.spiders.arguments import Arguments, SiteFile
from vultrcrawl.tools.rows import rows_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vultrcrawl.site.document import SiteDocument

#: Exit code of a site whose templates or fields were lost, as that of `extract`.
_LOST = 7
#: Addresses that are listed of each kind, unless all are asked for.
_LISTED = 20


class DiffArguments(Arguments):
    """Arguments of `vultrcrawl diff`."""

    old: SiteFile
    """site.json of the earlier exploration, or its folder (such as `previous/`)."""
    new: SiteFile
    """The same of the later one."""
    format: Literal["text", "json"] = "text"
    """`text`, or `json` with every address."""


@dataclass(slots=True, kw_only=True)
class Difference:
    """What the later exploration has more, less, or other than the earlier one."""

    templates_added: list[str] = field(default_factory=list)
    templates_lost: list[str] = field(default_factory=list)
    fields_added: list[str] = field(default_factory=list)
    """`template.field` of templates that both have."""
    fields_lost: list[str] = field(default_factory=list)
    fields_fell: list[str] = field(default_factory=list)
    """Fields that notably fewer records have: `template.field 1.00 -> 0.40`."""
    pages_added: list[str] = field(default_factory=list)
    pages_gone: list[str] = field(default_factory=list)
    """Addresses that answered before, and fail now or are not known."""
    pages_changed: list[str] = field(default_factory=list)
    """Addresses with another text than before."""

    @property
    def lost(self) -> bool:
        """Whether templates or fields are missing now."""
        return bool(self.templates_lost or self.fields_lost or self.fields_fell)


def diff(arguments: DiffArguments) -> int:
    """Print what differs; return 7 if templates or fields were lost, else 0.

    Raises UsageError, in one line.
    """
    found = compare(load_site(arguments.old), load_site(arguments.new))
    _compare_pages(_texts(arguments.old), _texts(arguments.new), found)
    if arguments.format == "json":
        print(json.dumps(asdict(found), ensure_ascii=False, indent=1))  # noqa: T201 (the answer)
    else:
        for line in _lines(found):
            print(line)  # noqa: T201 (the answer)
    return _LOST if found.lost else 0


def compare(old: SiteDocument, new: SiteDocument) -> Difference:
    """Return what differs in templates and their fields."""
    before = {one.name: _fields(one.raw) for one in old.templates}
    after = {one.name: _fields(one.raw) for one in new.templates}
    found = Difference(
        templates_added=sorted(after.keys() - before.keys()),
        templates_lost=sorted(before.keys() - after.keys()),
    )
    for name in sorted(before.keys() & after.keys()):
        had, has = before[name], after[name]
        found.fields_added += [f"{name}.{one}" for one in has if one not in had]
        found.fields_lost += [f"{name}.{one}" for one in had if one not in has]
        for one in had.keys() & has.keys():
            was, now = had[one], has[one]
            if was is not None and now is not None and was - now > NOTABLE:
                found.fields_fell.append(f"{name}.{one} {was:.2f} -> {now:.2f}")
    found.fields_fell.sort()
    return found


def _fields(template: dict[str, Any]) -> dict[str, float | None]:
    """Return the share of records that have each field; None where it isn't known."""
    return {one["name"]: one.get("filled") for one in template["item"]["fields"]}


def _texts(site: Path) -> dict[str, str | None]:
    """Return the hash of the text of each page beside *site* that answered."""
    return {
        str(row.get("url")): row.get("content_hash")
        for row in rows_in(site.with_name("pages.jsonl"))
        if not row.get("error")
    }


def _compare_pages(
    old: dict[str, str | None], new: dict[str, str | None], found: Difference
) -> None:
    found.pages_added = sorted(new.keys() - old.keys())
    found.pages_gone = sorted(old.keys() - new.keys())
    found.pages_changed = sorted(
        url for url in old.keys() & new.keys() if old[url] != new[url]
    )


def _lines(found: Difference) -> Iterator[str]:
    """Yield what a person reads; every address has been escaped by its normal form."""
    nothing = True
    for name, values in asdict(found).items():
        if values:
            nothing = False
            yield f"{name.replace('_', ' ')}: {len(values)}"
            yield from (f"  {_plain(one)}" for one in values[:_LISTED])
            if len(values) > _LISTED:
                yield f"  ... and {len(values) - _LISTED} more (--format json)"
    if nothing:
        yield "no difference"


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)
