from __future__ import annotations

import pytest

from tests.support.effort import Work, assert_grows
from vultrcrawl.page.document import Document
from vultrcrawl.schema.repetition.outline import Outline
from vultrcrawl.schema.repetition.runs import Run, find_runs, marks_of


def _outline(body: str) -> Outline:
    return Outline(Document(f"<body>{body}</body>", "https://a.example/"))


def _runs(body: str) -> list[Run]:
    outline = _outline(body)
    return find_runs(outline, marks_of([outline]))


def test_siblings_without_a_class_are_a_run() -> None:
    found = _runs("<ul><li><a href=a>A</a><li><a href=b>B</a><li><a href=c>C</a></ul>")
    assert [(run.css, len(run.spans)) for run in found] == [("ul > li", 3)]


def test_siblings_of_one_path_are_one_run_wherever_they_stand() -> None:
    row = "<div class=row><div class=cell>a</div><div class=cell>b</div></div>"
    found = {run.css: len(run.spans) for run in _runs(row * 3)}
    assert found["div.row > div.cell"] == 6


def test_a_class_that_some_siblings_share_is_a_run_of_its_own() -> None:
    body = "<div><p>x</p><p class=card>a</p><p class=card>b</p><p>y</p></div>"
    found = {run.css: len(run.spans) for run in _runs(body)}
    assert found == {"div > p": 4, "div > p.card": 2}


def test_heads_with_something_between_go_on_over_it() -> None:
    found = _runs("<dl><dt>A<dd>1<dd>2<dt>B<dd>3</dl>")
    spread = next(run for run in found if run.spread and run.css.endswith("dt"))
    assert spread.spans == ((2, 5), (5, 7))


@pytest.mark.parametrize("ends", ["12", "AB"])
def test_ids_that_repeat_or_count_are_in_no_selector(ends: str) -> None:
    body = "".join(
        f"<div id=step-{n}><ul id=list><li>a</li><li>b</li></ul></div>" for n in ends
    )
    assert all("#" not in run.css for run in _runs(body))


def test_runs_are_found_in_time_proportional_to_the_page() -> None:
    def prepared(size: int) -> Work:
        body = "".join(f"<div><b>{n}</b><i>x</i></div>" for n in range(size))
        return lambda: _runs(body)

    assert_grows(prepared, 600)


def test_a_class_that_repeats_on_one_page_only_is_in_its_selectors() -> None:
    one = "<div class=talk>a</div>" * 3 + "<div class=odd>b</div>"
    pages = [_outline(f"<main>{one}</main>"), _outline("<main><p>c</p></main>")]
    found = marks_of(pages)
    assert ".talk" in found
    assert ".odd" not in found


def test_siblings_are_told_by_the_class_that_most_pages_have() -> None:
    def shelf(kind: str) -> Outline:
        cards = f"<li class='product product_cat-{kind}'><a>x</a></li>" * 4
        return _outline(f"<main><ul>{cards}</ul></main>")

    pages = [shelf("lamps"), shelf("lamps"), shelf("desks"), shelf("desks")]
    words = marks_of(pages)
    assert words[".product"] == 4
    for page in pages:
        [cards] = [run for run in find_runs(page, words) if len(run.spans) == 4]
        assert cards.css.endswith("ul > li.product")


def test_classes_of_columns_find_no_cards() -> None:
    def grid(columns: int, *, apart: bool = False) -> Outline:
        cards = "".join(
            f"<div class='item {'' if n % columns else 'clear'}'>"
            + (f"<i>{n}</i>" if apart and n % columns else f"<a href='/{n}'>{n}</a>")
            + "</div>"
            for n in range(6)
        )
        return _outline(f"<main><div>{cards}</div></main>")

    alone = _outline("<main><div class='item clear'>a</div></main>")
    assert ".clear" not in marks_of([grid(2), grid(3), alone])
    assert ".item" in marks_of([grid(2), grid(3), alone])
    # Where the others look otherwise, each is the head of what follows.
    assert ".clear" in marks_of([grid(2, apart=True), grid(3, apart=True)])


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("windowbg", "windowbg2", {"body > div": 5}),
        ("row odd", "row even", {"body > div.row": 5}),
        (
            "asked",
            "told",
            {"body > div": 5, "body > div.asked": 3, "body > div.told": 2},
        ),
    ],
)
def test_the_stripes_of_a_list_are_in_no_selector(
    first: str, second: str, found: dict[str, int]
) -> None:
    body = "<hr>".join(
        f'<div class="{second if n % 2 else first}"><b>Ada</b><p>{n}</p></div>'
        for n in range(5)
    )
    runs = [run for run in _runs(body) if not run.spread]
    counts = {run.css: len(run.spans) for run in runs}
    assert counts == {**found, "body > hr": 4}


def test_a_class_that_some_posts_lack_does_not_tell_what_all_are() -> None:
    def post(number: int, picture: str) -> str:
        return (
            f"<article class='post {'has-a-picture' if picture else ''}'>{picture}"
            f"<div class=text><h2><a href='/{number}'>{number}</a></h2><p>x</p></div>"
            "</article>"
        )

    picture = "<img class=thumb src=/a.png>"
    usual = _outline("".join(post(n, picture) for n in range(4)))
    mixed = _outline("".join(post(n, picture if n else "") for n in range(4)))
    words = marks_of([usual, usual, mixed])
    [posts] = [run for run in find_runs(usual, words) if len(run.spans) == 4]
    assert posts.css == "body > article.post"
    # Without a page that says otherwise, the longer name is the more special one.
    [posts] = [
        run for run in find_runs(usual, marks_of([usual])) if len(run.spans) == 4
    ]
    assert posts.css == "body > article.has-a-picture"


def test_a_class_of_what_looks_otherwise_tells_items_from_it() -> None:
    item = "<li class='cell item'><h2><a href=/a>a</a></h2><p>x</p></li>"
    other = "<li class='cell'><form><input><select></select></form></li>"
    alone, mixed = _outline(item * 4), _outline(item * 3 + other)
    words = marks_of([alone, alone, mixed])
    assert words[".item"] == words[".cell"] == 3


def test_an_id_that_siblings_share_is_as_a_class() -> None:
    post = "<div id=postbit><p>text</p></div>"
    body = f"<div><div class=head>Thread</div>{post * 2}<div>form</div></div>"
    found = {run.css: len(run.spans) for run in _runs(body)}
    assert found["div > div#postbit"] == 2
