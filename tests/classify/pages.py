"""Pages that the tests of the classifier read, written for them."""

from __future__ import annotations

MENU = """<header class="site-header"><a href="/">Acme</a></header>
<nav><a href="/shop/">Shop</a> <a href="/blog/">Blog</a> <a href="/about/">About</a>
<a href="/login">Log in</a></nav>"""
FOOTER = """<footer class="site-footer"><a href="/privacy/">Privacy</a>
<a href="/contact/">Contact</a> <p>(c) Acme Ltd</p></footer>"""
_SENTENCE = (
    "The committee met on Tuesday to talk about the old bridge, said Anna Berg, "
    "and most of those who came wanted to keep it as it stands. "
)


def page(title: str, main: str, *, head: str = "", body: str = "") -> str:
    """Return a whole page with menu and footer around *main*."""
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{head}</head>'
        f'<body class="{body}">{MENU}<main>{main}</main>{FOOTER}</body></html>'
    )


def article() -> str:
    """Return a news article of eight paragraphs."""
    text = "".join(f"<p>{_SENTENCE * 4}</p>" for _ in range(8))
    return page(
        "Town keeps its old bridge | The Acme Post",
        "<article><h1>Town keeps its old bridge</h1>"
        '<p class="byline">By Maria Lind, <time>12 March 2024</time></p>'
        f"{text}<p>Share this</p></article>",
        head='<meta property="og:type" content="article">'
        '<meta property="article:published_time" content="2024-03-12">'
        '<script type="application/ld+json">{"@type": "NewsArticle",'
        '"headline": "Town keeps its old bridge"}</script>',
        body="single single-post",
    )


def product() -> str:
    """Return a product with price, stock and a button to buy it."""
    return page(
        "Blue enamel mug - Acme shop",
        '<div class="product"><h1 class="product-title">Blue enamel mug</h1>'
        '<img src="/mug.jpg" alt="mug"><p class="price">$12.50</p>'
        '<p class="stock">In stock</p><form action="/cart/add" method="post">'
        '<label>Quantity <input type="number" name="qty" value="1"></label>'
        '<button class="add-to-cart">Add to cart</button></form>'
        "<h2>Description</h2><p>Holds 350 ml, safe in the dishwasher.</p>"
        "<table><tr><th>SKU</th><td>MUG-1</td></tr></table></div>",
        head='<meta property="og:type" content="product">'
        '<script type="application/ld+json">{"@type": "Product", "name":'
        '"Blue enamel mug", "offers": {"@type": "Offer", "price": "12.50"}}</script>',
        body="single-product",
    )


def product_listing(count: int = 24) -> str:
    """Return a category of *count* products as cards with image and price."""
    cards = "".join(
        f'<li class="product-card"><a href="/products/mug-{n}"><img src="/{n}.jpg">'
        f'<h3>Enamel mug no {n}</h3></a><span class="price">${n + 5}.00</span>'
        '<button class="add-to-cart">Add to cart</button></li>'
        for n in range(count)
    )
    return page(
        "Mugs - Acme shop",
        '<h1>Mugs</h1><div class="filters">Filter Sort by price</div>'
        f'<p>Showing 1-24 of 48 products</p><ul class="product-grid">{cards}</ul>'
        '<div class="pagination"><a href="?page=2" rel="next">2</a></div>',
        body="collection template-collection",
    )


def content_listing(count: int = 20) -> str:
    """Return a blog's list of *count* posts with date and teaser."""
    posts = "".join(
        f'<article class="post teaser"><h2><a href="/blog/post-{n}">What we learned in '
        f"week {n} of building bridges</a></h2><time>{n + 1} March 2024</time>"
        f"<p>{_SENTENCE}</p><a href='/blog/post-{n}'>Read more</a></article>"
        for n in range(count)
    )
    return page(
        "Blog - Acme",
        f"<h1>Blog</h1>{posts}"
        '<div class="pagination"><a href="/blog/page/2" rel="next">Older</a></div>',
        body="blog archive",
    )


def documentation() -> str:
    """Return a page of a reference with code, a table of contents and siblings."""
    functions = "".join(
        f"<section><h2><code>read_{n}(path, *, encoding)</code></h2><p>Return the "
        "contents of the file. Parameters: the path, a string, and the encoding, by "
        "default UTF-8.</p>"
        f"<pre><code>&gt;&gt;&gt; read_{n}('a.txt')\n'text'</code></pre>"
        "</section>"
        for n in range(8)
    )
    return page(
        "reader: Reading files - Toolkit 3.1 documentation",
        '<div class="sphinxsidebar toc"><h3>Table of contents</h3><ul>'
        '<li><a href="#a">Functions</a></li></ul></div><div class="document">'
        f'<div class="body"><h1>reader: Reading files</h1>{functions}</div></div>'
        '<a href="writer.html">Next: writer</a>',
    )


def forum_thread() -> str:
    """Return a question in a forum and nine replies."""
    posts = "".join(
        f'<div class="post message" id="post-{n}"><div class="userinfo avatar">'
        f'<a href="/members/user{n}">user{n}</a> Senior Member, joined Mar 2019, '
        f'posts: {n * 31}</div><div class="post-body">I had the same with my bike, I '
        f"think you should oil the chain. #{n + 1}</div><a href='#'>Reply</a> "
        "<a href='#'>Quote</a></div>"
        for n in range(10)
    )
    return page(
        "Squeaking chain | Bike forum",
        f"<h1>Squeaking chain</h1><p>Discussion in 'Repair', 9 replies</p>{posts}",
        head='<script type="application/ld+json">{"@type": "DiscussionForumPosting"}'
        "</script>",
        body="forum topic",
    )


def service() -> str:
    """Return a landing page of a service."""
    sections = "".join(
        f'<section class="feature"><h2>{name}</h2><p>We help you and your team. Our '
        'experts provide the solution you need.</p><a class="btn cta" href="/quote">'
        "Get a free quote</a></section>"
        for name in ("Why choose us", "Our services", "Trusted by teams", "Get started")
    )
    return page(
        "Bridge inspection services | Acme",
        '<div class="hero"><h1>Bridge inspection services</h1><p>Our engineers inspect '
        'your bridges.</p><a class="btn" href="/demo">Request a demo</a></div>'
        f"{sections}<p>Call us today: 555-010-2030. Contact us for a consultation.</p>",
        body="page landing",
    )
