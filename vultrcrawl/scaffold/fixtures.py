"""Writes fixtures of web-poet: pages and the items expected of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from vultrcrawl.schema.extraction import Extractor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vultrcrawl.page.visit import StoredResponse
    from vultrcrawl.scaffold.code import ItemClass
    from vultrcrawl.site.document import SiteTemplate


def write_fixture(
    place: Path,
    page: StoredResponse,
    template: SiteTemplate,
    models: Sequence[ItemClass],
    card: ItemClass | None,
) -> None:
    """Write *page* and its expected item into the folder *place*. Raises OSError."""
    inputs = place / "inputs"
    inputs.mkdir(parents=True)
    (inputs / "HttpResponse-body.html").write_bytes(page.body)
    info = {
        "url": page.url,
        "status": 200,
        "headers": [["Content-Type", page.content_type]],
        "_encoding": None,
        "type": "HttpResponse",
    }
    _json(inputs / "HttpResponse-info.json", info)
    _json(place / "output.json", expected_records(page, template, models, card))


def expected_records(
    page: StoredResponse,
    template: SiteTemplate,
    models: Sequence[ItemClass],
    card: ItemClass | None,
) -> dict[str, Any]:
    """Return the item of *page*, by attributes, None where nothing is found."""
    found = Extractor(template.schema).apply(page.document())
    known = {one.name: one for one in models}
    model = models[-1]
    item: dict[str, Any] = {"url": page.url}
    if card is None:
        item |= _attributes(found[0] if found else {}, model, known)
    else:
        item[model.cards] = [
            {"url": one["url"], **_attributes(one, card, known)} for one in found
        ]
    return item


def _attributes(
    record: dict[str, Any], model: ItemClass, known: dict[str, ItemClass]
) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for name, kind, attribute in model.fields:
        value = record.get(name)
        inner = known.get(kind.removeprefix("list[").removesuffix("]"))
        if inner is not None and isinstance(value, list):
            value = [_attributes(one, inner, known) for one in value]
        item[attribute] = value
    return item


def _json(path: Path, data: object) -> None:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, indent=2)
    path.write_text(text.encode("utf-8", "replace").decode() + "\n", encoding="utf-8")
