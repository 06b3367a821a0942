"""Where a page stands in its site: breadcrumbs of any markup, open menus, manuals."""

from __future__ import annotations

from random import Random

import pytest
from lxml import html

from tests.schema.pages import phrase
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.sources.trails import steps_in, steps_to
from vultrcrawl.taxonomy import PageType

STEPS = ["Home", "Garden tools", "Spades / forks"]


@pytest.mark.parametrize(
    "markup",
    [
        "<ol><li>{home}</li><li>{tools}</li><li class=active>{last}</li></ol>",
        "<div>{home} \u00bb {tools} \u00bb {last}</div>",
        "<p>{home} &gt; {tools} &gt; <b>{last}</b></p>",
        "<nav>You are here: {home} \u203a {tools} \u203a {last}</nav>",
        "<nav><h2>You are here</h2><p>{home} \u203a {tools} \u203a {last}</p></nav>",
        "<div><nav><h2>You are here</h2><ol>{home} {tools} <li>{last}</ol></nav></div>",
        "<div><span>{home}</span><i>/</i><span>{tools}</span><i>/</i>{last}</div>",
        "<ul><li>{home}<span>&rarr;</span></li><li>{tools}</li><li>{last}</li></ul>",
    ],
)
def test_steps_are_read_whatever_parts_them(markup: str) -> None:
    home, tools = '<a href="/">Home</a>', '<a href="/g">Garden tools</a>'
    element = html.fromstring(markup.format(home=home, tools=tools, last=STEPS[2]))
    assert steps_in(element) == STEPS


def test_steps_without_links_are_parted_by_signs() -> None:
    assert steps_in(html.fromstring("<p>Home > Tools > Spades</p>")) == [
        "Home", "Tools", "Spades",
    ]  # fmt: skip


def test_a_step_may_have_a_colon() -> None:
    trail = "<p>You are here: <a>Home</a> \u203a <a>Part 8: Roots</a> \u203a Deep</p>"
    assert steps_in(html.fromstring(trail)) == ["Home", "Part 8: Roots", "Deep"]


def test_a_long_trail_is_cut() -> None:
    many = "".join(f"<li>Step {n}</li>" for n in range(1_000))
    assert len(steps_in(html.fromstring(f"<ol>{many}</ol>"))) == 12


def test_the_items_around_a_link_are_its_way() -> None:
    menu = html.fromstring(
        '<ul><li><a href="/a">Guides</a><ul><li><a href="/a/1">Install</a></li>'
        '<li><a href="/a/2" class=active>Upgrade</a></li></ul></li>'
        '<li><a href="/b">Reference</a></li></ul>'
    )
    (link,) = menu.cssselect("a.active")
    assert steps_to(link) == ["Guides", "Upgrade"]


def product(number: int) -> Document:
    """Return a page whose last step has a class of its own."""
    random = Random(number)
    name = f"{phrase(random, 4)} {number}"
    group = ("Lamps", "Tables", "Chairs")[number % 3]
    return Document(
        '<html><body><nav><ol class="breadcrumb"><li class="item"><a href="/">Home</a>'
        f'</li><li class="item"><a href="/{group}">{group}</a></li><li class="item '
        f'active">{name}</li></ol></nav><main><h1>{name}</h1><p class="price">$'
        f"{number + 10}.50</p><p>{phrase(random, 60)}.</p></main></body></html>",
        f"https://shop.example/p/{number}",
    )


def test_the_last_step_is_part_of_the_trail() -> None:
    schema = induce([product(n) for n in range(10)], page_type=PageType.PRODUCT)
    (record,) = Extractor(schema).apply(product(21))
    name = record["name"]
    assert record["breadcrumbs"] == ["Home", "Lamps", name]


def manual(number: int, *, menu: bool) -> Document:
    """Return a page of a manual without breadcrumbs."""
    random = Random(number)
    name, part = f"{phrase(random, 3)} {number}", number % 3
    items = "".join(
        f'<li><a href="/{at}">Part {at}</a>'
        + (
            f'<ul><li><a aria-current="page" href="/{at}/{number}">{name}</a></li></ul>'
            if at == part
            else ""
        )
        + "</li>"
        for at in range(3)
    )
    side = f"<aside><ul class=menu>{items}</ul></aside>" if menu else ""
    up = "" if menu else f'<a accesskey="u" href="/{part}" title="Part {part}">Up</a>'
    return Document(
        f"<html><body><div>{up}</div>{side}<main><h1>{name}</h1>"
        f"<p>{phrase(random, 90)}.</p><p>{phrase(random, 70)}</p></main></body></html>",
        f"https://docs.example/{part}/{number}",
    )


