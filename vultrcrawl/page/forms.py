"""Forms of a page and their fields, as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: A select with more options than this is cut (years, countries, car models).
MAX_OPTIONS = 200
#: Longest label that is kept, in characters.
MAX_LABEL = 200
#: Type of a control that states none (HTML, sections 4.10.5 and 4.10.6).
_DEFAULT_TYPES = {"input": "text", "button": "submit"}


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


def _choice(select: HtmlElement) -> tuple[str, list[tuple[str, str]]]:
    """Return the value that a select would send, and its options."""
    options: list[tuple[str, str]] = []
    chosen: str | None = None
    for option in select.iter("option"):
        text = _text(option)
        value = option.get("value", text)
        if option.get("selected") is not None:
            chosen = value
        if len(options) < MAX_OPTIONS:
            options.append((value, text))
    if chosen is None:
        chosen = options[0][0] if options else ""
    return chosen, options


def _label(control: HtmlElement, labels: dict[str, str]) -> str:
    if label := labels.get(control.get("id") or ""):
        return label
    for parent in control.iterancestors("label", "form"):
        if parent.tag == "form":
            break
        if label := _text(parent):
            return label
    if control.tag == "button" and (label := _text(control)):
        return label
    for attribute in ("placeholder", "aria-label", "title"):
        if label := " ".join((control.get(attribute) or "").split()):
            return label
    return ""


def _field(control: HtmlElement, labels: dict[str, str]) -> FormField:
    tag: str = control.tag
    options: list[tuple[str, str]] = []
    value = control.get("value") or ""
    if tag == "textarea":
        value = control.text or ""
    elif tag == "select":
        value, options = _choice(control)
    return FormField(
        name=control.get("name") or "",
        type=(control.get("type") or _DEFAULT_TYPES.get(tag, tag)).strip().lower(),
        value=value,
        label=_label(control, labels)[:MAX_LABEL],
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
