"""What is read of pages that ask: whole templates, and single calls."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from tests.schema.asking import exchange
from tests.schema.test_builder import judge_surely, row
from vultrcrawl.page.document import Document
from vultrcrawl.page.exchange import Exchange, Growth
from vultrcrawl.schema.apis.recorded_calls import Call, pack_calls, unpack_calls
from vultrcrawl.schema.apis.verified import AskingPage, read_apis
from vultrcrawl.schema.builder import SchemaBuilder
from vultrcrawl.site.checks import site_fault
from vultrcrawl.taxonomy import PageType

Entry = dict[str, Any]
SITE = "https://a.example"
THING = object()


def described(made: Iterable[Any], kind: PageType) -> Entry:
    """Return the entry of the one template of pages, each with its calls."""
    builder = SchemaBuilder(None)
    rows = []
    for document, *asked in made:
        key = builder.take(document.url, document, *asked)
        rows.append(row(document.url, builder.name(key, kind), kind))
        judge_surely(builder, document.url, kind)
    (template,), _ = builder.settle(rows)
    sample = builder.sample(template)
    schema = builder.schema(template, sample)
    assert list(builder.records(template, schema))
    entry = json.loads(json.dumps(builder.describe(template, schema, sample)))
    builder.close()
    start = rows[0]["url"]
    site = {"schema_version": "1.0", "start_url": start, "templates": [entry]}
    assert site_fault(site) is None
    return entry  # type: ignore[no-any-return] # JSON


def parameters(api: Entry) -> dict[str, Entry]:
    return {one["name"]: one for one in api["parameters"]}


def _kept(exchanges: list[Exchange]) -> list[Call]:
    packed = pack_calls(exchanges, None)
    return [] if packed is None else unpack_calls(packed)[0]


def asked(
    *per_page: list[Exchange],
    urls: Callable[[int], str] = lambda number: f"{SITE}/item/{number}",
    html: Callable[[int], str] | None = None,
    growth: Growth | None = None,
    records: Callable[[int], list[dict[str, Any]]] | None = None,
    fields: Iterable[str] = (),
    many: bool = False,
) -> list[Entry]:
    """Return the endpoints that pages asked, each with a list of calls."""
    made = [
        AskingPage(
            url=urls(number),
            calls=_kept(calls),
            growth=growth,
            document=Document(html(number), urls(number)) if html else None,
            records=records(number) if records else (),
        )
        for number, calls in enumerate(per_page)
    ]
    return [one.to_json() for one in read_apis(made, fields, many=many)]


def get(number: int, path: str, data: Any = THING, **more: Any) -> Exchange:
    data = {"id": number, "name": f"thing {number}"} if data is THING else data
    return exchange(f"{SITE}/item/{number}", f"{SITE}{path}", data, **more)
