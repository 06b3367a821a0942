"""The entry of a template in site.json, from some of its pages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from vultrcrawl.schema.apis.endpoints import published, read_endpoints
from vultrcrawl.schema.apis.verified import AskingPage, feeding, read_apis
from vultrcrawl.schema.document import template_document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.navigation.actions import read_actions
from vultrcrawl.schema.navigation.linking import template_links
from vultrcrawl.schema.navigation.pagination import grown, read_pagination
from vultrcrawl.schema.scoring import measured
from vultrcrawl.schema.sources.nodes import vocabulary
from vultrcrawl.schema.sources.reading import Reading
from vultrcrawl.schema.templates.grouping import SAMPLE
from vultrcrawl.schema.xpaths import with_xpaths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.model import TemplateSchema
    from vultrcrawl.schema.tally import RecordTally
    from vultrcrawl.schema.templates.grouping import TemplatePages
    from vultrcrawl.schema.templates.page_store import PageStore
    from vultrcrawl.taxonomy import PageType

#: Pages that endpoints are learned from, at most; records of `SAMPLE` are compared.
_ASKING = 60


def describe(
    group: TemplatePages,
    name: str,
    schema: TemplateSchema,
    sample: list[Document],
    page_store: PageStore,
    *,
    template_of: Callable[[str], str | None],
    page_types: Mapping[str, PageType | None],
    tally: RecordTally | None,
) -> dict[str, Any]:
    """Return the entry of the template *name*, whose pages are *group*.

    *sample* are some of these. *template_of* tells the template of a URL, *page_types*
    the type of each template, and *tally* what its records have.
    """
    if tally is not None:
        schema = measured(schema, tally.filled, tally.records)
    readings = [Reading(document) for document in sample]
    schema = with_xpaths(schema, readings)
    words = vocabulary([one.document for one in readings])
    asking = _asking_pages(page_store, group, schema, sample)
    apis = read_apis(
        asking,
        [field.name for field in schema.fields],
        many=schema.cardinality == "many",
    )
    return template_document(
        group,
        schema,
        name=name,
        actions=read_actions(sample, words),
        pagination=grown(
            read_pagination(sample, words),
            {one.url: one.growth for one in asking if one.growth is not None},
            pages=len(asking),
            fed_by=partial(feeding, apis),
        ),
        links=template_links(
            sample,
            template_of,
            template=name,
            page_types=page_types,
            vocabulary=words,
        ),
        apis=published(apis, read_endpoints(sample)),
    )


def _asking_pages(
    page_store: PageStore,
    group: TemplatePages,
    schema: TemplateSchema,
    sample: list[Document],
) -> list[AskingPage]:
    """Return pages of *group* that asked for something in a browser.

    *sample* are pages of it that are parsed already.
    """
    parsed = {document.url: document for document in sample}
    extractor = Extractor(schema)
    asking = []
    urls = group.sample(len(group.urls))
    for number, kept in enumerate(page_store.calls(urls, _ASKING)):
        document = parsed.get(kept.url)
        if document is None and number < SAMPLE:
            document = next(page_store.documents([kept.url]), None)
        asking.append(
            AskingPage(
                url=kept.url,
                calls=kept.calls,
                growth=kept.growth,
                document=document,
                records=extractor.apply(document) if document is not None else (),
            )
        )
    return asking
