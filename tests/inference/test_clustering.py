"""Which pages are of one template, where URL and layout say different things."""

from __future__ import annotations

from collections.abc import Callable, Sized
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import assert_grows
from tests.support.shop import shop
from vultrcrawl.inference.cells import Entry, cells, rank
from vultrcrawl.inference.clustering import cluster, numbers
from vultrcrawl.inference.weights import Weights
from vultrcrawl.page.document import Document
from vultrcrawl.page.signature import signature, similarity
from vultrcrawl.schema.templates.grouping import Templates
from vultrcrawl.taxonomy import PageType


def page(main: str, path: str) -> Document:
    frame = "<div class='top'><div class='logo'></div><div class='find'></div></div>"
    html = f"<body>{frame}<main><div class='title'></div>{main}</main></body>"
    return Document(html, f"https://d.example{path}")


def some(n: int, *blocks: str, share: float = 0.4) -> str:
    """Return some of *blocks*, by chance, others for each *n*."""
    chosen = [one for one in blocks if Random(f"{n} {one}").random() < share]
    return "".join(f"<div class='{one}'></div>" for one in chosen)


def command(path: str, n: int) -> Document:
    options = some(n, "options", "exit-status", "files")
    return page(f"<div class='synopsis'><pre class='run'></pre></div>{options}", path)


def view(path: str, n: int) -> Document:
    rows = "<table class='columns'><tr class='row'></tr></table>"
    return page(rows + some(n, "note", "see"), path)


def chapter(path: str, n: int) -> Document:
    text = some(n, "note", "figure", "example", "listing", "quote", "aside-text")
    return page(f"<div class='text'>{text}</div>", path)


def groups(documents: list[Document]) -> list[set[str]]:
    templates = Templates()
    for document in documents:
        templates.add(document.url, signature(document))
    return [
        {url.removeprefix("https://d.example") for url in one.urls}
        for one in templates.groups()
    ]


def paths(documents: list[Document]) -> set[str]:
    return {document.url.removeprefix("https://d.example") for document in documents}


LETTERS = "abcdefghijklmnopqrstuvwxyz"


