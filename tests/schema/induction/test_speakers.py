"""Who speaks, by the headings below one of speakers."""

from __future__ import annotations

import time

from vultrcrawl.page.document import Document
from vultrcrawl.schema.induction.candidates.speakers import speakers
from vultrcrawl.schema.sources.reading import Reading


def test_names_below_a_heading_of_speakers_are_who_speaks() -> None:
    def reading(*names: str) -> Reading:
        people = "".join(f"<h3>{one}</h3><p>Writes programs.</p>" for one in names)
        return Reading(
            Document(
                f"<body><h1>A talk</h1><div><h2>Speakers</h2>{people}</div>"
                "<h2>Venue</h2><h3>The hall</h3></body>",
                "https://a.example/",
            )
        )

    pages = [reading("Ada Byron", "Grace Hopper"), reading("Alan Turing")]
    [found] = speakers(pages, frozenset())
    assert found.values == {0: ("Ada Byron", "Grace Hopper"), 1: ("Alan Turing",)}


def test_many_headings_of_speakers_are_read_in_linear_time() -> None:
    def seconds(count: int) -> float:
        body = "<h2>Speakers</h2><p>Some words of a page.</p>" * count
        page = Reading(Document(f"<body>{body}</body>", "https://a.example/"))
        _ = page.aside
        started = time.process_time()
        list(speakers([page], frozenset()))
        return time.process_time() - started

    once = min(seconds(400) for _ in range(3))
    assert min(seconds(1600) for _ in range(3)) < 10 * once + 0.05
