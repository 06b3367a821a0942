from __future__ import annotations

from random import Random

import pytest

from tests.schema.pages import phrase
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.sources.prose import is_torn
from vultrcrawl.schema.sources.reading import Reading
from vultrcrawl.taxonomy import PageType


def story(number: int, *, head: str = "", below: str = "") -> str:
    random = Random(number)
    body = "".join(f"<p>{phrase(random, 40)}.</p>" for _ in range(3))
    return (
        f"<html><head>{head}</head><body><h1>{phrase(random, 4)} {number}</h1>"
        f'<div class="story">{body}</div>{below}</body></html>'
    )


def lead(number: int) -> str:
    random = Random(number)
    return f"{phrase(random, 40)}."


def page(html: str, number: int = 0) -> Document:
    return Document(html, f"https://news.example/{number}")


def test_paragraphs_are_the_text_and_none_of_them_describes_it() -> None:
    schema = induce([page(story(number), number) for number in range(9)])
    [record] = Extractor(schema).apply(page(story(20), 20))
    assert str(record["articleBody"]).startswith(lead(20))
    assert "description" not in record


def test_the_text_of_a_page_about_a_product_describes_it() -> None:
    schema = induce(
        [page(story(number), number) for number in range(9)],
        page_type=PageType.PRODUCT,
    )
    [record] = Extractor(schema).apply(page(story(20), 20))
    assert str(record["description"]).startswith(lead(20))
    assert "articleBody" not in record


def test_a_description_of_few_pages_tells_nothing_of_the_others() -> None:
    def seldom(number: int) -> Document:
        text = f"What {phrase(Random(-number), 12)} has to do with it."
        head = f'<meta name="description" content="{text}">' if number < 2 else ""
        return page(story(number, head=head), number)

    schema = induce([seldom(number) for number in range(9)])
    [record] = Extractor(schema).apply(seldom(20))
    assert str(record["articleBody"]).startswith(lead(20))
    assert "description" not in record


def test_a_description_of_its_own_stays() -> None:
    def own(number: int) -> Document:
        text = f"What {phrase(Random(-number), 12)} has to do with it."
        head = f'<meta name="description" content="{text}">'
        return page(story(number, head=head), number)

    schema = induce([own(number) for number in range(9)])
    [record] = Extractor(schema).apply(own(20))
    assert str(record["description"]).startswith("What ")
    assert str(record["articleBody"]).startswith(lead(20))


COMMENTS = "".join(f"<p>{phrase(Random(-n), 30)}, I say.</p>" for n in range(1, 12))


@pytest.mark.parametrize(
    "name",
    ["comments", "comment-list", "site-comments__list", "respond", "disqus_thread"],
)
def test_what_readers_wrote_is_no_part_of_the_text(name: str) -> None:
    reading = Reading(page(story(1, below=f'<div class="{name}">{COMMENTS}</div>')))
    assert reading.prose["lead"] == [lead(1)]
    assert len(reading.prose["main"][0].split("\n\n")) == 3


@pytest.mark.parametrize(
    "html",
    [
        # A state of the article, and a page that is all comments.
        f'<article class="post comments-open"><h1>A</h1>{COMMENTS}</article>',
        f'<div class="comments">{COMMENTS}</div>',
        f'<div class="comments"><h1>A thread</h1>{COMMENTS}</div><p>{"b" * 500}</p>',
    ],
)
def test_comments_are_the_text_where_a_page_is_made_of_them(html: str) -> None:
    [text] = Reading(page(f"<body>{html}</body>")).prose["main"]
    assert len(text.split("\n\n")) >= 11


def test_the_text_has_its_headings_lists_and_code_but_no_title_and_no_links() -> None:
    long = [f"{phrase(Random(number), 40)}." for number in range(2)]
    [text] = Reading(
        page(
            f"""<body><nav>n</nav><div><p>By A</p><h1>T</h1><p>{long[0]}</p>
            <h2>Then</h2><ul><li>one</li><li>two</li></ul><ul><li><a href=x>X</a></ul>
            <pre>a\n  b</pre><p hidden>no</p><p>{long[1]}</p></div></body>"""
        )
    ).prose["main"]
    parts = [long[0], "Then", "one\ntwo", "a\n  b", long[1]]
    assert text == "\n\n".join(parts)


