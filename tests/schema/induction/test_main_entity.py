"""Which object of a page's data for scripts is what the page is about."""

from __future__ import annotations

import json

from vultrcrawl.page.document import Document
from vultrcrawl.schema.induction.candidates.embedded import embedded_candidates
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


def test_what_pages_do_not_show_counts_if_the_thing_has_it_itself() -> None:
    pages = []
    for number in range(4):
        size = {"id": f"77{number}", "grams": 100 + number}
        found = size | {
            "created_at": f"2024-05-0{1 + number}T10:00:00Z",
            "parts": [{"weight": 300 + number}],
            "price_min": 1995 + number,
            "key": 4644140023890 + number,
        }
        script = json.dumps({"product": found})
        html = f"<h1>Lamp</h1><script type='application/json'>{script}</script>"
        pages.append(Reading(Document(html, f"https://shop.example/lamp-77{number}")))
    labels = {one.label for one in embedded_candidates(pages)}
    assert labels == {"id", "grams"}
