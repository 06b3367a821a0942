"""What a form is for: search, login, registration, subscription, contact, cart ..."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.navigation.words import pattern_for

if TYPE_CHECKING:
    from vultrcrawl.page.forms import Form, FormField

#: Controls that a visitor types or chooses in.
TYPED: Final = frozenset(
    ("text", "search", "email", "tel", "url", "number", "password", "textarea", "date")
)
UNSENT: Final = frozenset(("submit", "button", "image", "reset", "file"))
_CSRF = re.compile(
    r"csrf|xsrf|authenticity_?token|_?token$|__requestverificationtoken|nonce|form_key"
    r"|securitytoken|__viewstate|form_build_id",
    re.IGNORECASE,
)
_SEARCH = pattern_for("search")
_QUERY = re.compile(
    r"q|s|k|w|p|kw|qt|query|search.*|.*search|keywords?|.*keyword|searchtext|term|words?"
    r"|text|find|.*query|suche?|request|story|st",
    re.IGNORECASE,
)
_RECOVER = pattern_for("recover")
_PASSWORD_WORDS = pattern_for("password")
_SUBSCRIBE = pattern_for("subscribe")
_SUBSCRIBES = pattern_for("subscribe_surely")
_REGISTER = pattern_for("register")
_CART = pattern_for("cart")
_SORT = pattern_for("sort")
_POLL = pattern_for("poll")
#: What a form is about that changes something, where no text around it says so.
_ACTS = pattern_for("changes")


def csrf_field(form: Form) -> str | None:
    """Return the name of the field with a token against forged requests."""
    for field in form.fields:
        if field.type == "hidden" and _CSRF.search(field.name):
            return field.name
    return None


def query_field(form: Form) -> str | None:
    """Return the name of the field that takes the words to search for."""
    typed = [f for f in form.fields if f.type in ("text", "search") and f.name]
    for field in typed:
        if field.type == "search" or _QUERY.fullmatch(field.name):
            return field.name
    for field in typed:
        if _SEARCH.search(f"{field.name} {field.label}"):
            return field.name
    return typed[0].name if len(typed) == 1 else None


def may_change(form: Form) -> bool:
    """Whether something about *form* says that sending it changes something.

    That is a token against forged requests, which protects from nothing else, a field
    for a password, or a word for buying, subscribing or signing in among the names of
    its fields, its hidden values and its buttons. The text in it says nothing: a search
    may stand beside a note on the cart.
    """
    if csrf_field(form) is not None:
        return True
    if any(field.type == "password" for field in form.fields):
        return True
    return bool(_ACTS.search(_own_words(form)))


def _own_words(form: Form) -> str:
    get = form.element.get
    hidden = (f.value for f in form.fields if f.type == "hidden" and len(f.value) < 40)
    names = (f.name for f in form.fields)
    marks = (get(name) or "" for name in ("id", "class", "name"))
    return " ".join((*marks, *names, *hidden, _buttons(form)))


def says_search(form: Form) -> bool:
    """Whether something about *form* says that it searches, beside its shape."""
    texts = [f for f in form.fields if f.type in ("text", "search")]
    if any(f.type == "search" or _QUERY.fullmatch(f.name) for f in texts):
        return True
    return bool(_SEARCH.search(_marks(form, texts)))


def _marks(form: Form, texts: list[FormField]) -> str:
    labels = (f"{f.name} {f.label}" for f in texts)
    return " ".join((form.action, *labels, _buttons(form)))


def kind_of_form(form: Form) -> str:
    """Return what *form* is for.

    ``login``, ``registration``, ``recovery``, ``search``, ``subscribe``, ``cart``,
    ``contact``, ``filter``, ``poll`` or ``other``.
    """
    fields = [f for f in form.fields if f.type not in UNSENT]
    typed = [f for f in fields if f.type in TYPED]
    passwords = sum(f.type == "password" for f in fields)
    words = _words(form)
    if passwords:
        return _with_password(passwords, len(typed), words)
    if any(f.type == "textarea" for f in typed):
        return "contact"
    search = _is_search(form, typed)
    if _RECOVER.search(words) and len(typed) <= 2 and not search:
        return "recovery"
    if search:
        return "search"
    return _by_words(form, typed, fields, words)


def _by_words(
    form: Form, typed: list[FormField], fields: list[FormField], words: str
) -> str:
    if _PASSWORD_WORDS.search(words) and len(typed) <= 3:
        return "recovery"
    mail = any(_is_mail(f) for f in typed)
    registers = _REGISTER.search(form.action) or _REGISTER.search(words)
    if mail and len(typed) <= 4:
        surely = _REGISTER.search(form.action) and not _SUBSCRIBE.search(form.text)
        return "registration" if surely else "subscribe"
    if typed and form.method == "GET" and _SUBSCRIBES.search(_own_words(form)):
        return "subscribe"
    if _CART.search(words) and len(typed) <= 3:
        return "cart"
    if mail:
        return "registration" if registers else "contact"
    return _without_text(form, typed, fields, words)


def _with_password(passwords: int, typed: int, words: str) -> str:
    if passwords == 1 and typed <= 3:
        return "registration" if _only_registers(words) and typed > 2 else "login"
    return "registration" if passwords > 1 or typed > 3 else "login"


def _only_registers(words: str) -> bool:
    return bool(_REGISTER.search(words)) and "login" not in words.lower()


def _without_text(
    form: Form, typed: list[FormField], fields: list[FormField], words: str
) -> str:
    if _POLL.search(words) and any(f.type == "radio" for f in fields):
        return "poll"
    chosen = [f for f in fields if f.type in ("select", "checkbox", "radio")]
    if chosen and not typed and says_search(form):
        return "search"
    if chosen and not typed and (form.method == "GET" or _SORT.search(words)):
        return "filter"
    if form.method == "GET" and typed and _SEARCH.search(words):
        return "search"
    return "other"


def _is_mail(field: FormField) -> bool:
    named = f"{field.name} {field.label}".lower()
    return field.type == "email" or "mail" in named


def _is_search(form: Form, typed: list[FormField]) -> bool:
    texts = [f for f in typed if f.type in ("text", "search")]
    if not texts or any(_is_mail(f) for f in texts[:1]):
        return False
    if any(f.type == "search" for f in texts):
        return True
    if len(texts) > 4:
        return bool(_SEARCH.search(form.action)) and form.method == "GET"
    if _SEARCH.search(_marks(form, texts)):
        return True
    if form.method != "GET" or len(texts) != 1 or query_field(form) is None:
        return False
    # One field to type in is most often a search, and a coupon's code sometimes.
    return says_search(form) or not may_change(form)


def _buttons(form: Form) -> str:
    shown = (f for f in form.fields if f.type in ("submit", "button", "image"))
    return " ".join(f"{f.value} {f.name} {f.label}" for f in shown)


def _words(form: Form) -> str:
    get = form.element.get
    marks = f"{get('id') or ''} {get('class') or ''} {get('name') or ''}"
    names = " ".join(f"{f.name} {f.label}" for f in form.fields)
    return f"{form.action} {marks} {names} {_buttons(form)} {form.text[:200]}"
