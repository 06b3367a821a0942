"""Sites of full pages with scripts on them, some of which add what is missing."""

from __future__ import annotations

from typing import Any

from tests.support.invented import Answers, as_json, price_of, prose, script, title_of
from tests.support.site import links

Record = dict[str, Any]

GOODS, POSTS, NOTES = 60, 24, 9
STATIC_PAGES = 100
"""The homepage, five lists, a contact form, and the pages that they lead to."""


def static_site() -> Answers:
    """Return `STATIC_PAGES` pages of several templates that need no script."""
    goods = [f"/goods/{n}" for n in range(1, GOODS + 1)]
    posts = [f"/posts/{n}" for n in range(1, POSTS + 1)]
    notes = [f"/notes/{n}" for n in range(1, NOTES + 1)]
    lists = {f"/list/{n}": goods[(n - 1) * 20 : n * 20] for n in (1, 2, 3)}
    answers: Answers = {
        "/": _static("Old and good", f"<p>{prose('home')}</p>"),
        "/contact": _static(
            "Contact",
            f"<p>{prose('contact')}</p><form action=/contact method=post>"
            "<input name=email type=email required><textarea name=text></textarea>"
            "<button>Send</button></form>",
        ),
        "/posts": _static("Posts", f"<ul class=posts>{links(*posts)}</ul>"),
        "/notes": _static("Notes", f"<ul class=notes>{links(*notes)}</ul>"),
        "/site.js": script("site"),
    }
    for path, members in lists.items():
        answers[path] = _static("Goods", f"<ul class=goods>{links(*members)}</ul>")
    for path in goods:
        answers[path] = _static(
            title_of(path),
            f"<div class=price>{price_of(path)}</div><p class=about>{prose(path)}</p>"
            "<img data-src=/picture.png alt=''><button>Add to basket</button>",
        )
    for path in posts:
        answers[path] = _static(
            prose(path, 5)[:-1],
            f"<article><time datetime=2024-05-11>11 May 2024</time>"
            f"<p>{prose(path, 120)}</p><p>{prose(path + 'b', 120)}</p></article>",
        )
    for path in notes:
        answers[path] = _static(title_of(path), f"<dl><dt>A<dd>{prose(path)}</dl>")
    assert len(answers) == STATIC_PAGES + 1  # and the script
    return answers


def _static(title: str, body: str) -> str:
    menu = links("/", "/list/1", "/list/2", "/list/3", "/posts", "/notes", "/contact")
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>"
        '<script src="/site.js"></script></head><body>'
        f"<nav><button>Menu</button><ul>{menu}</ul></nav>"
        f"<main><h1>{title}</h1>{body}</main><footer>Since 1974</footer></body></html>"
    )


WARES = 6


def ware(number: int) -> Record:
    """Return the record of a ware of `mixed_site`, 1 to `WARES`."""
    return {
        "sku": f"W{number:03}",
        "name": title_of(f"ware {number}"),
        "description": prose(f"ware {number}", 90),
        "price": price_of(f"ware {number}"),
        "availability": "In stock" if number % 3 else "Sold out",
        "reviews": [
            {
                "author": title_of(f"by {number} {n}"),
                "text": prose(f"of {number} {n}", 25),
            }
            for n in range(1, 2 + number % 3)
        ],
    }


def mixed_site() -> Answers:
    """Return a shop whose pages are complete but for price, stock and reviews."""
    paths = [f"/ware/{n}" for n in range(1, WARES + 1)]
    answers: Answers = {
        "/": _mixed("Wares", f"<p>{prose('wares')}</p><ul>{links(*paths)}</ul>"),
        "/prices.js": script("prices"),
    }
    for number, path in enumerate(paths, 1):
        one = ware(number)
        answers[path] = _mixed(
            one["name"],
            f"<div class=product data-sku={one['sku']}><div class=price></div>"
            f"<div class=stock></div><p class=description>{one['description']}</p>"
            "<button>Add to basket</button>"
            "<h2>Reviews</h2><ul class=reviews></ul></div>",
        )
        answers[f"/api/price?sku={one['sku']}"] = as_json(
            {name: one[name] for name in ("sku", "price", "availability")}
        )
        answers[f"/api/reviews/{one['sku']}"] = as_json({"reviews": one["reviews"]})
    return answers


def _mixed(title: str, body: str) -> str:
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body>"
        f'<nav><a href="/">Wares</a></nav><main><h1>{title}</h1>{body}</main>'
        '<script src="/prices.js"></script></body></html>'
    )
