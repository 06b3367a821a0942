from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from tests.schema.repetition import sites
from vultrcrawl.page.document import Document
from vultrcrawl.schema.document import record_schema
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.model import TemplateSchema
from vultrcrawl.schema.repetition.card_columns.places import shared_path
from vultrcrawl.schema.repetition.objects import Shape, object_fields
from vultrcrawl.schema.repetition.outline import Outline
from vultrcrawl.schema.repetition.runs import find_runs, marks_of
from vultrcrawl.site.checks import without_retrieval
from vultrcrawl.taxonomy import PageType

AUTHORS = ["Ada", "Grace", "Edith", "Max", "Ida"]


def _thread(number: int, posts: int) -> Document:
    body = "".join(
        f'<div class="post"><div class="head"><a class="author" href="/u/{k}">'
        f'{AUTHORS[(number + k) % 5]}</a> <time datetime="2024-0{1 + k % 9}-1{k % 9}">'
        f'on {k}</time></div><div class="body">'
        f"<p>{sites.words(number * 31 + k, 40)}.</p>"
        f"<p>{sites.words(number * 37 + k, 30)}.</p></div></div>"
        for k in range(posts)
    )
    return sites.page(
        f"<h1>{sites.words(number, 4)}</h1><div id=posts>{body}</div>",
        f"https://forum.example/t/{number}",
    )


def _function(number: int, count: int) -> Document:
    terms = "".join(
        f"<dt><code>{sites.words(number * 11 + k, 1).lower()}_{number}_{k}</code></dt>"
        f"<dd><p>{sites.words(number * 13 + k, 12)}.</p></dd>"
        for k in range(count)
    )
    return sites.chapter(number, f"<h2>Parameters</h2><dl>{terms}</dl>")


def _learned(thread: Callable[[int, int], Document]) -> dict[str, Any]:
    """Return the record of a thread of four posts by what nine others have."""
    pages = [thread(n, 3 + n % 4) for n in range(9)]
    schema = induce(pages, page_type=PageType.FORUM_THREAD)
    (record,) = Extractor(schema).apply(thread(20, 4))
    return record


def test_posts_are_objects_with_author_date_and_whole_text() -> None:
    record = _learned(_thread)
    posts = record["posts"]
    assert [one["author"] for one in posts] == AUTHORS[:4]
    assert posts[1]["datePublished"] == "2024-02-11"
    assert posts[2]["text"].startswith(sites.words(20 * 31 + 2, 40))
    assert posts[2]["text"].endswith(f"{sites.words(20 * 37 + 2, 30)}.")


def test_examples_of_a_thread_are_values_of_its_first_post() -> None:
    pages = [_signed(n, 3 + n % 4) for n in range(9)]
    schema = induce(pages, page_type=PageType.FORUM_THREAD)
    records = {one.url: Extractor(schema).apply(one)[0] for one in pages}
    for name in ("author", "datePublished"):
        field = next(one for one in schema.fields if one.name == name)
        assert field.examples
        for one in field.examples:
            assert one.value == records[one.url][name]


def test_a_thread_with_one_post_has_an_array_of_one() -> None:
    schema = induce(
        [_thread(n, 3 + n % 4) for n in range(9)], page_type=PageType.FORUM_THREAD
    )
    assert len(Extractor(schema).apply(_thread(20, 1))[0]["posts"]) == 1


def _signed(number: int, posts: int) -> Document:
    """Return a thread whose posts have its subject, and one line with who and when."""
    subject = sites.words(number, 4)
    body = "".join(
        f'<div class=post><div class=subject><a href="#p{k}">{subject}</a></div>'
        f"<div class=text>{sites.words(number * 31 + k, 40)}.</div><div class=meta>"
        f"Posted on 2003-01-0{k + 1} 14:28:29 by {AUTHORS[(number + k) % 5]}"
        "</div></div>"
        for k in range(posts)
    )
    return sites.page(
        f"<h2>{subject}</h2><div id=posts>{body}</div>",
        f"https://signed.example/t/{number}",
        "A forum",
    )


def test_posts_name_their_author_in_a_line_and_not_by_their_subject() -> None:
    record = _learned(_signed)
    assert [one["author"] for one in record["posts"]] == AUTHORS[:4]
    assert record["posts"][1]["datePublished"].startswith("2003-01-02")
    assert record["author"] == "Ada"  # who began it


