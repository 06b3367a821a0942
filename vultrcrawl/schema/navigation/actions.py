"""What can be done on pages of a template: forms, SearchAction and links that act.

An action is *safe* if doing it changes nothing: a GET that searches or filters, unless
something about it says otherwise. Nothing else is ever called safe.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlencode, urljoin, urlsplit

from form2request import form2request
from lxml import etree
from lxml import html as lxml_html

from vultrcrawl.items import SkipReason
from vultrcrawl.schema.navigation.action_addresses import (
    common,
    without_codes,
    without_values,
)
from vultrcrawl.schema.navigation.form_types import (
    UNSENT,
    csrf_field,
    kind_of_form,
    may_change,
    query_field,
    says_search,
)
from vultrcrawl.schema.sources.paths import path_of
from vultrcrawl.urls.normal_form import origin
from vultrcrawl.urls.shapes import shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.items import SkippedUrl
    from vultrcrawl.page.document import Document
    from vultrcrawl.page.forms import Form

#: Actions of a template, and options of a parameter, at most.
_ACTIONS, _OPTIONS = 12, 50
_CHANGES = re.compile(
    r"add|remove|delete|update|edit|cart|basket|checkout|logout|sign.?out|unsubscribe"
    r"|subscribe|vote|like|follow|report|buy|order(?!by)|pay",
    re.IGNORECASE,
)
_VARIABLE = re.compile(r"\{([\w-]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormParameter:
    """One parameter of an action."""

    name: str
    type: str
    """`string`, `number`, `boolean` or `choice`."""
    required: bool = False
    default: str | None = None
    options: tuple[str, ...] = ()
    role: str | None = None
    """``query`` for the words to search for, ``csrf`` for a token of the page."""
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A request that a page offers to make."""

    kind: str
    """See `form_types.kind_of_form`; of a link, which rule says that it acts."""
    safe: bool
    method: Literal["GET", "POST", "DIALOG"]
    url_template: str
    """Address with ``{name}`` for what the caller fills in."""
    encoding: str
    """``query``, or the media type of the body."""
    params: tuple[FormParameter, ...] = ()
    csrf_field: str | None = None
    selector: str | None = None
    source: Literal["form", "link", "searchaction"] = "form"
    pages: int = field(default=1, compare=False)
    """Pages of the sample that have it; of a link, how many of them were found."""


def read_actions(
    documents: Sequence[Document], vocabulary: AbstractSet[str] = frozenset()
) -> list[Action]:
    """Return the actions that *documents* of one template offer, most frequent first.

    Forms that differ only in the values of hidden fields, or in steps of their address
    that are numbers or codes, are one; of what changes something, these steps are
    ``{n}`` and ``{id}`` in the address.
    """
    found: dict[tuple[str, ...], Action] = {}
    pages: Counter[tuple[str, ...]] = Counter()
    for document in documents:
        here: set[tuple[str, ...]] = set()
        for action in _actions(document, vocabulary):
            path = without_values(urlsplit(action.url_template).path)
            names = sorted({one.name for one in action.params})
            key = (action.kind, action.method, _VARIABLE.sub("", path), *names)
            first = found.setdefault(key, action)
            if not first.safe:
                url = common(first.url_template, action.url_template)
                found[key] = replace(first, url_template=url)
            here.add(key)
        pages.update(here)
    ranked = sorted(found, key=lambda key: (-pages[key], key))
    return [replace(found[key], pages=pages[key]) for key in ranked[:_ACTIONS]]


def _actions(document: Document, vocabulary: AbstractSet[str]) -> Iterator[Action]:
    for item in document.structured.jsonld:
        yield from _search_actions(item, document)
    for form in document.forms:
        if not urlsplit(form.action).scheme.startswith("http"):
            continue
        if any(one.name for one in form.fields):
            yield form_action(form, document, vocabulary)


