"""The entry of a template in site.json, from some of its pages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from vultrcrawl.schema.apis.endpoints import read_endpoints
from vultrcrawl.schema.apis.publishing import published
from vultrcrawl.schema.apis.verified import AskingPage, feeding, read_apis
from vultrcrawl.schema.document import template_document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.navigation.actions import read_actions
from vultrcrawl.schema.navigation.linking import read_links
from vultrcrawl.schema.navigation.pagination import grown, read_pagination
from vultrcrawl.schema.scoring import measured
from vultrcrawl.schema.sources.reading import Reading
from vultrcrawl.schema.sources.vocabulary import vocabulary
from vultrcrawl.schema.xpaths import with_xpaths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.model import TemplateSchema
    from vultrcrawl.schema.tally import Tally
    from vultrcrawl.schema.templates.grouping import Group
    from vultrcrawl.schema.templates.shelf import Shelf
    from vultrcrawl.taxonomy import PageType

#: Pages that a schema is made of, at most.
SAMPLE = 24
#: Pages that endpoints are learned from, at most; records of `SAMPLE` are compared.
ASKING = 60


def describe(
    group: Group,
    name: str,
    schema: TemplateSchema,
    sample: list[Document],
    shelf: Shelf,
    *,
    template_of: Callable[[str], str | None],
    page_types: Mapping[str, PageType | None],
    tally: Tally | None,
) -> dict[str, Any]:
    """Return the entry of the template *name*, whose pages are *group*.

    *sample* are some of these. *template_of* tells the template of a URL, *page_types*
    the type of each template, and *tally* what its records have.
    """
    if tally is not None:
        schema = measured(schema, tally.filled, tally.records)
    readings = [Reading(document) for document in sample]
    schema = with_xpaths(schema, readings)
    words = vocabulary(readings)
    asking = asking_pages(shelf, group.sample(len(group.urls)), schema, sample)
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
        links=read_links(
            sample,
            template_of,
            template=name,
            page_types=page_types,
            vocabulary=words,
        ),
        apis=published(apis, read_endpoints(sample)),
    )


def asking_pages(
    shelf: Shelf,
    urls: Iterable[str],
    schema: TemplateSchema,
    sample: Sequence[Document],
) -> list[AskingPage]:
    """Return those of *urls* that asked for something in a browser.

    *sample* are pages of the same template that are parsed already.
    """
    parsed = {document.url: document for document in sample}
    extractor = Extractor(schema)
    asking = []
    for number, kept in enumerate(shelf.calls(urls, ASKING)):
        document = parsed.get(kept.url)
        if document is None and number < SAMPLE:
            document = next(shelf.documents([kept.url]), None)
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
