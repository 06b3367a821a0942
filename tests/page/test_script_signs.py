"""What tells that a page needs its scripts, on pages as frameworks and people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.page.document import Document
from vultrcrawl.page.script_signs import ScriptSigns, Strength, script_signs

PROSE = "<p>" + "What a visitor came to read stands here. " * 20 + "</p>"
NAV = '<nav><a href="/">Home</a> <a href="/about">About us</a></nav>'
FOOTER = '<footer><a href="/legal">Legal notice</a> © 2026 Example Ltd</footer>'
NOTICE = "<noscript>You need to enable JavaScript to run this app.</noscript>"
BUNDLE = '<script defer src="/static/js/main.3f2a1b.js"></script>'
MODULE = '<script type="module" crossorigin src="/assets/index-B3f9a2.js"></script>'
TAG_MANAGER = (
    "<script>(function(w,d,s,l,i){w[l]=w[l]||[];w[l].push({'gtm.start':new Date()"
    ".getTime(),event:'gtm.js'});var j=d.createElement(s);j.src="
    "'https://www.googletagmanager.com/gtm.js?id='+i;})(window,document,'script',"
    "'dataLayer','GTM-X');</script><noscript><iframe src="
    '"https://www.googletagmanager.com/ns.html?id=GTM-X"></iframe></noscript>'
)


def signs(body: str, head: str = "") -> ScriptSigns:
    html = f"<!doctype html><html><head><title>T</title>{head}</head><body>{body}"
    return script_signs(Document(html + "</body></html>", "https://a.example/x"))


DATA = f'<script type="application/json" id="__DATA__">{"[1]" * 500}</script>'
SHELLS = {
    "create-react-app": f'{NOTICE}<div id="root"></div>{BUNDLE}',
    "vite": f'<div id="app"></div>{MODULE}',
    "angular": f"<app-root></app-root>{MODULE}",
    "angular that waits": f"<app-root>Loading...</app-root>{MODULE}",
    "angular.js": f"{NAV}<div ng-view></div>{BUNDLE}",
    "nuxt without a server": f'<div id="__nuxt"></div>{DATA}{MODULE}',
    "next with data only": f'<div id="__next"><div class="spinner"></div></div>{DATA}'
    '<script src="/_next/static/chunks/main-9f1.js" async></script>',
    "no root at all": '<script src="/app.js"></script>',
    "a root of a name of its own": f'<div class="shop-frontend"></div>{BUNDLE}',
    "a custom element": f"<my-shop></my-shop>{MODULE}",
    "waits with a picture": '<div id="x"><img src="/wait.gif"> Bitte warten…</div>'
    f"{BUNDLE}",
    "a skeleton": '<div id="app"><div class="skeleton"><div></div><div></div></div>'
    f"</div>{BUNDLE}",
    "static menu and footer": f'{NAV}<main id="app"></main>{FOOTER}{BUNDLE}',
    "static menu with search": f"<header>{NAV}<input name=q><button>Go</button>"
    f'</header><div id="root"></div>{FOOTER}{BUNDLE}',
    "a notice beside a menu": f"{NAV}{NOTICE}<div class=a></div>{BUNDLE}",
    "data beside a menu": f"{NAV}<div class=a></div>{DATA}{BUNDLE}",
    "an inline script fills an empty list": f'{NAV}<h1>News</h1><ul id="list"></ul>'
    "<script>fetch('/api/news').then(r => r.json()).then(rows => {"
    " const list = document.getElementById('list');"
    " for (const row of rows) list.append(row.title); });</script>",
    "templates in the page": "<div id=shop><h2>{{ item.name }}</h2>"
    f"<p>{{{{ item.price }}}}</p></div>{BUNDLE}",
    "an application written inline": f"<div id=app></div><script>{'var a=1;' * 2000}"
    "</script>",
    "text hidden until scripts run": f'{NAV}<div style="visibility:hidden">{PROSE}'
    f"</div>{BUNDLE}",
    "with a tag manager": f'{TAG_MANAGER}{NOTICE}<div id="root"></div>{BUNDLE}',
}


@pytest.mark.parametrize("kind", SHELLS)
def test_shells(kind: str) -> None:
    found = signs(SHELLS[kind])
    assert found.strength is Strength.STRONG
    assert found.is_shell
    assert found.evidence


WORTH_A_TRY = {
    "a few lines and a script": f"{PROSE[:200]}</p>{BUNDLE}",
    "links without words": "<main><a href=/a><img src=/a.png></a><a href=/b>"
    f"<img src=/b.png></a></main>{BUNDLE}",
    "a form that nobody sees": "<h1>Products</h1><form><input type=hidden name=a>"
    f"<input type=hidden name=b><input type=submit></form>{BUNDLE}",
    "little text and a script": f"<h1>Products</h1><div class=grid></div>{BUNDLE}",
    "an inline script that fills a part": f"{NAV}<h1>Team</h1>{PROSE[:400]}"
    '<div id="people"></div>'
    "<script>const box = document.querySelector('#people');"
    "box.innerHTML = people.map(card).join('');</script>",
    "an empty main beside a form": f'{NAV}<main></main><form><input name="name"><input '
    f'name="mail"><textarea name="text"></textarea></form>{BUNDLE}',
}


@pytest.mark.parametrize("kind", WORTH_A_TRY)
def test_worth_a_try(kind: str) -> None:
    found = signs(WORTH_A_TRY[kind])
    assert found.strength is Strength.WEAK
    assert not found.is_shell


STATIC = {
    "no script": NAV + FOOTER,
    "nothing": "",
    "react from a server": f'{NOTICE}<div id="__next">{NAV}<main>{PROSE}</main></div>'
    f"{DATA}{BUNDLE}",
    "an article with an empty application": f"<article>{PROSE}</article>"
    f'<div id="app"></div>{BUNDLE}',
    "a contact page": f"{NAV}<h1>Contact</h1><p>Call 555 0100.</p>{FOOTER}",
    "only analytics": f"{TAG_MANAGER}<h1>Closed</h1><p>We are on holiday.</p>"
    '<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>'
    "<script>var NREUM={};new XMLHttpRequest</script>"
    "<script>window.dataLayer=[];function gtag(){dataLayer.push(arguments)}</script>",
    "only libraries": f"{NAV}<h1>Hello</h1><script src=/js/jquery.min.js></script>"
    '<script src="/js/bootstrap.bundle.min.js"></script><script>$(".menu").slideDown()'
    '</script><script src="/cdn-cgi/scripts/cloudflare-static/email-decode.min.js">'
    "</script>",
    "a script that leads elsewhere": "<script>location.href = '/en/';</script>",
    "a login form": '<form><input name="user"><input type="password" name="p">'
    f"<button>Log in</button></form>{BUNDLE}",
    "a list of links": "<ul>"
    + "".join(f'<li><a href="/{n}">Entry {n}</a>' for n in range(12))
    + f"</ul>{BUNDLE}",
    "a gallery": "<h1>The old harbour and the town</h1><p>In pictures since 1890.</p>"
    "<p>By B. Mora.</p>" + "".join(f'<img src="/{n}.jpg">' for n in range(9)) + BUNDLE,
    "frames": f'<iframe src="/inner.html"></iframe><p>{PROSE[:200]}</p>{BUNDLE}',
    "a page that a script decorates": f"<article>{PROSE}</article><div id=clock></div>"
    "<script>document.getElementById('clock').innerHTML = new Date()</script>",
    "an article about templates": f"{PROSE}<b>{{{{ a }}}} {{{{ b }}}}</b>{BUNDLE}",
    "a bot wall": "<h1>Just a moment</h1><noscript>Enable JavaScript</noscript>"
    "<script>window._cf_chl_opt = {};fetch('/x')</script><script src=/orchestrate.js>"
    "</script>",
    "data for machines": '<p>Short.</p><script type="application/ld+json">{"@type":"A"}'
    "</script>",
}


@pytest.mark.parametrize("kind", STATIC)
def test_static_pages(kind: str) -> None:
    assert signs(STATIC[kind]) == ScriptSigns(Strength.NONE)


def test_evidence_says_what_was_seen() -> None:
    assert signs(SHELLS["create-react-app"]).evidence == (
        "no text but what scripts put there",
        "the element #root is empty",
        "a notice in <noscript> asks for JavaScript",
    )
    inline = signs(SHELLS["an inline script fills an empty list"]).evidence
    assert "an inline script fills #list, which is empty" in inline


def test_a_notice_is_no_text() -> None:
    notice = f"<noscript>{'Please switch JavaScript on. ' * 30}</noscript>"
    assert signs(f'{notice}<div id="root"></div>{BUNDLE}').is_shell


def test_what_stands_in_noscript_can_be_the_content() -> None:
    assert not signs(
        f'<noscript>{PROSE}</noscript><div id="root"></div>{BUNDLE}'
    ).is_shell


PIECES = st.sampled_from([
    NAV, PROSE, FOOTER, NOTICE, BUNDLE, TAG_MANAGER, "<main>", "</main>", "<noscript>",
    '<div id="root">', "</div>", "<script>fetch(", "document.getElementById('root')",
    "</script>", "{{ a }}", "<frameset><frame src=x>", "Loading", "<form><input>",
    "<script type='application/json'>[", "\0", "<!--", "<svg><script>",
])  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=20), max_size=12).map("".join))
def test_any_page_can_be_read(html: str) -> None:
    found = script_signs(Document(html, "https://a.example/"))
    assert found.is_shell is (found.strength is Strength.STRONG)
    assert bool(found.evidence) is (found.strength is not Strength.NONE)


@given(st.sampled_from(sorted(SHELLS)), st.integers(3, 6))
def test_a_shell_that_is_filled_is_none(kind: str, times: int) -> None:
    assert (
        signs(f"<main>{PROSE * times}</main>{SHELLS[kind]}").strength is Strength.NONE
    )
