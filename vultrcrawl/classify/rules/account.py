"""Log-in and sign-up pages, carts and checkouts, search results."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vultrcrawl.classify.rules.finding import Finding
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from vultrcrawl.classify.reading import Reading

_I = re.IGNORECASE
_AUTH_URL = re.compile(
    r"log-?[io]n|log_in|logon|sign-?[iu]p|sign-?in|sign_(?:in|up)|auth(?:enticate)?"
    r"|register|registration|create-?account|my-?account|account|passwort|password"
    r"|forgot.*|lost-?password|recover.*|reset.*|konto|anmelden|registrieren|connexion"
    r"|inscription|entrar|acceso|registro|accedi|inloggen|users?|member(?:s|ship)?|customer"
    r"|new|join|session|sso|wp-login|rejestracja|logowanie|ucp|profile",
    _I,
)
_AUTH_TITLE = re.compile(
    r"\b(?:log[ -]?in|log[ -]?on|sign[ -]?in|sign[ -]?up|register|registration|create (?:an? )?"
    r"(?:new )?account|my account|(?:forgot|lost|reset|recover)\w* (?:your |my )?password"
    r"|password (?:reset|recovery)|anmeld\w+|einloggen|registrier\w+|passwort|connexion"
    r"|s'inscrire|inscription|mot de passe|iniciar sesi[óo]n|registr(?:o|arse)|contraseña"
    r"|entrar|cadastr\w+|accedi|registra\w+|inloggen|aanmelden|logowanie|zaloguj|rejestracja"
    r"|logga in|log ind|giriş|вход|войти|регистрация|авторизация|ログイン|登录|登錄|注册)",
    _I,
)
_QUERY = re.compile(
    r"q|query|s|search|searchterm|search_?query|keywords?|kw|k|term|terms|wd|text|ntt|suche"
    r"|busca|buscar|recherche|searchtext|search_text|_nkw|field-keywords|st|find",
    _I,
)
_SEARCH_SEGMENT = re.compile(
    r"search(?:results?)?|search-results?|suche|recherche|buscar?|busqueda|ricerca|zoeken"
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
    r"(?:shopping-?|my-?)?(?:cart|basket|bag)|warenkorb|panier|carrito|carrello|winkelwagen"
    r"|koszyk|checkouts?|kasse|order-?(?:form|now)|book(?:ing)?|buchung|reservations?|reserve"
    r"|apply|application|payment|donate",
    _I,
)
_CART_TITLE = re.compile(
    r"(?:shopping |your |my )?\b(?:cart|basket|bag)\b|checkout|warenkorb|kasse|panier"
    r"|carrito|carrello|winkelwagen|koszyk|secure payment|booking|book (?:a|your|now|online)"
    r"|reservation|buchen|order form|apply (?:now|online|here)|application form|donat",
    _I,
)


def auth(reading: Reading) -> Finding | None:
    """A form with a password, or an address, and a URL or title that says so."""
    document, address = reading.document, reading.address
    title = _AUTH_TITLE.search(f"{document.title}\n{reading.h1}")
    tail = address.content_segments[-2:]
    query = " ".join(value for _, value in address.query)
    url = any(_AUTH_URL.fullmatch(re.sub(r"\.\w+$", "", part)) for part in tail) or (
        bool(_AUTH_TITLE.search(query.replace("_", " ")))
    )
    if not (title or url):
        return None
    size = len(document.main_text)
    passwords = reading.inputs["password"]
    if passwords and size < 3500 and (title and url or size < 1500):
        return Finding(
            PageType.AUTH, 0.93 if title and url else 0.85, "password field and log-in words"
        )
    # Password recovery, and log-in in two steps, ask for nothing but a name.
    if title and url and size < 1200 and document.tags["form"]:
        return Finding(PageType.AUTH, 0.8, "log-in words in URL and title, a form")
    return None


def search_results(reading: Reading) -> Finding | None:
    """A query in the URL that the page repeats, or a heading that says "results for"."""
    document, address = reading.document, reading.address
    if len(document.links) < 3:
        return None
    head = f"{document.title}\n{reading.h1}"
    says = _SEARCH_TITLE.search(head)
    value = next(
        (
            value.strip().lower()
            for name, value in address.query
            if _QUERY.fullmatch(name) and len(value.strip()) >= 2
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


def transaction(reading: Reading) -> Finding | None:
    """A cart, checkout, booking or application: said by URL and title, with a form."""
    document, address = reading.document, reading.address
    segments = address.content_segments
    if not segments or not _CART_SEGMENT.fullmatch(address.last):
        if not (segments and re.fullmatch(r"checkouts?|cart|basket", segments[0])):
            return None
    head = f"{document.title}\n{reading.h1}"
    if not (found := _CART_TITLE.search(head)) or len(document.main_text) > 3000:
        return None
    return Finding(PageType.TRANSACTION, 0.85, f"URL and title say {found[0]!r}")


RULES = (auth, search_results, transaction)
