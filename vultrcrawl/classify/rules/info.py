"""Rules for pages that a site has once: about, contact, pricing, legal texts, help."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vultrcrawl.classify.rules.finding import Finding
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from vultrcrawl.classify.reading import PageReading

_I = re.IGNORECASE
_LEGAL_NAME = re.compile(
    r"(?:website-?|site-?)?(?:terms|tos|tou|privacy|cookies?|imprint|impressum"
    r"|datenschutz"
    r"|agb|disclaimer|legal|copyright|licen[sc]es?|eula|gdpr|dmca|accessibility)"
    r"|(?:.+-)?(?:terms-(?:of|and|conditions)|privacy-(?:policy|notice|statement"
    r"|center)"
    r"|cookie-(?:policy|notice)|refund-policy|return-policy|shipping-policy"
    r"|legal-notice"
    r"|terms-conditions|user-agreement|acceptable-use).*|terms-?(?:of-?(?:use|service)"
    r"|and-?conditions)|privacy-?policy|cookie-?policy|nutzungsbedingungen"
    r"|datenschutzerkl.*|mentions-legales|politique-de-confidentialite|cgv|cgu"
    r"|aviso-legal|politica-de-privacidad|privacidad|regulamin|note-legali",
    _I,
)
_LEGAL_TITLE = re.compile(
    r"terms (?:of|and|&)|terms\b|privacy|cookie|imprint|impressum|datenschutz|agb\b"
    r"|disclaimer|legal|copyright|licen[sc]e|user agreement|acceptable use"
    r"|accessibility"
    r"|(?:refund|return|shipping)s? policy|conditions|geschäftsbedingungen"
    r"|nutzungsbedingungen|mentions légales|confidentialité|aviso legal|privacidad"
    r"|condiciones|regulamin|note legali|gdpr|dmca",
    _I,
)
_ABOUT_NAME = re.compile(
    r"about(?:[-_]?(?:us|me|the-company|company|our-company))?|who-we-are"
    r"|our-(?:story|team"
    r"|mission|history|company|people|values)|über-uns|ueber-uns|uber-uns|a-propos"
    r"|qui-sommes-nous|quienes-somos|sobre(?:-nosotros|-nos)?|acerca-de|chi-siamo"
    r"|over-ons"
    r"|o-nas|om-oss|om-os|company|mission|team|the-team|leadership|aboutus",
    _I,
)
_ABOUT_TITLE = re.compile(
    r"\babout\b|who we are|our (?:story|team|mission|history|company|people|values)"
    r"|über (?:uns|mich)|à propos|qui sommes|qui[ée]nes somos|sobre|acerca de|chi siamo"
    r"|over ons|o nas|om oss|\bcompany\b|\bteam\b|leadership|mission",
    _I,
)
_CONTACT_NAME = re.compile(
    r"contacts?(?:[-_]?(?:us|me|form|info))?|kontakt(?:formular)?|contacto"
    r"|contactez-nous"
    r"|nous-contacter|contatti|contattaci|contato|fale-conosco|get-in-touch|reach-us"
    r"|find-(?:us|a-store)|store-?(?:locator|finder)|contactus|feedback",
    _I,
)
_CONTACT_TITLE = re.compile(
    r"contact|kontakt|contatt|contato|fale conosco|get in touch|reach (?:us|out)"
    r"|find us"
    r"|store (?:locator|finder)|find a store|お問い合わせ|联系|контакты|feedback",
    _I,
)
_PRICING_NAME = re.compile(
    r"pricing(?:[-_]?plans?)?|plans?(?:-?and-?pricing|-pricing)?|prices|preise|tarife?"
    r"|tarifs|precios|planes|prezzi|cennik|price-list|subscription-plans|rates",
    _I,
)
_PRICING_TITLE = re.compile(
    r"pricing|plans?\b|prices|preise|tarif|precios|planes|prezzi|cennik|rates", _I
)
_FAQ_NAME = re.compile(
    r"(?:.+-)?faqs?|faq-.+|frequently-asked-questions|h[aä]ufige-fragen"
    r"|preguntas-frecuentes"
    r"|foire-aux-questions",
    _I,
)
_FAQ_TITLE = re.compile(
    r"\bfaqs?\b|frequently asked|h[äa]ufig(?:e|\s)|preguntas frecuentes"
    r"|foire aux questions"
    r"|よくある質問|常见问题|вопросы",
    _I,
)
#: Files of such a page stand near the root; deeper it is a post about the matter.
_DEEPEST = 3


def _named(
    reading: PageReading, name: re.Pattern[str], title: re.Pattern[str]
) -> str | None:
    """Return what the page's last segment is called if title or h1 agrees with it."""
    address = reading.address
    if not 1 <= len(address.content_segments) <= _DEEPEST or address.has_date:
        return None
    if not name.fullmatch(address.last):
        return None
    head = (reading.document.title[:100], reading.h1[:100])
    return address.last if any(title.search(text) for text in head) else None


def _article(reading: PageReading) -> bool:
    """Whether the page's markup says that it is an article."""
    kinds = ("Article", "NewsArticle", "BlogPosting")
    return any(reading.schema[kind] for kind in kinds) and bool(
        reading.document.meta.get("article:published_time")
    )


def legal(reading: PageReading) -> Finding | None:
    """Look for terms, privacy and the like by name and heading."""
    if name := _named(reading, _LEGAL_NAME, _LEGAL_TITLE):
        return Finding(PageType.LEGAL, 0.93, f"called {name!r} in URL and title")
    h1 = reading.h1
    if re.fullmatch(
        r"(?:.{0,30} )?(?:privacy (?:policy|notice|statement)|terms (?:of (?:use"
        r"|service)"
        r"|(?:and|&) conditions)|cookie policy|imprint|impressum|datenschutzerklärung"
        r"|legal notice|user agreement)",
        h1,
        _I,
    ) and not _article(reading):
        return Finding(PageType.LEGAL, 0.9, f"heading {h1[:60]!r}")
    return None


def contact(reading: PageReading) -> Finding | None:
    """Look for a contact page by name, with little text."""
    name = _named(reading, _CONTACT_NAME, _CONTACT_TITLE)
    if name is None or len(reading.document.main_text) > 6000:
        return None
    return Finding(PageType.CONTACT, 0.9, f"called {name!r} in URL and title")


def about(reading: PageReading) -> Finding | None:
    """Look for an about page by name."""
    name = _named(reading, _ABOUT_NAME, _ABOUT_TITLE)
    if name is None or _article(reading):
        return None
    return Finding(PageType.ABOUT, 0.88, f"called {name!r} in URL and title")


def pricing(reading: PageReading) -> Finding | None:
    """Look for a pricing page by name."""
    name = _named(reading, _PRICING_NAME, _PRICING_TITLE)
    if name is None or _article(reading) or reading.schema["Product"]:
        return None
    return Finding(PageType.PRICING, 0.88, f"called {name!r} in URL and title")


def faq(reading: PageReading) -> Finding | None:
    """Look for questions and answers by name."""
    name = _named(reading, _FAQ_NAME, _FAQ_TITLE)
    if name is None or _article(reading):
        return None
    return Finding(PageType.FAQ_SUPPORT, 0.88, f"called {name!r} in URL and title")


RULES = (legal, contact, about, pricing, faq)