def form_action(
    form: Form, document: Document, vocabulary: AbstractSet[str] = frozenset()
) -> Action:
    """Return what sending *form* asks for."""
    kind = kind_of_form(form)
    method: Literal["GET", "POST", "DIALOG"] = form.method  # type: ignore[assignment] # a str of these
    query = query_field(form) if kind == "search" else None
    csrf = csrf_field(form)
    action = form.action
    safe = (
        method == "GET"
        and (kind == "filter" or (kind == "search" and says_search(form)))
        and not may_change(form)
        and not _CHANGES.search(urlsplit(action).path)
    )
    return Action(
        kind=kind,
        safe=safe,
        method=method,
        url_template=_url_template(form, document, query)
        if method == "GET"
        else action,
        encoding="query" if method == "GET" else form.enctype,
        params=tuple(_parameters(form, query, csrf)),
        csrf_field=csrf,
        selector=path_of(form.element, vocabulary | _own(form)) or None,
    )


def _own(form: Form) -> set[str]:
    name = form.element.get("id")
    return {f"#{name}"} if name else set()


def _url_template(form: Form, document: Document, query: str | None) -> str:
    """Return the address that a browser would ask for, ``{name}`` for the query."""
    data = {query: f"{{{query}}}"} if query else {}
    try:
        copy = lxml_html.document_fromstring(
            etree.tostring(form.element, encoding="unicode", with_tail=False),
            base_url=document.base_url,
        )
        url = str(form2request(copy.find(".//form"), data, click=False).url)
    except (ValueError, NotImplementedError, AttributeError, etree.ParserError):
        # A form that a browser would not send as it stands: its fields say enough.
        sent = {
            one.name: data.get(one.name, one.value)
            for one in form.fields
            if one.name and one.type not in (*UNSENT, "checkbox", "radio")
        }
        url = f"{form.action.partition('?')[0]}?{urlencode(sent)}"
    if not query:
        return url
    return url.replace(quote(f"{{{query}}}", safe=""), f"{{{query}}}")


def _parameters(
    form: Form, query: str | None, csrf: str | None
) -> Iterator[FormParameter]:
    seen: set[str] = set()
    for one in form.fields:
        if not one.name or one.type in UNSENT or one.name in seen:
            continue
        seen.add(one.name)
        role = "query" if one.name == query else "csrf" if one.name == csrf else None
        same = [o for o in form.fields if o.name == one.name]
        options = [value for value, _ in one.options]
        if one.type == "radio":
            options = [o.value for o in same]
        kind = "choice" if options else "string"
        if one.type == "checkbox":
            kind = "boolean"
        elif one.type in ("number", "range"):
            kind = "number"
        secret = role == "csrf" or one.type == "password"
        yield FormParameter(
            name=one.name,
            type=kind,
            required=one.required or role is not None,
            default=None if secret or not one.value else one.value[:200],
            options=tuple(options[:_OPTIONS]),
            role=role,
            label=one.label or None,
        )


def _search_actions(item: object, document: Document) -> Iterator[Action]:
    """Yield schema.org SearchActions (https://schema.org/SearchAction)."""
    if not isinstance(item, dict):
        return
    actions = item.get("potentialAction")
    for action in actions if isinstance(actions, list) else [actions]:
        if not isinstance(action, dict) or action.get("@type") != "SearchAction":
            continue
        target = action.get("target")
        if isinstance(target, dict):
            target = target.get("urlTemplate")
        if isinstance(target, list):
            target = target[0] if target else None
        if not isinstance(target, str):
            continue
        names = _VARIABLE.findall(target)
        try:
            url = urljoin(document.base_url, target)
        except ValueError:
            continue
        if names and url.startswith("http"):
            yield Action(
                kind="search",
                safe=not _CHANGES.search(urlsplit(url).path),
                method="GET",
                url_template=url,
                encoding="query",
                params=tuple(
                    FormParameter(name=name, type="string", required=True, role="query")
                    for name in names
                ),
                source="searchaction",
            )


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
            url = origin(one.url) + shape(without_codes(one.url))
            found.setdefault((kind, url), Counter())[template] += 1
    by_template: dict[str, list[Action]] = {}
    for (kind, url), places in sorted(
        found.items(), key=lambda one: (-one[1].total(), one[0])
    ):
        (template, _), *_ = places.most_common(1)
        actions = by_template.setdefault(template, [])
        if len(actions) < _ACTIONS:
            actions.append(
                Action(
                    kind=kind.replace(" ", "_"),
                    safe=False,
                    method="GET",
                    url_template=url,
                    encoding="query",
                    source="link",
                    pages=places.total(),
                )
            )
    return by_template
