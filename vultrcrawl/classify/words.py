"""Words that tell page types apart, in the languages most of the web is in."""

# ruff: noqa: RUF001 (letters of other scripts are what is looked for)

from __future__ import annotations

import re

_I = re.IGNORECASE

PRICE = re.compile(
    r"(?:[$€£¥₹₽₩₫₺₴฿]|\b(?:USD|EUR|GBP|CHF|INR|AUD|CAD|Rs\.?|R\$|kr\.?))\s?\d[\d.,]*"
    r"|\d[\d.,]*\s?(?:[€£₽₴₺₫]|(?:EUR|USD|GBP|CHF|kr|zł|Kč|Ft|lei|руб|грн|円|元|원)(?!\w))"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
#: A year is a date's where a day or month stands right before or behind it.
_AROUND_YEAR = re.compile(
    r"(?:[0-3]?\d(?:st|nd|rd|th|\.)?[ ,]+(?:de )?[^\W\d_]{3,10}\.?,?(?: de)? "
    r"|[^\W\d_]{3,10}\.? [0-3]?\d(?:st|nd|rd|th)?,? |[0-3]?\d[-/.][01]?\d[-/.])$"
)
_BEHIND_YEAR = re.compile(r"[-/.](?:0?[1-9]|1[0-2])[-/.][0-3]?\d\b|\s?年")
_AGO = re.compile(
    r"\d+ ?(?:minute|min|hour|day|week|month|year)s? ago|vor \d+ |il y a \d+ "
)
SENTENCE = re.compile(r"[.!?…。！？]['\"”’)]?(?:\s|$)")

#: Phrases in lower case by what they are a sign of. They are counted as plain text,
#: which is twenty times faster than an expression with as many branches.
PHRASES = {
    "buy": (
        "add to cart", "add to bag", "add to basket", "add to trolley", "buy now",
        "buy it now", "add to my cart", "add to your cart", "add to shopping",
        "in den warenkorb", "in den einkaufswagen", "ajouter au panier",
        "añadir al carrito", "añadir a la cesta", "agregar al carrito",
        "aggiungi al carrello", "in winkelwagen", "in winkelmand",
        "adicionar ao carrinho", "adicionar à sacola", "do koszyka", "в корзину",
        "カートに入れる", "カートに追加", "加入购物车", "加入購物車", "장바구니",
        "i kundvagn", "i varukorg", "læg i kurv", "koriin", "sepete ekle", "do košíku",
        "kosárba", "în coș",
    ),
    "stock": (
        "in stock", "out of stock", "sold out", "preorder", "pre-order", "auf lager",
        "lieferbar", "en stock", "disponib", "op voorraad", "availability", "ships in",
        "ships within", "ships from", "sku", "upc", "item no", "item #", "item number",
        "artikelnr", "artikel-nr", "mpn", "free shipping", "quantity", "qty", "menge",
        "quantité", "cantidad", "warranty", "returns", "add to wish", "wishlist",
    ),
    "sort": (
        "sort by", "filter", "refine", "sortieren", "trier par", "ordenar por",
        "ordina per", "sorteren", " results", " items", " products", "showing ",
        "load more", "show more", "view all", "see all", "best sell", "per page",
        "relevance", "price: low", "quick view", "quick shop", "compare",
    ),
    "reply": (
        "reply", "replies", "posts:", "joined", "member since", "quote", " answers",
        "asked", "thread", "last post", "log in to reply", "senior member", "upvote",
        "said:", "antwort", "répondre", "respuesta", "discussion", "moderator",
        "messages:", "#1", "likes", "edited", "posted", "views",
    ),
    "credit": (
        "min read", "minute read", "published", "posted on", "updated", "last modified",
        "share this", "share on", "comments", "related articles", "related posts",
        "related stories", "about the author", "author", "leave a comment", "photo:",
        "image credit", "getty", "written by", "reporter", "editor", "read more",
    ),
    "action": (
        "get a quote", "free quote", "request a", "free estimate", "a demo",
        "consultation", "contact us", "call us", "call now", "call today", "schedule",
        "book now", "book a", "get started", "our services", "our team", "our clients",
        "our customers", "our experts", "why choose", "testimonial", "trusted by",
        "free trial", "sign up", "learn more", "talk to", "we offer", "we provide",
        "we help", "we specialize", "pricing", "solutions", "case stud", "apply now",
        "devis", "anfragen", "no credit card",
    ),
    "manual": (
        "edit this page", "on this page", "table of contents", "previous", "next",
        "version", "parameter", "return", "argument", "syntax", "example", "note:",
        "install", " api", "reference", "function", "class ", "deprecated", "default",
        "configur", "() ", "tutorial", "documentation", "command",
    ),
    "i": (" i ", " i'm ", " i’ve ", " i've ", " my ", " me ", " ich ", " je "),
    "we": (" we ", " our ", " us ", " wir ", " unser", " nous ", " notre ", " nuestr"),
    "you": (" you ", " your ", " sie ", " ihr", " vous ", " votre ", " su "),
}  # fmt: skip


def dates(text: str) -> list[int]:
    """Return where dates with a year, or of the kind `3 days ago`, stand in *text*."""
    found = []
    for match in _YEAR.finditer(text):
        at = match.start()
        if _AROUND_YEAR.search(text, max(0, at - 24), at) or _BEHIND_YEAR.match(
            text, match.end()
        ):
            found.append(at)
    if any(sign in text for sign in (" ago", "vor ", "il y a ")):
        found += [match.start() for match in _AGO.finditer(text)]
    return sorted(found)


def occurrences(kind: str, text: str) -> tuple[int, int | None]:
    """Return how often phrases of *kind* stand in *text*, and where the first does.

    *text* is in lower case; the place is None where there is none.
    """
    counts = [(phrase, text.count(phrase)) for phrase in PHRASES[kind]]
    found = [phrase for phrase, times in counts if times]
    first = min(map(text.find, found), default=None)
    return sum(times for _, times in counts), first


#: Class and id of `<body>`, where content systems say what a page is.
BODY = {
    "single": re.compile(r"single|(?:^|[-_ ])post(?:id|$|[- ])|article|story", _I),
    "archive": re.compile(r"archive|categor|blog(?:$| )|tag-|listing|index|search", _I),
    "product": re.compile(r"product|item(?:page)?|pdp", _I),
    "collection": re.compile(
        r"collection|product-?list|tax-product|catalog|plp|dept", _I
    ),
    "page": re.compile(r"(?:^|[-_ ])page(?:$|[- ])|landing|service", _I),
    "home": re.compile(r"(?:^|[-_ ])(?:home|front|index)(?:$|[- ])", _I),
    "forum": re.compile(r"forum|topic|thread|question", _I),
}
#: Words of a URL's path by what they usually lead to.
URL_WORDS = {
    "product": re.compile(
        r"products?|produkte?|produits?|productos?|p|dp|item|itm|pd|sku"
    ),
    "shop": re.compile(r"shop|store|buy|boutique|tienda|negozio|sale|deals?"),
    "category": re.compile(
        r"c|cat|category|categor[iy]es|collections?|browse|catalog(?:ue)?|departments?"
        r"|kategorie|categorie|categoria|b|sub|subcategory"
    ),
    "topic": re.compile(r"tags?|topics?|sections?|hub|genre|thema|label"),
    "blog": re.compile(r"blogs?|posts?|journal"),
    "news": re.compile(
        r"news|article?s?|story|stories|artikel|noticias?|actualites?|press"
    ),
    "archive": re.compile(r"archives?|page|latest|newest|trending|all"),
    "forum": re.compile(r"forums?|boards?|community|foros?|discuss(?:ions?)?"),
    "thread": re.compile(
        r"threads?|viewtopic|showthread|showtopic|questions?|comments?|tid|t|d"
    ),
    "docs": re.compile(
        r"docs?|documentation|manual|reference|api|ref|handbook|learn|wiki|library"
        r"|latest"
        r"|stable"
    ),
    "guide": re.compile(r"guides?|tutorials?|how|howto|tips?|best|what|why|vs"),
    "service": re.compile(
        r"services?|solutions?|features?|platform|programs?|locations?|leistungen"
    ),
    "company": re.compile(r"about|company|careers|team|contact|pricing|plans|compare"),
    "list": re.compile(r"lists?|directory|index|rankings?|jobs|events|shows|recipes"),
    "review": re.compile(r"reviews?|test|opinion|interviews?|analysis"),
}