def _headed(number: int, posts: int) -> Document:
    """Return a thread with the date of each post in a box before it."""
    body = "".join(
        f"<div class=head>January {k + 1}, 2013 at 3:04 pm <a href='#{k}'>#{k}</a>"
        "</div>"
        f"<div class=reply><div class=who><a href='/u/{k}'>{AUTHORS[(number + k) % 5]}"
        "</a></div><div class=text>"
        f"<p>{sites.words(number * 31 + k, 40)}.</p></div></div>"
        for k in range(posts)
    )
    head = "<li><div class=author>Author</div><div class=text>Posts</div></li>"
    return sites.page(
        f"<h1>{sites.words(number, 4)}</h1><ul>{head}<li class=posts>{body}</li></ul>",
        f"https://headed.example/t/{number}",
    )


def test_posts_may_have_their_date_in_a_box_before_them() -> None:
    record = _learned(_headed)
    assert [one["author"] for one in record["posts"]] == AUTHORS[:4]
    assert record["posts"][2]["datePublished"].startswith("2013-01-03")
    assert record["posts"][2]["text"].startswith(sites.words(20 * 31 + 2, 40))
    # The head of a column is nobody; and posts are no table of facts as well.
    assert record["author"] == AUTHORS[0]
    assert "additionalProperties" not in record


def _board(number: int, posts: int) -> Document:
    """Return a thread whose posts by who began it have a class more.

    Above it is when somebody last wrote in it.
    """
    body = "".join(
        f"<div class=reply-header><span class=when>May {3 + number + k}, 2013 at 1:42"
        f" pm</span></div><div class='reply status-{k}{' mine' if k % 3 == 0 else ''}'>"
        f"<div class=who><a href='/u/{k}'>{AUTHORS[(number + k) % 5]}</a></div>"
        f"<div class=text><p>{sites.words(number * 31 + k, 90 if k == 0 else 30)}.</p>"
        "</div></div>"
        for k in range(posts)
    )
    last = f"May {2 + number + posts}, 2013 at 1:42 pm"
    return sites.page(
        f"<h1>{sites.words(number, 4)}</h1><p class=about>This has {posts} replies, the"
        f" last one of <span class=last>{last}</span></p><div class=replies>{body}"
        "</div>",
        f"https://board.example/t/{number}",
    )


def test_a_thread_begins_with_its_first_post_and_all_posts_have_their_text() -> None:
    record = _learned(_board)
    assert record["datePublished"].startswith("2013-05-23")
    texts = [one.get("text", "") for one in record["posts"]]
    words = [90, 30, 30, 30]
    assert texts == [f"{sites.words(20 * 31 + k, words[k])}." for k in range(4)]


def test_classes_that_not_all_have_are_no_part_of_a_selector() -> None:
    found = shared_path("div.a.b > p.x", ["div.a.c > p.x", "ul.d > p.x", "div.e > p.y"])
    assert found == "div.a > p.x"


def _chat(number: int, posts: int) -> Document:
    """Return a thread with more about the authors than most of them write."""
    body = "".join(
        f'<div class="post"><div class="poster"><h4>User {(number + k) % 7}</h4>'
        f"<ul><li>Posts: {100 + number * k}</li><li>Joined: 0{1 + k}/2019</li>"
        "<li>Full member of this board of ours</li></ul></div><div class=head>"
        f"<b>Reply #{k} on:</b> April 1{k}, 2024</div><div class=inner>"
        f"{sites.words(number * 31 + k, 60 if k % 3 == 0 else 4)}.</div></div>"
        for k in range(posts)
    )
    return sites.page(
        f"<h1>{sites.words(number, 4)}</h1><div id=posts>{body}</div>",
        f"https://board.example/t/{number}",
    )


def test_short_posts_have_their_text_and_labels_in_them_are_theirs() -> None:
    schema = induce(
        [_chat(n, 4 + n % 4) for n in range(9)], page_type=PageType.FORUM_THREAD
    )
    (record,) = Extractor(schema).apply(_chat(20, 4))
    assert record["posts"][1]["text"] == f"{sites.words(20 * 31 + 1, 4)}."
    assert not record.keys() & {"joined", "reply_1_on", "reply_2_on"}


def _striped(number: int, posts: int, question: str = "") -> Document:
    """Return a thread below its place in the forum, of posts in two colours."""
    body = "<hr>".join(
        f'<div class="windowbg{k % 2 + 1 if k % 2 else ""}"><div class="poster">'
        f"<h4>{AUTHORS[(number + k) % 5]}</h4><p>Posts: {number * k}</p></div>"
        f"<div class=head>April 1{k}, 2024</div><div class=inner>"
        f"<p>{sites.words(number * 31 + k, 60)}.</p></div></div>"
        for k in range(posts)
    )
    where = f"<div><a href=/>Forum</a> » <a href=/b{number % 3}>Board {number % 3}</a>"
    return sites.page(
        f"{where}</div><h1>{sites.words(number, 4)}</h1>{question}"
        f"<form id=posts>{body}</form>",
        f"https://striped.example/t/{number}",
    )