def word(n: int) -> str:
    return LETTERS[n % 26] + LETTERS[n // 26] + "ord"


def test_names_that_begin_alike_tell_templates_of_one_folder_apart() -> None:
    commands = [command(f"/doc/sql-{word(n)}.html", n) for n in range(30)]
    views = [view(f"/doc/view-{word(n)}.html", n) for n in range(20)]
    chapters = [chapter(f"/doc/{word(n)}.html", n) for n in range(40)]
    found = groups([*commands, *views, *chapters])
    assert found == [paths(chapters), paths(commands), paths(views)]


def test_names_that_end_alike_tell_templates_of_one_folder_apart() -> None:
    members = [view(f"/api/{word(n)}-members.html", n) for n in range(25)]
    classes = [command(f"/api/{word(n)}.html", n) for n in range(30)]
    assert groups([*members, *classes]) == [paths(classes), paths(members)]


def test_names_that_begin_alike_by_chance_are_one_template() -> None:
    chapters = [
        chapter(f"/blog/{('how-to', 'why', 'the')[n % 3]}-{word(n)}.html", n)
        for n in range(60)
    ]
    assert groups(chapters) == [paths(chapters)]


def test_blocks_that_come_and_go_do_not_divide_a_template() -> None:
    chapters = [chapter(f"/text/{word(n)}.html", n) for n in range(60)]
    assert groups(chapters) == [paths(chapters)]


def test_a_rare_layout_among_many_pages_of_one_shape_is_found() -> None:
    chapters = [chapter(f"/{word(n)}-x", n) for n in range(300)]
    blocks = [
        *("gallery", "price", "buy", "facts", "sizes", "colours", "stock", "reviews"),
        *("rating", "shipping", "returns", "questions"),
    ]
    product = "".join(f"<div class='{one}'><h2></h2></div>" for one in blocks)
    products = [page(product, f"/{word(n)}-y") for n in range(300, 310)]
    assert groups([*chapters, *products]) == [paths(chapters), paths(products)]


def test_translations_are_one_template() -> None:
    languages = ("de", "en", "fr", "pt-br")
    manual = [
        command(f"/{language}/run/{name}.html", n)
        for language in languages
        for n, name in enumerate(("start", "stop", "log"))
    ]
    texts = [
        chapter(f"/{language}/text/{word(n)}.html", n)
        for language in languages
        for n in range(5)
    ]
    assert groups([*manual, *texts]) == [paths(texts), paths(manual)]


def cells_of(*shapes: str) -> set[tuple[str, str]]:
    return set(cells(Entry(f"https://d.example{one}", one, ()) for one in shapes))


def test_a_folder_of_two_letters_alone_is_no_language() -> None:
    assert cells_of("/tv/", "/pc/") == {("/tv/", ""), ("/pc/", "")}
    assert cells_of("/de/", "/tv/") == {("/de/", ""), ("/tv/", "")}
    assert cells_of("/de/", "/en-gb/") == {("/{lang}/", "")}


def test_few_pages_of_a_folder_are_taken_together_but_not_at_the_root() -> None:
    names = ("about", "jobs", "press", "team")
    assert cells_of(*(f"/us/{name}" for name in names)) == {("/us/{*}", "")}
    assert len(cells_of(*(f"/{name}" for name in names))) == len(names)
    assert len(cells_of(*(f"/us/{name}" for name in names[:3]))) == 3


def test_a_homepage_stands_alone_unless_its_layout_is_that_of_another() -> None:
    kinds = {"/": PageType.HOMEPAGE, "/journal": PageType.CONTENT_LISTING}
    templates = Templates()
    for path, html in shop().items():
        url = f"https://d.example{path}"
        templates.add(url, signature(Document(html, url)), kinds.get(path))
    alone = [one.urls for one in templates.groups() if len(one.urls) == 1]
    assert alone == [["https://d.example/"], ["https://d.example/journal"]]


def test_a_page_made_like_the_homepage_is_of_its_template() -> None:
    kinds = {"/": PageType.HOMEPAGE, "/journal": PageType.CONTENT_LISTING}
    answers = shop()
    answers["/journal"] = answers["/"]
    templates = Templates()
    for path, html in answers.items():
        url = f"https://d.example{path}"
        templates.add(url, signature(Document(html, url)), kinds.get(path))
    assert templates.template_of("https://d.example/journal") == "homepage"


def shelf(n: int) -> Document:
    blocks = ("gallery", "price", "buy", "facts", "reviews", "stock")
    return page(
        "".join(f"<div class='{one}'></div>" for one in blocks), f"/books/{word(n)}/"
    )


@pytest.mark.parametrize("basket_is", [PageType.TRANSACTION, PageType.PRODUCT_LISTING])
def test_types_tell_two_lone_pages_apart_that_look_alike_by_their_frame(
    basket_is: PageType,
) -> None:
    frame = "".join(f"<div class='{one}'></div>" for one in ("row", "aside", "head"))
    lone = {
        "/basket/": (f"{frame}<form class='empty'></form>", basket_is),
        "/offers/": (f"{frame}<ol class='cards'></ol>", PageType.PRODUCT_LISTING),
    }
    templates = Templates()
    for n in range(40):
        document = shelf(n)
        templates.add(document.url, signature(document), PageType.PRODUCT)
    for path, (main, kind) in lone.items():
        document = page(main, path)
        templates.add(document.url, signature(document), kind)
    together = basket_is == PageType.PRODUCT_LISTING
    names = {templates.template_of(f"https://d.example{path}") for path in lone}
    assert (len(names) == 1) is together


def test_what_all_pages_have_tells_less_than_what_some_urls_have() -> None:
    frame, text, table, chance = 1, 2, 3, 4
    texts = [(frame, text, chance) if n % 2 else (frame, text) for n in range(20)]
    tables = [(frame, table, chance) if n % 2 else (frame, table) for n in range(20)]
    weights = Weights([texts, tables])
    vector = weights.vector((frame, text, table, chance))
    size = {mark: vector[weights.columns[mark]] ** 2 for mark in (1, 2, 3, 4)}
    assert sum(size.values()) == pytest.approx(1)
    assert size[text] == size[table] > 10 * size[frame]
    assert size[chance] == pytest.approx(size[frame])


def test_pages_without_any_layout_are_one_template() -> None:
    empty = [Document("<p>Moved", f"https://d.example/{word(n)}/x") for n in range(5)]
    assert not signature(empty[0])
    commands = [command(f"/doc/{word(n)}.html", n) for n in range(12)]
    assert groups([*commands, *empty]) == [paths(commands), paths(empty)]


def test_what_an_author_marks_words_with_is_no_layout() -> None:
    plain = page("<div class='post'><p>Text</p></div>", "/a")
    marked = page(
        "<div class='post'><p>Text <code class='language-rust'>x</code>"
        "<sup class='footnote-ref'><a href='#1'>1</a></sup></p></div>", "/a",
    )  # fmt: skip
    assert similarity(signature(plain), signature(marked)) == 1


def named(path: str, classes: str) -> Document:
    blocks = "<p class='lead'></p><div class='text'></div><div class='end'></div>"
    body = f"<body class='{classes}'><main><h1></h1>{blocks}</main></body>"
    return Document(body, f"https://d.example{path}")


def test_what_the_body_is_called_tells_kinds_of_pages_apart() -> None:
    notes = [named(f"/notes/{word(n)}", "default note") for n in range(9)]
    guides = [named(f"/guides/{word(n)}", "default guide") for n in range(9)]
    assert groups([*notes, *guides]) == [paths(guides), paths(notes)]


def test_a_body_called_by_the_name_of_its_page_is_of_no_kind_of_its_own() -> None:
    notes = [named(f"/notes/{word(n)}", f"note page-{word(n)}") for n in range(9)]
    assert len({signature(one) for one in notes}) == 1


def test_a_list_of_links_is_seen() -> None:
    items = "".join(f"<li><a href='/{n}'>{n}</a></li>" for n in range(3))
    listing = signature(page(f"<ul>{items}</ul>", "/a"))
    text = signature(page("<ul><li>One <a href='/1'>1</a></li></ul>", "/a"))
    assert set(text) < set(listing)


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_the_order_of_pages_changes_nothing(seed: int) -> None:
    site = [command(f"/doc/sql-{word(n)}.html", n) for n in range(12)]
    site += [view(f"/doc/view-{word(n)}.html", n) for n in range(12)]
    site += [chapter(f"/de/{word(n)}.html", n) for n in range(12)]
    site += [chapter(f"/en/{word(n)}.html", n) for n in range(12)]
    shuffled = list(site)
    Random(seed).shuffle(shuffled)
    assert groups(shuffled) == groups(site)
    entries = [Entry(one.url, "/{*}", signature(one)) for one in site]
    mixed = [Entry(one.url, "/{*}", signature(one)) for one in shuffled]
    assert cells(mixed) == cells(entries)


def test_twice_the_pages_take_about_twice_the_time() -> None:
    def prepared(number: int) -> Callable[[], Sized]:
        random = Random(number)
        templates = Templates()
        for n in range(number):
            blocks = random.sample(range(n % 7 * 100, n % 7 * 100 + 40), 30)
            noise = [random.randrange(10**6) for _ in range(5)]
            marks = tuple(sorted({*blocks, *noise}))
            templates.add(
                f"https://d.example/s{LETTERS[n % 7]}/{word(n % 600)}-{n}", marks
            )
        return templates.groups

    assert len(prepared(1_000)()) == 7
    assert_grows(prepared, 1_000)


# Pages of one layout, told apart by what they say and where they stand.


def _entries(
    paths: list[str],
    kind: PageType | None = None,
    labels: tuple[int, ...] = (),
) -> list[Entry]:
    layout = tuple(range(1, 30))
    return [
        Entry(f"https://d.example{path}", path.rpartition("/")[0] + "/{slug}", layout,
              kind, labels)
        for path in paths
    ]  # fmt: skip


def _sizes(entries: list[Entry]) -> list[int]:
    return sorted(map(len, cluster(entries)), reverse=True)


def test_sections_of_a_manual_are_templates_though_their_layout_is_one() -> None:
    paths = [
        *(f"/m/docs/tutorials/{word(n)}" for n in range(14)),
        *(f"/m/docs/reference/{word(n)}" for n in range(30)),
        *(f"/m/docs/{folder}/{word(n)}" for folder in "ab" for n in range(4)),
    ]
    assert _sizes(_entries(paths, PageType.DOCUMENTATION)) == [30, 14, 8]
    assert _sizes(_entries(paths, PageType.PRODUCT)) == [52], "folders of a shop"


def test_a_section_in_two_languages_is_one() -> None:
    paths = [
        f"/m/{language}docs/{section}/{word(n)}"
        for language in ("", "fr/", "es/")
        for section in ("tutorials", "reference")
        for n in range(12)
    ]
    assert _sizes(_entries(paths, PageType.DOCUMENTATION)) == [36, 36]


def test_other_labels_at_other_addresses_are_another_template() -> None:
    commands = [f"/c/{word(n)}" for n in range(20)]
    tables = [f"/t/{word(n)}" for n in range(15)]
    synopsis, columns = (1, 2, 3), (7, 8)
    apart = [*_entries(commands, labels=synopsis), *_entries(tables, labels=columns)]
    assert _sizes(apart) == [20, 15]
    alike = [*_entries(commands, labels=synopsis), *_entries(tables, labels=synopsis)]
    assert _sizes(alike) == [35]
    languages = [
        *_entries([f"/en{path}" for path in commands], labels=synopsis),
        *_entries([f"/fr{path}" for path in commands], labels=columns),
    ]
    assert _sizes(languages) == [40], "the same in another language"


def test_each_entry_has_the_number_of_its_group() -> None:
    manual = _entries([f"/d/{word(n)}" for n in range(6)], PageType.DOCUMENTATION)
    entries = [*manual, manual[2]]
    found = numbers(entries)
    assert found.tolist() == [0] * 7


def test_the_order_of_pages_is_that_of_their_paths_on_any_host() -> None:
    paths = [f"/shop/{n}?page={n % 3}" for n in range(50)]
    orders = []
    for host in ("https://shop.example", "http://127.0.0.1:8080"):
        urls = sorted((f"{host}{path}" for path in paths), key=rank)
        orders.append([url.removeprefix(host) for url in urls])
    assert orders[0] == orders[1] != sorted(paths)
