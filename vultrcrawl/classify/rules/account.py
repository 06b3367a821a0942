"""Rules for log-in and sign-up pages, carts and checkouts, search results."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vultrcrawl.classify.rules.finding import Finding
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from vultrcrawl.classify.reading import PageReading

_I = re.IGNORECASE
#: Found anywhere in a short segment: files are called `regi-login.jsp` and the like.
_AUTH_URL = re.compile(
    r"log[-_]?[io]n|logon|sign[-_]?(?:in|up|on)|regist|passw|_pwd|forgot|lost-?pass"
    r"|(?:create|new)[-_]?\w*account|member_?(?:join|reg)|newmember|auth\b|oauth|sso\b"
    r"|registr|rejestr|logowan|prisijung|anmeld|kundenkonto|konto\b|mot[-_]de[-_]passe"
    r"|connexion|inscription|nouveau-membre|contrase|senha|acceso|accedi|inloggen"
    r"|myaccount|my-account|^account|^join$|^join\.|^users?$|^user/|ucp\b|recover",
    _I,
)
_AUTH_TITLE = re.compile(
    r"\b(?:log[ -]?in|log[ -]?on|sign[ -]?in|sign[ -]?up|register|registration"
    r"|my account"
    r"|create (?:an? )?(?:new )?account|password|anmeld\w+|einloggen|passwort"
    r"|registr(?:ier\w+|arse|arsi|rácia|eer\w*)|connexion|authentification|s'inscrire"
    r"|inscription|mot de passe|iniciar sesi[óo]n|registro|contraseña|senha"
    r"|palavra-passe"
    r"|entrar|cadastr\w+|accedi|inloggen|aanmelden|logowanie|zaloguj|rejestracja"
    r"|logga in|log ind|giriş|вход|войти|авторизация|парола?"
    r")\b|регистр|зарегистр|парол|ログイン|新規会員登録|パスワード|登录|登錄|注册|로그인",
    _I,
)
_QUERY = re.compile(
    r"q|query|s|search|searchterm|search_?query|keywords?|kw|k|term|terms|wd|text"
    r"|ntt|suche"
    r"|busca|buscar|recherche|searchtext|search_text|_nkw|field-keywords|st|find",
    _I,
)
_HEX = re.compile(r"[0-9a-f]{16,}", _I)
_SEARCH_SEGMENT = re.compile(
    r"search(?:results?)?|search-results?|suche|recherche|buscar?|busqueda|ricerca"
    r"|zoeken"
    r"|catalogsearch|szukaj|find",
    _I,
)
_SEARCH_TITLE = re.compile(
    r"search results|results for|search:|you searched|suchergebnis|ergebnisse für"
    r"|résultats (?:de|pour)|resultados (?:de|para)|risultati (?:della|per)"
    r"|zoekresultaten|wyniki wyszukiwania|результаты поиска|検索結果|搜索结果",
    _I,
)
_CART_SEGMENT = re.compile(
    r"(?:shopping-?|my-?)?(?:cart|basket|bag)|warenkorb|panier|carrito|carrello"
    r"|winkelwagen"
    r"|koszyk|checkouts?|kasse|order-?(?:form|now)|book(?:ing)?|buchung"
    r"|reservations?|reserve"
    r"|apply|application|payment|donate",
    _I,
)
_CART_TITLE = re.compile(
    r"(?:shopping |your |my )?\b(?:cart|basket|bag)\b|checkout|warenkorb|kasse|panier"
    r"|carrito|carrello|winkelwagen|koszyk|secure payment|booking|book (?:a|your"
    r"|now|online)"
    r"|reservation|buchen|order form|apply (?:now|online|here)|application form|donat",
    _I,
)


_FORM_NAME = re.compile(
    r"add|new|create|edit|write|submit|compose|apply|application|order|subscribe|donate"
    r"|book(?:ing)?|reserve|quote|request.*|(?:write|add|submit)-.+|enrol+|post",
    _I,
)
#: Kinds of fields that a visitor fills in.
_TYPED = {
    "text",
    "textarea",
    "select",
    "radio",
    "email",
    "tel",
    "number",
    "date",
    "file",
}


def _auth_address(reading: PageReading) -> bool:
    """Whether the end of the URL names a log-in; sentences in URLs are left out."""
    address = reading.address
    parts = [part for part in address.segments[-2:] if part.count("-") < 4]
    parts += [f"{name} {value}" for name, value in address.query if len(value) < 40]
    return any(_AUTH_URL.search(part) for part in parts)


def auth(reading: PageReading) -> Finding | None:
    """Look for a password field, and for URL and title that speak of an account."""
    document = reading.document
    title = bool(_AUTH_TITLE.search(f"{document.title[:120]}\n{reading.h1[:80]}"))
    url = _auth_address(reading)
    size = len(document.main_text)
    passwords = reading.inputs["password"]
    if passwords and title and url and size < 8000:
        return Finding(PageType.AUTH, 0.95, "password field; URL and title name it")
    if passwords and url and size < 3500:
        return Finding(PageType.AUTH, 0.9, "password field; URL names it")
    if passwords and title and size < 3000:
        return Finding(PageType.AUTH, 0.88, "password field; title names it")
    # Recovery, and log-in in two steps, ask for nothing but a name or an address.
    if title and url and size < 1500 and reading.document.tags["input"]:
        return Finding(PageType.AUTH, 0.85, "URL and title name it; a form")
    return None


def search_results(reading: PageReading) -> Finding | None:
    """Look for a query in the URL that the page repeats, or a title that says so."""
    document, address = reading.document, reading.address
    if len(document.links) < 3:
        return None
    head = f"{document.title}\n{reading.h1}"
    says = _SEARCH_TITLE.search(head)
    value = next(
        (
            value.strip().lower()
            for name, value in address.query
            if _QUERY.fullmatch(name)
            and len(value.strip()) >= 2
            # A bare hexadecimal number is a session.
            and not _HEX.fullmatch(value.strip())
        ),
        "",
    )
    at = [
        place
        for place, part in enumerate(address.content_segments)
        if _SEARCH_SEGMENT.fullmatch(re.sub(r"\.\w+$", "", part))
    ]
    if value and not value.isdigit():
        if says or at:
            return Finding(
                PageType.SEARCH_RESULTS, 0.93, f"query {value[:40]!r} in the URL"
            )
        if value in head.lower():
            return Finding(
                PageType.SEARCH_RESULTS, 0.85, f"query {value[:40]!r} in URL and title"
            )
    if says and at:
        return Finding(PageType.SEARCH_RESULTS, 0.9, f"title says {says[0]!r}")
    return None


def transaction(reading: PageReading) -> Finding | None:
    """Look for a cart, checkout, booking or application in URL and title."""
    document, address = reading.document, reading.address
    first = "".join(address.content_segments[:1])
    if not (
        _CART_SEGMENT.fullmatch(address.last)
        or re.fullmatch(r"checkouts?|cart|basket", first)
    ):
        return None
    head = f"{document.title}\n{reading.h1}"
    if not (found := _CART_TITLE.search(head)) or len(document.main_text) > 3000:
        return None
    return Finding(PageType.TRANSACTION, 0.85, f"URL and title say {found[0]!r}")


def form_page(reading: PageReading) -> Finding | None:
    """Look for a page that is one form to fill in, called `add`, `apply` and so on."""
    if not _FORM_NAME.fullmatch(reading.address.last):
        return None
    for form in reading.document.forms:
        fields = [field for field in form.fields if field.type in _TYPED]
        if form.method == "POST" and len({field.name for field in fields}) >= 3:
            return Finding(
                PageType.TRANSACTION, 0.8, f"a form of {len(fields)} fields to fill in"
            )
    return None


RULES = (auth, search_results, transaction, form_page)
