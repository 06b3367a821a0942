"""The way through a site to the pages of some templates, by its document alone."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.navigation.pagination import next_url
from vultrcrawl.taxonomy import PageGroup

if TYPE_CHECKING:
    from collections.abc import Collection

    from vultrcrawl.page.document import Document
    from vultrcrawl.site.document import SiteDocument, SiteTemplate

    _Targets = dict[str, set[str | None]]

#: Models of a pagination that a link leads along; a button needs a browser.
_LINKED: Final = frozenset({"next_link", "page_param", "offset", "page_path"})


def leading_templates(site: SiteDocument, wanted: Collection[str]) -> frozenset[str]:
    """Return *wanted*, and the templates through which their pages are found.

    Those are the ones with links to one that is wanted or leads to one, and of these
    the index pages, and what is nearer to the start than what it links to. Every page
    has a menu, and so links to nearly all templates: the form to review a product leads
    back to the products, and is no way to find them.
    """
    targets: _Targets = {
        one.name: {link.get("target_template") for link in one.raw.get("links", ())}
        for one in site.templates
    }
    steps = _steps(site, targets)
    found = set(wanted)
    while True:
        more = {
            one.name
            for one in site.templates
            if one.name not in found
            and any(
                one.page_group is PageGroup.INDEX
                or not steps
                or steps[one.name] < steps[target]
                for target in found & targets[one.name]
            )
        }
        if not more:
            return frozenset(found)
        found |= more


def _steps(site: SiteDocument, targets: _Targets) -> dict[str, float]:
    """Return how many links each template is away from the start.

    Empty if the document doesn't tell what the start is.
    """
    start = {one.name for one in site.by_url(site.start_url)}
    if not start:
        return {}
    steps = dict.fromkeys(targets, inf)
    here, far = start, 0
    while here:
        steps.update(dict.fromkeys(here, far))
        far += 1
        linked = {target for name in here for target in targets[name]}
        here = {name for name, known in steps.items() if known == inf} & linked
    return steps


def following(template: SiteTemplate, document: Document) -> str | None:
    """Return the address of the page after *document*, a page of *template*.

    None if there is none, or the document knows no link to it.
    """
    return next_url(template.pagination, document) if is_linked(template) else None


def is_linked(template: SiteTemplate) -> bool:
    """Whether a link leads from a page of *template* to the one after it."""
    return template.pagination.get("kind") in _LINKED
