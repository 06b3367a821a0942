"""Explore any web site: a map, a type for every page, a schema that can be run.

As a library (`__all__` below; each name is imported on first use, none of them uses a
network, Scrapy or a language model, and no source of a page makes one raise):

- `Document(html, url)`: one page, parsed once; ``Document.from_bytes`` decodes first.
- `classify_page(html, url)` -> `Classification`: what a page is, and how sure that is.
- `main_text(html, url)` -> `str`: what visitors come to read.
- `induce(documents)` -> `TemplateSchema`: what pages of one template hold, as `Field`
  with `Locator`, tested on pages held back.
- `Extractor(schema).apply(document)` -> `list[Record]`: records of a page by a schema.
- `ExtractedRecord`: what a page object of a user's asks for, to build on our record.
- `load_site(path)` -> `SiteDocument`: a site.json, checked, with a `SiteTemplate` for
  each kind of page; raises `UsageError`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vultrcrawl.version import __version__

if TYPE_CHECKING:
    from vultrcrawl.addon import Addon
    from vultrcrawl.classify.cascade import classify_page
    from vultrcrawl.classify.classification import Classification
    from vultrcrawl.errors import UsageError
    from vultrcrawl.page.document import Document
    from vultrcrawl.page.maintext.extract import main_text
    from vultrcrawl.schema.extraction import ExtractedRecord, Extractor, Record
    from vultrcrawl.schema.induction import induce
    from vultrcrawl.schema.model import Field, Locator, TemplateSchema
    from vultrcrawl.site.document import SiteDocument, SiteTemplate
    from vultrcrawl.site.loading import load_site
    from vultrcrawl.taxonomy import PageGroup, PageType

__all__ = [
    "Addon",
    "Classification",
    "Document",
    "ExtractedRecord",
    "Extractor",
    "Field",
    "Locator",
    "PageGroup",
    "PageType",
    "Record",
    "SiteDocument",
    "SiteTemplate",
    "TemplateSchema",
    "UsageError",
    "__version__",
    "classify_page",
    "induce",
    "load_site",
    "main_text",
]

#: Where a public name is defined. Numpy and the weights take half a second to import,
#: and the add-on imports Scrapy, which nothing else here does.
_DEFINED_IN = {
    "Addon": "vultrcrawl.addon",
    "Classification": "vultrcrawl.classify.classification",
    "Document": "vultrcrawl.page.document",
    "ExtractedRecord": "vultrcrawl.schema.extraction",
    "Extractor": "vultrcrawl.schema.extraction",
    "Field": "vultrcrawl.schema.model",
    "Locator": "vultrcrawl.schema.model",
    "PageGroup": "vultrcrawl.taxonomy",
    "PageType": "vultrcrawl.taxonomy",
    "Record": "vultrcrawl.schema.extraction",
    "SiteDocument": "vultrcrawl.site.document",
    "SiteTemplate": "vultrcrawl.site.document",
    "TemplateSchema": "vultrcrawl.schema.model",
    "UsageError": "vultrcrawl.errors",
    "classify_page": "vultrcrawl.classify.cascade",
    "induce": "vultrcrawl.schema.induction",
    "load_site": "vultrcrawl.site.loading",
    "main_text": "vultrcrawl.page.maintext.extract",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use (PEP 562)."""
    if name not in _DEFINED_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_DEFINED_IN[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
