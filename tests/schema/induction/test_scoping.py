"""Tests of vultrcrawl.schema.induction.scoping: what a selector finds first."""

from dataclasses import replace

from vultrcrawl.page.document import Document
from vultrcrawl.schema.induction.candidates.collect import collect
from vultrcrawl.schema.induction.scoping import scoped
from vultrcrawl.schema.sources.nodes import vocabulary
from vultrcrawl.schema.sources.reading import Reading

TRAIL = """<title>Floors - Sporty</title><main><nav class="breadcrumb">
<a href="/">Home</a> <span class="divider">&rsaquo;</span>
<a href="/blog">Blog</a> <span class="divider">&rsaquo;</span>
<span>How to lay a floor</span></nav>
<h1>How to lay a floor</h1><p>Sweep it first, and let it dry for a day.</p></main>"""


def test_a_selector_that_finds_something_else_first_is_left_out() -> None:
    reading = Reading(Document(TRAIL, "https://shop.test/blog/floor"))
    words = vocabulary([reading.document])
    found = {
        one.expr: one
        for one in collect([reading], words, main=None)
        if one.kind == "css"
    }
    trail, title = found["main > nav.breadcrumb > span"], found["main > h1"]
    assert trail.texts() == title.texts()
    assert scoped([trail, title], [reading], words) == (title,)
    assert scoped([trail], [reading], words) == (trail,)


def test_what_was_made_of_a_text_is_no_matter() -> None:
    """Of the title "Class Node" the name is Node; on other pages it has none."""
    pages = [
        Reading(
            Document(f"<main><h1>Class {name}</h1></main>", f"https://a.test/{name}")
        )
        for name in ("Node", "Edge")
    ]
    words = vocabulary([one.document for one in pages])
    found = {one.expr: one for one in collect(pages, words, main=None)}
    title = found["main > h1"]
    made = replace(title, values={0: ("Node",)})
    assert scoped([made, title], pages, words) == (made, title)