def test_a_thread_has_the_words_of_its_first_post() -> None:
    record = _learned(_striped)
    assert record["articleBody"] == f"{sites.words(20 * 31, 60)}."
    assert record["datePublished"].startswith("2024-04-10")
    assert len(record["posts"]) == 4, "of both colours"


def test_what_stands_on_a_profile_is_not_how_many_posts_there_are() -> None:
    pages = [_thread(n, 3 + n % 4) for n in range(9)]
    schema = induce(pages, page_type=PageType.PROFILE)
    (record,) = Extractor(schema).apply(_thread(20, 4))
    assert len(record["comments"]) == 4
    assert "posts" not in record


def test_rules_between_posts_do_not_head_them() -> None:
    def ruled(number: int, posts: int) -> Document:
        """Return a thread with an anchor of each post, whose first line is short."""
        html = _striped(number, posts, f"<p>Now {number} here</p>").html
        return Document(
            html.replace("<hr>", f"<hr><a id=m{number}></a>"),
            f"https://b.example/{number}",
        )

    record = _learned(ruled)
    assert record["articleBody"] == f"{sites.words(20 * 31, 60)}."
    assert [one["author"] for one in record["posts"]] == AUTHORS[:4]


def test_what_has_no_date_is_no_post() -> None:
    def answered(number: int, posts: int) -> Document:
        """Return a thread with a form for a reply that looks as a post."""
        html = _thread(number, 1 + posts % 2).html
        form = "<div class=post><div class=head>Your reply</div><textarea></textarea>"
        return Document(
            html.replace("</div></body>", f"{form}</div></div></body>"),
            f"https://forum.example/t/{number}",
        )

    posts = _learned(answered)["posts"]
    assert posts[0]["author"] == AUTHORS[0]


def test_a_thread_whose_posts_are_answers_has_the_question() -> None:
    def asked(number: int, posts: int) -> Document:
        question = f"<p>{sites.words(number * 41, 50)}?</p>"
        return _striped(number, posts, f"<div class=question>{question}</div>")

    record = _learned(asked)
    assert f"{sites.words(20 * 41, 50)}?" in record["articleBody"]


def test_terms_that_differ_from_page_to_page_are_named_by_their_heading() -> None:
    schema = induce(
        [_function(n, 2 + n % 4) for n in range(9)], page_type=PageType.DOCUMENTATION
    )
    page = _function(30, 3)
    record = Extractor(schema).apply(page)[0]
    found = record["parameters"]
    assert [one["name"][-5:] for one in found] == ["_30_0", "_30_1", "_30_2"]
    assert found[1]["description"] == f"{sites.words(30 * 13 + 1, 12)}."
    assert list(without_retrieval(record_schema(schema)).iter_errors(record)) == []
    again = TemplateSchema.from_json(asdict(schema))
    assert Extractor(again).apply(page)[0] == record


@pytest.mark.parametrize(
    ("term", "explained", "names"),
    [
        ("<x-pin></x-pin>", "Restaurants", []),  # the legend of a map
        ("<label>Your name</label>", "<input name=answer>", []),
        ("||", "One of both", ["name", "description"]),
    ],
)
def test_terms_have_words_and_are_explained_by_some(
    term: str, explained: str, names: list[str]
) -> None:
    rows = f"<dt>{term}</dt><dd>{explained}</dd>" * 3
    outline = Outline(Document(f"<body><dl>{rows}</dl>", "https://a.example/"))
    [run] = [
        one
        for one in find_runs(outline, marks_of([outline]))
        if one.spread and one.css.endswith("dt")
    ]
    found = object_fields(Shape.DEFINITIONS, [(outline, run)], frozenset())
    assert [field.name for field in found] == names


def test_terms_that_all_pages_have_are_labels_and_no_parts() -> None:
    def product(number: int) -> Document:
        facts = f"<dt>Weight</dt><dd>{number} g</dd><dt>Colour</dt><dd>c{number}</dd>"
        return sites.chapter(number, f"<h2>Facts</h2><dl>{facts}</dl>")

    schema = induce([product(n) for n in range(9)], page_type=PageType.PRODUCT)
    assert [field.name for field in schema.fields if field.type == "array"] == []
    assert Extractor(schema).apply(product(40))[0]["weight"] == "40 g"


