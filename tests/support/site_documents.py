"""A site.json with everything in it that one can have."""

from __future__ import annotations

from typing import Any

SITE = "https://lamps.example"

#: Texts that would act in a page that took them for markup, addresses or style.
HOSTILE = {
    "script": "<script>window.__xss = 1</script>",
    "attribute": '" onerror="window.__xss=1" x=\'',
    "handler": "'><img src=x onerror=window.__xss=1>",
    "javascript": "javascript:window.__xss=1",
    "spaced": " \x01java\tscript:window.__xss=1",
    "data": "data:text/html,<script>window.__xss=1</script>",
    "address": 'https://a.example/"onmouseover="window.__xss=1',
    "no_host": "https:///a",
    "backslash": "https:\\\\evil.example\\",
    "end_of_script": "</script><script>window.__xss=1</script>",
    "end_of_style": "</style><script>window.__xss=1</script>",
    "comment": "--><!--<svg onload=window.__xss=1>",
    "template": "{{ 7 * 7 }}{% for x in y %}{{ ''.__class__ }}",
    "separators": "one\u2028two\u2029three",
    "controls": "\x00\x07\x1b]52;c;aGk=\x07\x9b31m\x7f",
    "direction": "\u202egnp.exe\u2066\u200b\ufeff",
    "surrogate": "\ud800 and \udfff",
    "css": "100%;background:url(https://evil.example/)",
    "long": "a" * 2**20,
    "long_markup": "<b title='" * 2**17,
}


def full() -> dict[str, Any]:
    """Return the document of a shop with two templates."""
    return {
        "schema_version": "1.0",
        "site": "lamps.example",
        "start_url": f"{SITE}/",
        "run": {
            "program": "vultrcrawl 0.1.0",
            "ended": "2026-11-23T07:30:04+00:00",
            "seconds": 200.4,
            "stop_reason": "limit",
            "ended_because": "the page budget was spent (max_pages)",
            "arguments": {"start_url": f"{SITE}/", "max_pages": 500, "include": None},
        },
        "politeness": {
            "robots_obeyed": True,
            "delay_seconds": 0.2,
            "gaps_seconds": {
                "lamps.example": {
                    "requests": 502, "least": 0.2, "median": 0.204, "p95": 0.3,
                },
                "cdn.lamps.example": {
                    "requests": 1, "least": None, "median": None, "p95": None,
                },
            },
            "slowdowns": [
                {
                    "host": "lamps.example", "reason": "http 429", "seconds": 30.0,
                    "at": 4.5,
                },
            ],
        },
        "counts": {
            "known": 1535, "done": 499, "failed": 1, "waiting": 35,
            "skipped": {"scope": 900, "robots": 100, "unheard_of": 1},
            "pages_by_type": {"product": 400, "product_listing": 98, "image/png": 1},
            "failures": {"http 404": 1},
        },
        "url_tree": [
            {"path": "/", "pages": 500, "templates": {"product": 400, "other": 2}},
            {"path": "/lamps/", "pages": 400, "templates": {"product": 400}},
        ],
        "template_graph": [
            {"from": "product_listing", "to": "product", "links": 3188},
            {"from": "product", "to": "product_listing", "links": 12},
        ],
        "entry_points": {
            "homepage": f"{SITE}/",
            "sitemaps": [f"{SITE}/sitemap.xml"],
            "feeds": [f"{SITE}/feed.atom"],
            "search": _search(),
        },
        "coverage": {
            "urls_not_fetched": 35,
            "shapes_not_fetched": [{"shape": "/lists/{n}", "urls": 35}],
            "traps": [
                {"rule": "calendar", "urls": 7, "example": f"{SITE}/when?month=1999-01"}
            ],
        },
        "llm": {
            "model": "some-model", "calls": 12, "tokens/in": 90_120, "cost": 0.0014,
        },
        "warnings": ["35 URLs were found and not fetched"],
        "templates": [_product(), _listing()],
    }  # fmt: skip


def _search() -> dict[str, Any]:
    return {
        "kind": "search", "safe": True, "method": "GET",
        "url_template": f"{SITE}/search?q={{q}}", "encoding": "query",
        "params": [
            {
                "name": "q", "type": "string", "required": True, "default": None,
                "options": [], "role": "query", "label": "Search lamps",
            },
        ],
        "csrf_field": None, "selector": "#search", "source": "searchaction",
        "pages": 24,
    }  # fmt: skip


def _basket() -> dict[str, Any]:
    return {
        "kind": "cart", "safe": False, "method": "POST",
        "url_template": f"{SITE}/basket/add", "encoding": "multipart/form-data",
        "params": [
            {
                "name": "colour", "type": "choice", "required": False, "default": "red",
                "options": ["red", "blue"], "role": None, "label": None,
            },
        ],
        "csrf_field": "token", "selector": "form.buy", "source": "form", "pages": 20,
    }  # fmt: skip


def _price() -> dict[str, Any]:
    return {
        "name": "price", "schema_org": "offers.price", "label": "Our price",
        "type": "number", "multiple": False, "nullable": True, "coverage": 0.875,
        "filled": 0.9941, "distinct_ratio": 0.9,
        "locators": [
            {
                "kind": "jsonld", "expr": "Product.offers.price", "stability": "high",
                "coverage": 0.875, "agreement": 1.0,
            },
            {
                "kind": "css", "expr": "p.price", "attribute": "content",
                "prefix": "now ", "suffix": " each", "coverage": 1.0, "agreement": 0.5,
            },
        ],
        "transforms": [{"name": "price"}],
        "examples": [
            {"url": f"{SITE}/lamps/1", "raw": "now £7.99 each", "value": 7.99},
            {"url": f"{SITE}/lamps/2", "raw": "now £8.99 each", "value": 8.99},
        ],
    }  # fmt: skip


