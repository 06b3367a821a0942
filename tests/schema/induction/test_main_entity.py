"""Which object of a page's data for scripts is what the page is about."""

from __future__ import annotations

import json

from vultrcrawl.page.document import Document
from vultrcrawl.schema.induction.candidates.main_entity import things
from vultrcrawl.schema.sources.reading import Reading


def paths(**more: object) -> set[str]:
    pages = []
    for number in range(4):
        found = {"id": f"77{number}", "made": f"in 199{number}", "shelf": f"B{number}"}
        script = json.dumps({"product": found | more})
        html = f"<h1>Lamp</h1><script type='application/json'>{script}</script>"
        pages.append(Reading(Document(html, f"https://shop.example/lamp-77{number}")))
    return set(things(pages))


def test_what_has_the_pages_id_is_its_thing() -> None:
    [path] = paths()
    assert path.endswith("product")


def test_an_object_with_keys_of_one_letter_is_a_scripts() -> None:
    assert paths(u="d71070e86bf9", p="product") == set()
    assert paths(u="d71070e86bf9"), "one such key may be a unit or a mark"
