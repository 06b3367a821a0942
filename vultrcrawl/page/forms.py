"""Forms of a page and their fields, as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING

from vultrcrawl.page.html.text import TextReader, first_attribute
from vultrcrawl.page.tree import finder
from vultrcrawl.urls.joining import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

#: A select with more options than this is cut (years, countries, car models).
MAX_OPTIONS = 200
#: Forms, controls and options that are read of a page.
MAX_FORMS, MAX_FIELDS, MAX_ALL_OPTIONS = 200, 1_000, 20_000
#: Elements around a control among which its label is looked for.
MAX_LEVELS = 8
#: Longest label, and longest text of a form, that is kept, in characters.
MAX_LABEL, MAX_TEXT = 200, 500
#: Type of a control that states none (HTML, sections 4.10.5 and 4.10.6).
_DEFAULT_TYPES = {"input": "text", "button": "submit"}
_CONTROLS = ("input", "select", "textarea", "button")
_STRAYS = finder("descendant::*[@form]")
_BUTTON_LINKS = finder(
    "descendant::a[contains(@class, 'btn') or contains(@class, 'button')]"
)
#: Buttons, links that look like one, and characters of each whose text is read.
_BUTTONS, _LINKS, _CHARACTERS = 60, 30, 60


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
    """Its label, else placeholder, aria-label or title, at most 200 characters."""
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


def read_forms(root: HtmlElement, base_url: str, url: str) -> list[Form]:
    """Return the forms under *root*; an empty action sends to *url* itself.

    HTML 4.10.21: a missing or unknown method is GET. Controls that stand outside of
    their form and name it with a `form` attribute are included.
    """
    elements = list(root.iter("form"))[:MAX_FORMS]
    return _Reader(root, base_url, url).read(elements) if elements else []


class _Reader:
    """What the forms of a page share."""

    def __init__(self, root: HtmlElement, base_url: str, url: str) -> None:
        self.base_url = base_url
        self.url = url
        self.text_of = TextReader(each=MAX_LABEL)
        self.fields_left = MAX_FIELDS
        self.options_left = MAX_ALL_OPTIONS
        self.labels: dict[str, str] = {
            target: self.text_of(label)
            for label in root.iter("label")
            if (target := label.get("for"))
        }
        self.strays: dict[str, list[HtmlElement]] = {}
        for control in _STRAYS(root):
            if control.tag in _CONTROLS:
                self.strays.setdefault(control.get("form") or "", []).append(control)

    def read(self, elements: list[HtmlElement]) -> list[Form]:
        """Return the forms that *elements* are."""
        text_of = TextReader(each=MAX_TEXT)
        forms = []
        for element in elements:
            action: str = (element.get("action") or "").strip()
            method: str = (element.get("method") or "").strip().upper()
            enctype: str = (element.get("enctype") or "").strip().lower()
            forms.append(
                Form(
                    action=absolute(action, self.base_url) if action else self.url,
                    method=method if method in ("POST", "DIALOG") else "GET",
                    enctype=enctype or "application/x-www-form-urlencoded",
                    fields=[self.field(control) for control in self.controls(element)],
                    text=text_of(element),
                    element=element,
                )
            )
        return forms

    def controls(self, form: HtmlElement) -> Iterable[HtmlElement]:
        """Return the controls of *form*, those that stand outside of it last."""
        name = form.get("id") or None
        own = (
            control
            for control in form.iter(*_CONTROLS)
            if control.get("form") in (None, name)
        )
        strays = self.strays.get(name, ()) if name else ()
        controls = dict.fromkeys(islice(chain(own, strays), self.fields_left))
        self.fields_left -= len(controls)
        return controls

    def field(self, control: HtmlElement) -> FormField:
        """Return one control."""
        tag: str = control.tag
        options: list[tuple[str, str]] = []
        value: str = control.get("value") or ""
        if tag == "textarea":
            value = control.text or ""
        elif tag == "select":
            value, options = self.choice(control)
        kind: str = control.get("type") or _DEFAULT_TYPES.get(tag, tag)
        return FormField(
            name=control.get("name") or "",
            type=kind.strip().lower(),
            value=value,
            label=self.label(control)[:MAX_LABEL],
            required=control.get("required") is not None
            or control.get("aria-required") == "true",
            options=options,
        )

    def choice(self, select: HtmlElement) -> tuple[str, list[tuple[str, str]]]:
        """Return the value that a select would send, and its options."""
        options: list[tuple[str, str]] = []
        chosen: str | None = None
        for option in islice(select.iter("option"), self.options_left):
            self.options_left -= 1
            selected = chosen is None and option.get("selected") is not None
            if selected or len(options) < MAX_OPTIONS:
                text = self.text_of(option)
                value: str = option.get("value", text)
                if selected:
                    chosen = value
                if len(options) < MAX_OPTIONS:
                    options.append((value, text))
        if chosen is None:
            chosen = options[0][0] if options else ""
        return chosen, options

    def label(self, control: HtmlElement) -> str:
        """Return what tells a visitor what *control* is for."""
        if label := self.labels.get(control.get("id") or ""):
            return label
        for parent in islice(control.iterancestors(), MAX_LEVELS):
            if parent.tag == "form":
                break
            if parent.tag == "label" and (label := self.text_of(parent)):
                return label
        if control.tag == "button" and (label := self.text_of(control)):
            return label
        return first_attribute(control, "placeholder", "aria-label", "title")


def read_buttons(root: HtmlElement) -> str:
    """Return the beginnings of what buttons under *root* say, a line each."""
    texts = []
    buttons = islice(root.iter("button", "input"), _BUTTONS)
    for element in (*buttons, *_BUTTON_LINKS(root)[:_LINKS]):
        if element.tag == "input":
            if element.get("type") not in ("submit", "button"):
                continue
            text = element.get("value") or ""
        else:
            text = " ".join("".join(element.itertext()).split())
        texts.append(text[:_CHARACTERS])
    return "\n".join(texts)
