"""Which links of a template lead to which template: how to get around the site."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Literal, get_args

from vultrcrawl.items import Region
from vultrcrawl.schema.sources.paths import path_of
from vultrcrawl.taxonomy import PageGroup, PageType, group_of
from vultrcrawl.urls.routes import without_anchor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.page.document import Document

LinkRole = Literal["item", "category", "related", "other"]

#: Share of a selector's links that lead to one template, at least.
_PURE = 0.7
#: Share of the pages that have such links, at least; and models of a template at most.
_PAGES, _MODELS = 0.3, 12
#: Links of one page that are looked at.
_LINKS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkModel:
    """Links that lead from a template's pages to those of one template."""

    role: LinkRole
    """``item`` to a detail page, ``category`` to an index, ``related`` to its like."""
    selector: str
    region: Region
    target_template: str
    share: float
    """Share of the links found that lead there."""
    count_median: float
    """Links on the median page of the sample."""


def template_links(
    documents: Sequence[Document],
    template_of: Callable[[str], str | None],
    *,
    template: str,
    page_types: Mapping[str, PageType | None],
    vocabulary: AbstractSet[str] = frozenset(),
) -> list[LinkModel]:
    """Return where the links of *documents*, pages of *template*, lead.

    *template_of* tells the template of a URL, None for one that isn't known;
    *page_types* tells the types of templates by name. Links to unknown pages, and
    places that lead now here, now there, are left out. The links that lead to items
    come first.
    """
    targets: dict[tuple[str, Region], Counter[str]] = defaultdict(Counter)
    counts: dict[tuple[str, Region], list[int]] = defaultdict(list)
    for document in documents:
        here: Counter[tuple[str, Region]] = Counter()
        for link in document.links[:_LINKS]:
            found = template_of(without_anchor(link.url))
            css = path_of(link.element, vocabulary) if found is not None else ""
            if found is not None and css:
                key = (css, link.region)
                targets[key][found] += 1
                here[key] += 1
        for key, count in here.items():
            counts[key].append(count)
    models = []
    for (css, region), found_targets in targets.items():
        target, hits = found_targets.most_common(1)[0]
        share = hits / found_targets.total()
        here_pages = counts[css, region]
        if share < _PURE or len(here_pages) < max(1, _PAGES * len(documents)):
            continue
        models.append(
            LinkModel(
                role=_role(template, target, page_types.get(target)),
                selector=css,
                region=region,
                target_template=target,
                share=round(share, 3),
                count_median=median(here_pages),
            )
        )
    models.sort(key=_rank)
    return models[:_MODELS]


def _role(template: str, target: str, page_type: PageType | None) -> LinkRole:
    if target == template:
        return "related"
    group = group_of(page_type) if page_type is not None else None
    if group is PageGroup.DETAIL:
        return "item"
    return "category" if group is PageGroup.INDEX else "other"


def _rank(model: LinkModel) -> tuple[int, int, float, str]:
    outside = model.region is not Region.MAIN
    return (
        get_args(LinkRole).index(model.role),
        outside,
        -model.count_median,
        model.selector,
    )