def test_a_slogan_of_the_site_tells_nothing_of_a_page() -> None:
    def slogan(number: int) -> Document:
        own = f"What {phrase(Random(-number), 9)} is."
        text = own if number == 3 else "Boats for everyone, since 1890."
        head = f'<meta name="description" content="{text}">'
        return page(story(number, head=head), number)

    schema = induce([slogan(number) for number in range(9)])
    [record] = Extractor(schema).apply(slogan(20))
    assert str(record["articleBody"]).startswith(lead(20))
    assert "Boats for everyone" not in str(record)


def test_paragraphs_that_are_cards_of_other_pages_are_no_part_of_the_text() -> None:
    cards = "".join(
        f'<a href="/other/{one}"><p>{phrase(Random(one), 40)}.</p></a>'
        for one in range(9)
    )
    document = page(story(0, below=f"<div>{cards}</div>"))
    body = Reading(document).body
    assert body is not None
    assert body.get("class") == "story"


def test_cards_among_the_paragraphs_of_a_text_are_left_out_of_it() -> None:
    def text(number: int) -> Document:
        random = Random(number)
        kept = "".join(f"<p>{phrase(random, 40)}.</p>" for _ in range(4))
        card = f'<a href="/x/{number}"><p>{phrase(random, 40)}, a card.</p></a>'
        title = f"<h1>{phrase(random, 4)} {number}</h1>"
        return page(f'<body>{title}<div class="story">{kept}{card}</div>', number)

    documents = [text(number) for number in range(8)]
    schema = induce(documents)
    [record] = Extractor(schema).apply(documents[0])
    assert "articleBody" in record
    assert "a card" not in str(record["articleBody"])


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("You can <a>read it</a> here.", True),
        ("It took <b>six</b> <i>long</i> hours.", True),
        ("The <b>end</b>.", True),
        ("<b>Note:</b> it took six hours.", False),
        ("It took six hours.<br><b>Note:</b> it rained.", False),
        ("It took six hours. <a>Read more</a>", False),
        ("A picture <img src='a.jpg'> and a text.", False),
        ("It took <time></time> six hours.", False),
    ],
)
def test_a_sentence_is_torn_by_what_goes_on_in_it(text: str, *, torn: bool) -> None:
    (element,) = page(f"<div>{text}</div>").root.iter("div")
    assert is_torn(element) is torn


def test_a_text_without_paragraphs_is_read_with_its_links() -> None:
    def told(number: int) -> Document:
        random = Random(number)
        lines = [
            f"{phrase(random, 20)} <a href='/x'>{phrase(random, 3)}</a> and "
            f"<b>{phrase(random, 2)}</b>, {phrase(random, 20)}.<br><br>"
            for _ in range(4)
        ]
        body = (
            f"<h1>{phrase(random, 4)} {number}</h1><div class='post'>"
            f"<div class='inner'><dl><dt><img src='/{number}.jpg'></dt></dl>"
            f"{''.join(lines)}</div></div>"
        )
        return page(f"<html><body>{body}</body></html>", number)

    schema = induce([told(n) for n in range(12)], page_type=PageType.ARTICLE)
    (body,) = (one for one in schema.fields if one.name == "articleBody")
    assert all(one.attribute != "own" for one in body.locators)
    document = told(20)
    (record,) = Extractor(schema).apply(document)
    texts = [one.text for one in document.root.iter("a", "b")]
    assert len(texts) == 8
    assert all(str(text) in record["articleBody"] for text in texts)


def test_the_price_among_the_paragraphs_of_a_product_describes_nothing() -> None:
    def lamp(number: int) -> Document:
        said = f"<p>{phrase(Random(number), 40)}.</p>"
        price = f"<p class=price>${number + 10}.50</p><p class=stock>{number} left</p>"
        return page(f"<h1>Lamp {number}</h1><main>{price}{said * 3}</main>", number)

    schema = induce([lamp(n) for n in range(9)], page_type=PageType.PRODUCT)
    [record] = Extractor(schema).apply(lamp(20))
    assert str(record["description"]).startswith(lead(20))
