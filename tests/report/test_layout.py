"""report.html for everyone: order of headings, names of tables, contrast."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

from tests.support.reports import read, said
from tests.support.site_documents import full
from vultrcrawl.report.page import report_html


@pytest.mark.parametrize(
    "change", [None, lambda document: document["templates"].clear()]
)
def test_headings_anchors_and_tables_are_in_order(
    change: Callable[[Any], None] | None,
) -> None:
    document = full()
    document["templates"].append(document["templates"][0])  # the same name again
    if change is not None:
        change(document)
    tree = read(report_html(document))
    assert tree.get("lang") == "en"
    assert len(tree.xpath("//h1")) == 1
    levels = [int(one.tag[1]) for one in tree.iter("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    names = tree.xpath("//@id")
    assert len(names) == len(set(names))
    for href in tree.xpath("//a/@href[starts-with(., '#')]"):
        assert href[1:] in names
    for name in tree.xpath("//@aria-labelledby"):
        assert name in names
    for table in tree.iter("table"):
        assert said(table.find("caption"))
        heads = table.findall("thead/tr/th")
        assert all(head.get("scope") == "col" for head in heads)
        for row in table.findall("tbody/tr"):
            assert row[0].get("scope") == "row"
            assert len(row) == len(heads)
    for one in tree.iter("details"):
        assert one[0].tag == "summary"


def test_every_link_of_the_contents_is_a_heading() -> None:
    tree = read(report_html(full()))
    headings = {
        one.get("id"): one.tag for one in tree.iter("h2", "h3") if one.get("id")
    }
    contents = [link[1:] for link in tree.xpath("//nav//a/@href")]
    assert contents == list(headings)


# Colours: 4.5 to 1, as WCAG 2.2 asks for text (1.4.3).


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(one * 2 for one in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
        for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def schemes() -> list[dict[str, str]]:
    """Return the colours of the light, dark and printed page by name."""
    style = files("vultrcrawl.report").joinpath("page.css").read_text()
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    found = [dict(re.findall(r"--([\w-]+): (#\w+);", block)) for block in blocks]
    assert len(found) == 3
    return [found[0] | one for one in found]


@pytest.mark.parametrize("scheme", range(3))
@pytest.mark.parametrize("back", ["back", "raised", "warn"])
@pytest.mark.parametrize("front", ["text", "quiet", "link", "good", "bad"])
def test_text_stands_out(scheme: int, front: str, back: str) -> None:
    colours = schemes()[scheme]
    light, dark = sorted(
        (luminance(colours[front]), luminance(colours[back])), reverse=True
    )
    assert (light + 0.05) / (dark + 0.05) >= 4.5