def test_an_open_menu_is_a_trail_where_there_is_no_other() -> None:
    kind = PageType.DOCUMENTATION
    schema = induce([manual(n, menu=True) for n in range(12)], page_type=kind)
    (record,) = Extractor(schema).apply(manual(31, menu=True))
    assert record["breadcrumbs"] == ["Part 1", record["name"]]


def test_a_link_upwards_is_the_category() -> None:
    kind = PageType.DOCUMENTATION
    schema = induce([manual(n, menu=False) for n in range(12)], page_type=kind)
    (record,) = Extractor(schema).apply(manual(31, menu=False))
    assert record["category"] == "Part 1"


def test_the_end_of_a_quotation_parts_no_steps() -> None:
    page = "<nav class=breadcrumb><a href='/'>Дом</a> » Складень «Троица»</nav>"
    element = Document(page, "https://a.example/").root.find(".//nav")
    assert element is not None
    assert steps_in(element) == ["Дом", "Складень «Троица»"]


def test_what_stands_below_you_are_here_is_a_trail() -> None:
    def page(number: int) -> Document:
        name = phrase(Random(number), 4)
        return Document(
            "<html><body><main><h2>You are here</h2><ul class=breadcrumbs><li>"
            f"<a href='/'>Home</a></li><li class=current>{name}</li></ul>"
            f"<h1>{name}</h1><p>{phrase(Random(number), 60)}.</p></main></body></html>",
            f"https://a.example/{number}",
        )

    schema = induce([page(n) for n in range(10)], page_type=PageType.ARTICLE)
    (record,) = Extractor(schema).apply(page(40))
    assert record["breadcrumbs"] == ["Home", phrase(Random(40), 4)]


ROOT, GROUP = '<a href="/">Board</a>', '<a href="/g">Tools</a>'
FORUMS = {
    # Simple Machines, MyBB and YARD.
    "list": f"<ul><li>{ROOT} »</li><li>{GROUP} » (By: <a href='/u/1'>Ann</a>)</li>"
    '<li><a href="/t/{n}">{name}</a></li></ul>',
    "drawn": f"{ROOT}<i class=to></i>{GROUP}<i class=to></i><span>{{name}}</span>",
    "written": f"{ROOT} &raquo; <span>{GROUP}</span> &raquo; <b>{{name}}</b>",
}


def thread(number: int, bar: str) -> Document:
    name = f"{phrase(Random(number), 3)} {number}"
    menu = (
        '<a href="/">Board</a> | <a href="/faq">Questions</a> | <a href="/who">Who</a>'
    )
    shown = bar.format(n=number, name=name)
    text = f"<p>{phrase(Random(number + 50), 60)}.</p>"
    body = f"<p class=top>{menu}</p><div class=where>{shown}</div><h1>{name}</h1>{text}"
    title = f"<title>{name} - Board</title>"
    return Document(f"{title}<body>{body}</body>", f"https://f.example/t/{number}")


@pytest.mark.parametrize("bar", FORUMS.values(), ids=FORUMS)
def test_signs_tell_a_trail_that_nothing_is_called(bar: str) -> None:
    schema = induce([thread(n, bar) for n in range(12)], page_type=PageType.ARTICLE)
    (record,) = Extractor(schema).apply(thread(31, bar))
    assert record["breadcrumbs"] == ["Board", "Tools", f"{phrase(Random(31), 3)} 31"]


@pytest.mark.parametrize(
    "bar",
    [
        f"{ROOT} {GROUP} <b>{{name}}</b>",  # a menu has no signs
        f"{ROOT} &raquo; {GROUP} &raquo; <b>Log in</b>",
        "<a href='/u/1'>Ann</a> / <b>{name}</b>",
    ],
)
def test_other_bars_are_no_trails(bar: str) -> None:
    schema = induce([thread(n, bar) for n in range(12)], page_type=PageType.ARTICLE)
    assert "breadcrumbs" not in {one.name for one in schema.fields}


def test_a_first_step_may_be_a_heading() -> None:
    steps = "<li><h2>Shop</h2></li><li><a>Tools</a></li><li>Spade</li>"
    element = html.fromstring(f"<nav><ol>{steps}</ol></nav>")
    assert steps_in(element) == ["Shop", "Tools", "Spade"]
