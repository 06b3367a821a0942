"""What one exploration made of the shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.support.crawls import Crawl
from tests.support.site import Site
from vultrcrawl.site.document import SiteDocument
from vultrcrawl.site.loading import load_site


@dataclass(frozen=True, slots=True)
class Explored:
    """The shop, still served, and what one exploration made of it."""

    site: Site
    crawl: Crawl

    @property
    def document(self) -> SiteDocument:
        return load_site(self.crawl.folder / "site.json")

    def template(self, name: str) -> dict[str, Any]:
        (found,) = (one for one in self.document.templates if one.name == name)
        return found.raw

    def records(self, name: str) -> list[dict[str, Any]]:
        return self.crawl.rows(f"records/{name}.jsonl")


def path_of(url: str) -> str:
    split = urlsplit(url)
    return f"{split.path}?{split.query}" if split.query else split.path


def number_of(url: str) -> int:
    """Return the number of the product or article at *url*."""
    return int(urlsplit(url).path.split("/")[2].partition("-")[0])
