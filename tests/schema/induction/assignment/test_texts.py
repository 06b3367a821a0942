"""Which text of a page is its description, and which the article's."""

from __future__ import annotations

from tests.schema.induction.assignment.test_joint import TEXT, TITLES, decided
from tests.schema.induction.candidates import candidate
from vultrcrawl.schema.induction.candidates.candidate import Candidate
from vultrcrawl.schema.sources.prose import LEAD

LEADS = [f"The {title} is what we made. It stands well anywhere." for title in TITLES]
BODIES = [f"{lead} {text} We {text}" for lead, text in zip(LEADS, TEXT, strict=True)]


def main() -> Candidate:
    return candidate(BODIES, "prose", expr="main", articleBody=0.9)


def lead(score: float = 0.5) -> Candidate:
    return candidate(LEADS, "prose", expr=LEAD, description=score)


def described_by(*candidates: Candidate) -> tuple[Candidate, ...]:
    found = decided(candidates)
    return found["description"].candidates if "description" in found else ()


def test_the_first_paragraph_says_in_full_what_is_stated_cut_short() -> None:
    whole, first = main(), lead()
    for end in ("", "...", "\u2026"):
        cut = [f"{one[:-4]}{end}" for one in LEADS]
        stated = candidate(cut, "meta", description=0.7)
        assert described_by(whole, first, stated) == (first, stated)


def test_a_first_sentence_that_is_stated_is_not_cut() -> None:
    sentences = [f"{one.partition('. ')[0]}." for one in LEADS]
    stated = candidate(sentences, "meta", description=0.7)
    assert described_by(main(), lead(), stated) == (stated,)


def test_what_states_the_same_as_what_was_cut_short_is_nothing_else() -> None:
    cut = [one[:-22] for one in LEADS]
    stated = candidate(cut, "meta", description=0.7)
    steps = candidate(cut, "jsonld", expr="Recipe.steps", recipeInstructions=0.5)
    found = decided([main(), lead(), stated, steps])
    assert "recipeInstructions" not in found


def test_a_recipe_without_a_description_has_its_first_paragraph() -> None:
    made = [[f"Take a {title}.", "Mix it well."] for title in TITLES]
    steps = candidate(made, "section", recipeInstructions=0.8)
    first = lead()
    assert described_by(main(), first, steps) == (first,)
    assert described_by(main(), first) == (), "an article's is a part of its text"
    assert described_by(main(), lead(0.2), steps) == ()


def test_what_is_stated_describes_a_page_that_shows_it_in_its_text() -> None:
    box = candidate(LEADS[:3], description=0.8)
    stated = candidate(LEADS[:3], "jsonld", description=0.7)
    rest = candidate([f"On {one}." for one in TITLES], "meta", description=0.4)
    assert described_by(main(), box, stated, rest) == (stated, rest)


def test_what_one_page_states_well_does_not_speak_for_the_others() -> None:
    on_most = candidate(LEADS[:4], "jsonld", description=0.7)
    other = [f"On {one}." for one in TITLES]
    loose = candidate(other, "meta", description=0.4)
    alike = candidate(other[:1], "meta", expr="q", description=0.7)
    assert described_by(main(), on_most, loose, alike)[0] is on_most


def test_lines_with_labels_describe_no_recipe() -> None:
    lines = [[f"Prep {n} min", f"Cook {n + 5} min"] for n in range(10, 15)]
    details = candidate(lines, "section", label="Details", description=0.6)
    rows = [
        candidate([f"{n} min" for n in range(10, 15)], "label", label="Prep"),
        candidate([f"{n + 5} min" for n in range(10, 15)], "label", label="Cook"),
    ]
    assert described_by(main(), details, *rows) == ()


def test_what_is_around_a_text_is_no_description() -> None:
    titles = candidate(TITLES, "meta", expr="title")
    around = [
        [f"{title}\n$1{n}.00\nAdd to cart\nCategory: lamps\nBe the first on {title}"]
        for n, title in enumerate(TITLES)
    ]
    texts = [
        [f"{lines}\nIt has {n} parts and stands well in every room of yours."]
        for n, (lines,) in enumerate(around)
    ]
    for lines, told in ((around, False), (texts, True)):
        all_ = candidate(lines, "prose", expr="main", description=0.9)
        found = decided([titles, all_], described=True)
        assert ("description" in found) is told
