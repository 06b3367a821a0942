"""What can be done on pages of a template by following links that act."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.items import SkipReason
from vultrcrawl.schema.navigation.actions import Action
from vultrcrawl.urls.normal_form import origin
from vultrcrawl.urls.shapes import shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vultrcrawl.items import SkippedUrl

#: Actions of a template at most.
_MOST = 12


def link_actions(
    skipped: Iterable[SkippedUrl], template_of: Mapping[str, str]
) -> dict[str, list[Action]]:
    """Return by template the actions of links that were *skipped* because they act.

    *template_of* tells the template of a page. Links of one kind to URLs of one shape
    are one action, which counts for the template on which most of them stand; none is
    ever safe. The most frequent come first.
    """
    found: dict[tuple[str, str], Counter[str]] = {}
    for one in skipped:
        template = template_of.get(one.parent_url or "")
        if one.reason is SkipReason.ACTION and template:
            kind = (one.rule or "").partition(",")[0]
            url = origin(one.url) + shape(one.url)
            found.setdefault((kind, url), Counter())[template] += 1
    by_template: dict[str, list[Action]] = {}
    for (kind, url), places in sorted(
        found.items(), key=lambda one: (-one[1].total(), one[0])
    ):
        (template, _), *_ = places.most_common(1)
        actions = by_template.setdefault(template, [])
        if len(actions) < _MOST:
            actions.append(_action(kind, url, places.total()))
    return by_template


def _action(kind: str, url: str, pages: int) -> Action:
    return Action(
        kind=kind.replace(" ", "_"),
        safe=False,
        method="GET",
        url_template=url,
        encoding="query",
        source="link",
        pages=pages,
    )
