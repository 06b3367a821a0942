"""Pages of another kind than others of their layout."""

from __future__ import annotations

import pytest

from vultrcrawl.inference.digest import read_digest
from vultrcrawl.items import ClassifiedBy
from vultrcrawl.page.document import Document
from vultrcrawl.page.signature import signature
from vultrcrawl.schema.templates.apart import set_apart
from vultrcrawl.schema.templates.grouping import Templates
from vultrcrawl.taxonomy import PageType

LISTS = [f"https://firm.example/list-{n}" for n in range(6)]
JOBS = [f"https://firm.example/job-{n}" for n in range(3)]


@pytest.mark.parametrize(
    ("own", "confidence", "templates"),
    [
        (PageType.JOB_POSTING, 0.9, [LISTS, JOBS]),
        (PageType.JOB_POSTING, 0.4, [[*JOBS, *LISTS]]),
        (PageType.ABOUT, 0.9, [[*JOBS, *LISTS]]),  # which may list people
        (PageType.SECTION_HUB, 0.9, [[*JOBS, *LISTS]]),
    ],
)
def test_pages_about_one_thing_each_are_no_lists(
    own: PageType, confidence: float, templates: list[list[str]]
) -> None:
    html = "<html><body><main><h1>One layout</h1><p>for all.</p></main></body></html>"
    documents = {url: Document(html, url) for url in (*LISTS, *JOBS)}
    found = Templates()
    rows = []
    for url, document in documents.items():
        page_type, sure = (
            (own, confidence) if url in JOBS else (PageType.CONTENT_LISTING, 0.8)
        )
        found.add(url, signature(document), page_type, sure)
        rows.append(
            {
                "final_url": url,
                "page_type": page_type,
                "confidence": sure,
                "classified_by": ClassifiedBy.LOCAL,
            }
        )
    digests = {url: read_digest(one, url) for url, one in documents.items()}
    set_apart(
        found,
        rows,
        lambda url: (digests[url], ()),
        lambda urls: (documents[url] for url in urls),
    )
    assert [one.urls for one in found.groups()] == templates