def _image() -> dict[str, Any]:
    return {
        "name": "images", "type": "string", "format": "uri", "multiple": True,
        "nullable": False, "coverage": None, "description": "Pictures of the lamp",
        "locators": [{"kind": "css", "expr": "img", "attribute": "src"}],
        "examples": [
            {"url": f"{SITE}/lamps/1", "raw": "/1.png", "value": [f"{SITE}/1.png"]}
        ],
    }  # fmt: skip


def _product() -> dict[str, Any]:
    return {
        "name": "product", "page_type": "product", "item_type": "Product",
        "agreement": 0.98,
        "match": {
            "url_shapes": ["/lamps/{n}"], "url_patterns": ["^/lamps/[0-9]+$"],
            "must_have": ["h1.name"],
        },
        "pages": {
            "seen": 400, "estimated_total": 1840, "estimate_basis": "what was found",
            "examples": [f"{SITE}/lamps/1", "https://elsewhere.example/lamps/2"],
        },
        "item": {
            "cardinality": "one", "container": None, "identity": ["url"],
            "fields": [_price(), _image()],
        },
        "json_schema": {"type": "object", "properties": {"price": {"type": "number"}}},
        "links": [
            {
                "role": "category", "selector": "nav a", "region": "nav",
                "target_template": "product_listing", "share": 0.75,
                "count_median": 4.0,
            },
        ],
        "pagination": None,
        "actions": [_basket(), _search()],
        "rendering": {
            "needs_js": True, "pages": {"rendered": 399, "shell": 1},
            "evidence": "the root element is empty",
        },
        "apis": [_verified(), _mentioned()],
        "validation": {
            "method": "held_out",
            "learned_from": [f"{SITE}/lamps/{n}" for n in range(12)],
            "held_out": [f"{SITE}/lamps/{n}" for n in range(12, 20)],
            "dropped": [{"name": "tax", "reason": "the same on all pages: '0.00'"}],
        },
        "notes": ["Prices are without tax."],
    }  # fmt: skip


def _verified() -> dict[str, Any]:
    return {
        "method": "GET", "url": f"{SITE}/api/lamps/1?lang=en", "seen_in": "xhr",
        "response_type": "json", "verified": True, "safe": True,
        "url_template": f"{SITE}/api/lamps/{{id}}?lang=en", "operation": "lamp",
        "parameters": [
            {
                "name": "id", "in": "path", "type": "integer", "required": True,
                "source": {
                    "from": "page_url", "part": "path", "segment": 1, "share": 0.9,
                },
                "examples": ["1", "2"],
            },
            {
                "name": "key", "in": "query", "type": "string", "required": True,
                "secret": True, "source": {"from": "unknown"},
            },
            {
                "name": "lang", "in": "query", "type": "string", "required": True,
                "source": {"from": "constant", "value": "en"},
            },
        ],
        "headers": ["x-requested-with"], "authorization_needed": True,
        "answer": {
            "json_schema": {"type": "object"}, "media_type": "application/json",
            "statuses": [200], "items_path": "$.items", "truncated": False,
        },
        "covers": {"price": {"path": "$.price", "share": 0.95, "pages": 20}},
        "pagination": {"kind": "cursor", "param": "after", "in": "query"},
        "calls": 40, "seen": {"pages": 20, "of_pages": 24},
        "evidence": [{"page": f"{SITE}/lamps/1", "url": "/api/lamps/1", "status": 200}],
    }  # fmt: skip


def _mentioned() -> dict[str, Any]:
    return {
        "method": "POST", "url": f"{SITE}/api/rate", "seen_in": "inline_script",
        "response_type": None, "url_template": f"{SITE}/api/rate", "safe": False,
    }  # fmt: skip


def _listing() -> dict[str, Any]:
    return {
        "name": "product_listing", "page_type": "product_listing", "item_type": None,
        "match": {"url_shapes": ["/lamps/?page={n}"], "must_have": []},
        "pages": {"seen": 98, "estimated_total": None, "examples": []},
        "item": {
            "cardinality": "many", "container": "ul.lamps > li",
            "identity": ["itemUrl"],
            "fields": [],
        },
        "pagination": {
            "kind": "page_param", "selector": "a.next", "param": "page", "start": 1,
            "step": 20, "max_seen": 98, "url_template": f"{SITE}/lamps/?page={{page}}",
            "share": 0.99,
        },
        "rendering": {"needs_js": False},
        "validation": {"method": "leave_one_out"},
    }  # fmt: skip


def poisoned(value: Any, text: str) -> Any:
    """Return a document with *text* for each text in it, and in each of its names."""
    if isinstance(value, str):
        return text
    if isinstance(value, list):
        return [poisoned(one, text) for one in value]
    if isinstance(value, dict):
        return {key: poisoned(one, text) for key, one in value.items()}
    return value


def with_names(document: dict[str, Any], text: str) -> dict[str, Any]:
    """Return *document* with *text* for what a site's own words may be keys of."""
    politeness, counts = document["politeness"], document["counts"]
    politeness["gaps_seconds"] = {text: politeness["gaps_seconds"]["lamps.example"]}
    for name in ("skipped", "pages_by_type", "failures"):
        counts[name] = {text: 3}
    document["url_tree"][0]["templates"] = {text: 3}
    document["llm"][text] = 1
    document["run"]["arguments"][text] = text
    document["templates"][0]["rendering"]["pages"] = {text: 1}
    document["templates"][0]["apis"][0]["covers"] = {text: {"path": text}}
    document["templates"][0]["json_schema"] = {text: {text: text}}
    return document