def test_questions_have_their_answers() -> None:
    def faq(number: int) -> Document:
        body = "".join(
            f"<details><summary>Why is {sites.words(number * 17 + k, 3)}?</summary>"
            f"<p>{sites.words(number * 19 + k, 25)}.</p><p>Or not.</p></details>"
            for k in range(6)
        )
        return sites.page(
            f"<h1>Questions {number}</h1>{body}", f"https://a.example/faq/{number}"
        )

    schema = induce([faq(n) for n in range(4)], page_type=PageType.FAQ_SUPPORT)
    found = Extractor(schema).apply(faq(9))[0]["questions"]
    assert len(found) == 6
    assert found[2]["question"] == f"Why is {sites.words(9 * 17 + 2, 3)}?"
    assert found[2]["answer"] == f"{sites.words(9 * 19 + 2, 25)}. Or not."


def _command(number: int, usual: int) -> Document:
    """Return a command with *usual* options that others have, and two of its own."""
    names = [f"--usual-{(5 * number + k) % 12}" for k in range(usual)]
    names += [f"--own-{number}-{k}" for k in range(2)]
    options = "".join(
        f"<dt>{name}</dt><dd><p>{sites.words(number * 17 + k, 25)}.</p></dd>"
        for k, name in enumerate(names)
    )
    return sites.chapter(number, f"<h2>Options</h2><dl>{options}</dl>")


def test_options_that_some_commands_share_are_parts_and_no_facts() -> None:
    pages = [_command(n, 4) for n in range(12)]
    schema = induce(pages, page_type=PageType.DOCUMENTATION)
    names = [field.name for field in schema.fields]
    assert not [name for name in names if "usual" in name]
    record = Extractor(schema).apply(_command(30, 4))[0]
    array = next(field.name for field in schema.fields if field.type == "array")
    assert [one["name"] for one in record[array]] == [
        "--usual-6", "--usual-7", "--usual-8", "--usual-9", "--own-30-0", "--own-30-1",
    ]  # fmt: skip
    assert "a part of a list" in {one.reason for one in schema.dropped}


def test_questions_and_answers_in_boxes() -> None:
    def faq(number: int, linked: bool) -> Document:
        asked = "".join(
            f"<div class=item><button>{question}</button><div class=panel>"
            f"<p>{sites.words(number * 90 + k, 30)}.</p></div></div>"
            for k in range(6)
            for question in [
                f"<a href='/q/{k}'>What is {sites.words(number * 60 + k, 3)}?</a>"
                if linked
                else f"What is {sites.words(number * 60 + k, 3)}?"
            ]
        )
        return sites.page(
            f"<h1>Help {number}</h1><div class=faq>{asked}</div>",
            f"https://help.example/{number}",
        )

    schema = induce([faq(n, False) for n in range(8)], page_type=PageType.FAQ_SUPPORT)
    (record,) = Extractor(schema).apply(faq(20, False))
    questions = record["questions"]
    assert isinstance(questions, list)
    assert questions[1] == {
        "question": f"What is {sites.words(20 * 60 + 1, 3)}?",
        "answer": f"{sites.words(20 * 90 + 1, 30)}.",
    }
    # What links to a page of its own is answered there.
    elsewhere = induce([faq(n, True) for n in range(8)], page_type=PageType.FAQ_SUPPORT)
    assert "questions" not in {field.name for field in elsewhere.fields}


def _quiet(number: int, posts: int) -> Document:
    """Return a thread of one author, whose facts stand in each post."""
    author = AUTHORS[number % 2]
    url = f"https://quiet.example/t/{number}"
    subject = sites.words(number, 4)
    body = "".join(
        f'<div class=post><h3 class=subject><a href="{url}#p{k}">{subject} {k}</a></h3>'
        f"<div class=when>April 1{k}, 2024</div><div class=profile>"
        f"<span class=username>{author}</span><div class=info>"
        f"<b>Messages:</b> {len(author) * 37}<br>"
        f"<b>Location:</b> {sites.words(number % 2, 2)}<br></div></div>"
        f"<div class=text>{sites.words(number * 31 + k, 40)}.</div></div>"
        for k in range(posts)
    )
    return sites.page(f"<h1>{subject}</h1><div id=posts>{body}</div>", url)


def test_posts_have_an_author_though_each_thread_has_one_alone() -> None:
    pages = [_quiet(n, 1 + n % 4) for n in range(12)]
    schema = induce(pages, page_type=PageType.FORUM_THREAD)
    (record,) = Extractor(schema).apply(_quiet(20, 3))
    assert [one.get("author") for one in record["posts"]] == ["Ada"] * 3
    assert record["author"] == "Ada"


def test_facts_about_authors_are_none_of_threads_whose_posts_link_to_themselves() -> (
    None
):
    pages = [_quiet(n, 1 + n % 4) for n in range(12)]
    schema = induce(pages, page_type=PageType.FORUM_THREAD)
    assert any(one.name == "posts" for one in schema.fields)
    assert not {"location", "messages"} & {one.name for one in schema.fields}
