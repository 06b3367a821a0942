"""Fields of a content management system, which name themselves in a class.

Drupal marks each value of a page by the field that it is of, and authors may have it
show no label: ``<div class="field field-name-field-job-title field-label-hidden">``
(https://www.drupal.org/docs/theming-drupal, templates ``field.tpl.php`` and
``field.html.twig``).
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.sources.labels.lines import value_of
from vultrcrawl.schema.sources.links import links_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HIDDEN: Final = re.compile(r"(?:^|\s)field-?-label-hidden(?:\s|$)")
_NAME: Final = re.compile(r"(?:^|\s)field-?-name-field-([a-z][a-z0-9-]{0,49})(?:\s|$)")
_ITEM: Final = re.compile(r"(?:^|\s)field(?:__|-)item(?:\s|$)")
#: Types of fields that are no values: texts, pictures, what holds other fields.
_OTHER: Final = re.compile(
    r"(?:^|\s)field-?-type-(?:text-with-summary|text-long|image|file|video|"
    r"field-collection|entity-?reference(?:-revisions)?)(?:\s|$)"
)
#: Elements of a field that are looked at.
_INSIDE: Final = 100


def field_of(element: HtmlElement) -> tuple[str, list[str]] | None:
    """Return the name of the field that *element* has, and its values; None if none."""
    classes = element.get("class") or ""
    if not _HIDDEN.search(classes) or _OTHER.search(classes):
        return None
    found = _NAME.search(classes)
    if found is None:
        return None
    inside = list(islice(element.iterdescendants("*"), _INSIDE))
    if any(_NAME.search(one.get("class", "")) for one in inside):
        return None  # those in it have values
    items = [one for one in inside if _ITEM.search(one.get("class", ""))] or [element]
    values = [text for one in items for text in links_of(value_of(one), one)]
    return found[1].replace("-s-", "'s-").replace("-", " "), values
