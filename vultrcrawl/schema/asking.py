"""Selects pages of a template whose scripts sent requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.schema.apis.verified import AskingPage
from vultrcrawl.schema.extraction import Extractor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.model import TemplateSchema
    from vultrcrawl.schema.templates.page_store import PageStore

#: Pages that a schema is made of, at most.
SAMPLE = 24
#: Pages that endpoints are learned from, at most; records of `SAMPLE` are compared.
ASKING = 60


def asking_pages(
    page_store: PageStore,
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
    for number, kept in enumerate(page_store.calls(urls, ASKING)):
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
