"""Forms of a page and their fields, as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: A select with more options than this is cut (years, countries, car models).
MAX_OPTIONS = 200


@dataclass(slots=True)
class FormField:
    """One control of a form."""

    name: str
    """What it is sent as; empty where it isn't sent."""
    type: str
    """`text`, `password`, `select`, `textarea`, `submit`, `hidden` ..., lower case."""
    value: str
    """Its value as the page gives it."""
    label: str
    """Its label, else placeholder, aria-label or title."""
    required: bool
    """Whether the page marks it as required."""
    options: list[tuple[str, str]] = field(default_factory=list)
    """Value and text of the options of a select."""


@dataclass(slots=True)
class Form:
    """One form."""

    action: str
    """Absolute URL that it is sent to."""
    method: str
    """`GET` or `POST` (or `DIALOG`)."""
    enctype: str
    """Media type of the body."""
    fields: list[FormField]
    """Its controls, in document order."""
    text: str
    """Visible text in it, at most 500 characters."""
    element: HtmlElement = field(repr=False, compare=False)
    """The element itself."""


def _text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _field(control: HtmlElement, labels: dict[str, str]) -> FormField:
    tag = control.tag
    kind = (control.get("type") or ("text" if tag == "input" else tag)).lower()
    options: list[tuple[str, str]] = []
    value = control.get("value") or ""
    if tag == "button":
        kind = (control.get("type") or "submit").lower()
    elif tag == "textarea":
        value = control.text or ""
    elif tag == "select":
        chosen = None
        for option in control.iter("option"):
            text = _text(option)
            item = (option.get("value", text), text)
            if option.get("selected") is not None:
                chosen = item[0]
            if len(options) < MAX_OPTIONS:
                options.append(item)
        value = chosen if chosen is not None else options[0][0] if options else ""
    label = labels.get(control.get("id") or "", "")
    if not label:
        parent = control.getparent()
        while parent is not None and parent.tag != "form" and not label:
            if parent.tag == "label":
                label = _text(parent)
            parent = parent.getparent()
    if not label and tag == "button":
        label = _text(control)
    if not label:
        label = (
            control.get("placeholder")
            or control.get("aria-label")
            or control.get("title")
            or ""
        )
    return FormField(
        name=control.get("name") or "",
        type=kind,
        value=value,
        label=" ".join(label.split())[:200],
        required=control.get("required") is not None
        or control.get("aria-required") == "true",
        options=options,
    )


def read_forms(root: HtmlElement, base_url: str, url: str) -> list[Form]:
    """Return the forms under *root*; an empty action sends to *url* itself.

    HTML 4.10.21: a missing or unknown method is GET. Controls that stand outside of
    their form and name it with a `form` attribute are included.
    """
    elements = list(root.iter("form"))
    if not elements:
        return []
    labels = {
        target: _text(label)
        for label in root.iter("label")
        if (target := label.get("for"))
    }
    strays: dict[str, list[HtmlElement]] = {}
    for control in root.iterfind(".//*[@form]"):
        if control.tag in ("input", "select", "textarea", "button"):
            strays.setdefault(control.get("form", ""), []).append(control)
    forms = []
    for element in elements:
        method = (element.get("method") or "get").strip().upper()
        try:
            action = urljoin(base_url, (element.get("action") or url).strip())
        except ValueError:
            action = url
        controls = [
            control
            for control in element.iter("input", "select", "textarea", "button")
            if control.get("form") in (None, element.get("id"))
        ]
        for control in strays.get(element.get("id") or "", ()):
            if control not in controls:
                controls.append(control)
        forms.append(
            Form(
                action=action,
                method=method if method in ("GET", "POST", "DIALOG") else "GET",
                enctype=(element.get("enctype") or "").strip().lower()
                or "application/x-www-form-urlencoded",
                fields=[_field(control, labels) for control in controls],
                text=_text(element)[:500],
                element=element,
            )
        )
    return forms
