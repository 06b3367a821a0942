from __future__ import annotations

import pytest

from vultrcrawl.schema.induction.candidates.affixes import affixes, cut


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("By Ada", "By Bob", "By Cid"), ("By ", "")),
        (("Von Ada", "Von Bob", "Von Cid"), ("Von ", "")),
        (("Posted by Ada", "Posted by Bob"), ("Posted by ", "")),
        (("SKU: 3", "SKU: 4"), ("SKU: ", "")),
        (("View topic - Ada", "View topic - Bob"), ("View topic - ", "")),
        (("A :: View - Ada", "A :: View - Bob"), ("A :: View - ", "")),
        (("Site \u00b7 Ada", "Site \u00b7 Bob"), ("Site \u00b7 ", "")),
        (("Lamp | Shop", "Chair | Shop"), ("", " | Shop")),
        (("A - B | Shop", "C - D | Shop"), ("", " | Shop")),
        (("Lamp (new)", "Sofa (new)"), ("", " (new)")),
        (("Title #", "Other #"), ("", " #")),
        (("Ada \u00bb", "Bob \u00bb"), ("", " \u00bb")),
        # All of it may be the value.
        (("In stock (3 left)", "In stock (4 left)"), ("", "")),
        (("Blue lamp", "Blue sofa"), ("", "")),
        (("Part 3: Ada", "Part 3: Bob"), ("", "")),
        (("May 5, 6 pm - 8:00 pm", "May 6, 5 pm - 8:00 pm"), ("", "")),
        (("https://a.example/ - x", "https://b.example/ - x"), ("", "")),
        # Nothing to compare.
        (("By Ada",), ("", "")),
        (("By Ada", "By Ada"), ("", "")),
        # Not on nearly all pages; and nothing would be left.
        (("By Ada", "Bob", "By Cid"), ("", "")),
        (("By Ada", "By ", "By Cid", "By Dan", "By Eve"), ("", "")),
    ],
)
def test_what_starts_or_ends_all_texts(
    texts: tuple[str, ...], found: tuple[str, str]
) -> None:
    assert affixes({number: (text,) for number, text in enumerate(texts)}) == found


def test_lists_have_no_affixes() -> None:
    assert affixes({0: ("By Ada", "By Bob"), 1: ("By Cid",)}) == ("", "")


def test_a_text_is_cut_at_both_ends() -> None:
    assert cut("By Ada | Shop", "By ", " | Shop") == "Ada"
    assert cut("Ada", "By ", " | Shop") == "Ada"
