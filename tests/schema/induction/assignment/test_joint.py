"""Which candidate is which property, decided for all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.schema.induction.candidates import candidate
from vultrcrawl.schema.induction.assignment.by_type import by_plainer_labels, of_type
from vultrcrawl.schema.induction.assignment.joint import assign
from vultrcrawl.schema.induction.assignment.options import Assignment
from vultrcrawl.schema.induction.candidates.candidate import Candidate
from vultrcrawl.schema.model import LocatorKind
from vultrcrawl.taxonomy import PageType

TITLES = ("Red lamp", "Blue sofa", "Green chair", "Old table", "New bed")
BRANDS = ("Acme", "Bolt", "Acme", "Cove", "Bolt")
PRICES = ("$10.50", "$20.00", "$31.00", "$44.10", "$5.99")
OLD = ("$12.00", "$25.00", "$39.90", "$50.00", "$8.00")
TEXT = tuple(f"{title} of our shop stands well in every room." for title in TITLES)


def decided(
    candidates: Sequence[Candidate], *, described: bool = False
) -> dict[str, Assignment]:
    found = assign(candidates, len(TITLES), described=described)
    assert len({one.name for one in found}) == len(found)
    return {one.name: one for one in found}


def test_each_takes_what_it_is_most_likely() -> None:
    title = candidate(TITLES, name=0.9, brand=0.8)
    brand = candidate(BRANDS, name=0.6, brand=0.6)
    found = decided([brand, title])
    assert found["name"].candidates[0] is title
    assert found["brand"].candidates[0] is brand, "the brand is not the name"


def test_what_one_property_took_is_not_free_for_another() -> None:
    only = candidate(TITLES, name=0.9, brand=0.8)
    assert decided([only]).keys() == {"name"}
    named = candidate(TITLES, name=0.9)
    copy = candidate(TITLES, "meta", brand=0.8)
    assert decided([named, copy]).keys() == {"name"}, "nor what says the same"


def test_a_list_of_all_pictures_does_not_stand_for_the_main_one() -> None:
    addresses = [f"https://a.example/{n}.jpg" for n in range(5)]
    shown = candidate(addresses, expr="p > img", image=0.6)
    listed = candidate(addresses, "json", images=0.8)
    found = decided([shown, listed])
    assert found["image"].candidates[0] is shown
    assert found["images"].candidates[0] is listed


def test_a_price_and_the_price_before() -> None:
    price = candidate(PRICES, price=0.8, regularPrice=0.4)
    old = candidate(OLD, price=0.5, regularPrice=0.6)
    found = decided([old, price])
    assert found["price"].candidates == (price,)
    assert found["regularPrice"].candidates == (old,)


def test_how_long_it_takes_is_not_how_it_is_made() -> None:
    took = [f"{n} min" for n in (10, 25, 40, 5, 90)]
    times = candidate(took, "label", label="Preparation", recipeInstructions=0.75)
    assert decided([times]) == {}


def test_a_title_is_no_price_whatever_its_number() -> None:
    years = ["1817", "1846", "1849: Sicily", "1862", "1893"]
    title = candidate(years, "meta", expr="title")
    shown = candidate(years, price=0.8)
    assert "price" in decided([shown])
    assert "price" not in decided([shown, title])


def test_a_price_without_its_cents_is_none() -> None:
    """Of ``10€<sup>50</sup>`` the text before the element is a part."""
    cut = candidate([f"{n}€" for n in range(10, 15)], "near", price=0.9)
    whole = candidate([f"{n}€5{n % 10}" for n in range(10, 15)], price=0.5)
    assert decided([cut, whole])["price"].candidates == (whole,)
    other = candidate([f"from {n}€" for n in range(10, 15)], price=0.5)
    assert decided([cut, other])["price"].candidates[0] is cut


def test_what_says_the_same_is_another_way_to_the_property() -> None:
    shown = candidate(TITLES, name=0.9)
    stated = candidate([*TITLES[:4], ""], "jsonld", name=0.9)
    other = candidate(BRANDS, "meta", name=0.3)
    found = decided([other, stated, shown])
    assert found["name"].candidates == (shown, stated), "what more pages have is first"


def test_what_is_stated_as_something_else_comes_after_what_is_shown() -> None:
    """A shop whose pages have their name as keywords has the same ones on some."""
    heading = candidate(TITLES, name=0.6)
    words = candidate(TITLES, "meta", expr="keywords", name=0.9)
    titles = candidate(TITLES, "meta", expr="og:title", name=0.7)
    found = decided([words, heading, titles])["name"].candidates
    assert found == (titles, heading, words)


def test_another_fills_the_pages_that_are_left_open() -> None:
    most = candidate([*TITLES[:3], "", ""], "jsonld", name=0.9)
    rest = candidate(TITLES[3:], "meta", first=3, name=0.7)
    assert set(decided([most, rest])["name"].candidates) == {most, rest}


def test_what_is_unlikely_is_nothing() -> None:
    assert decided([candidate(TITLES, name=0.2)]) == {}
    assert decided([candidate(TITLES, name=0.5)]).keys() == {"name"}


def test_values_that_cannot_be_it_are_not_it() -> None:
    assert decided([candidate(TITLES, price=0.9, datePublished=0.9)]) == {}
    assert decided([candidate(["Acme"] * 5, name=0.9)]) == {}, "of no page alone"
    assert decided([candidate(["Acme"] * 5, brand=0.9)]).keys() == {"brand"}


def test_the_text_describes_a_thing_and_is_the_body_of_an_article() -> None:
    text = candidate(TEXT, "prose", expr="main", description=0.8, articleBody=0.7)
    assert decided([text], described=True).keys() == {"description"}
    assert decided([text]).keys() == {"articleBody"}
    text = candidate(TEXT, "prose", expr="main", description=0.8)
    assert decided([text]).keys() == {"articleBody"}, "though no score says so"


def test_no_part_of_the_text_describes_it() -> None:
    text = candidate(TEXT, "prose", expr="main", articleBody=0.8)
    part = candidate([one.partition(" stands")[0] for one in TEXT], description=0.6)
    own = candidate([f"On {one}." for one in TITLES], "meta", description=0.4)
    assert decided([text, part]).keys() == {"articleBody"}
    assert decided([text, part, own])["description"].candidates == (own,)


def test_all_of_the_text_is_the_body_though_it_may_describe_more_likely() -> None:
    text = [[f"{one} It is of wood. " * 4, f"As to {one}" * 2] for one in TEXT]
    page = [f"{one[0]} {'Wood | Yes | ' * 20} {one[1]}" for one in text]
    main = candidate(page, "prose", expr="main", description=0.9, articleBody=0.6)
    shown = candidate(page, expr="main", description=0.8)
    parts = candidate(text, description=0.8, articleBody=0.8)
    start = candidate(TEXT, "prose", expr="lead", description=0.6)
    stated = candidate(TEXT, "meta", expr="description", description=0.4)
    found = decided([main, shown, parts, start, stated])
    assert found["articleBody"].candidates == (main, parts), "tables are no paragraphs"
    assert found["description"].candidates == (stated,), "though the body starts so"
    assert decided([main, shown, parts, start]).keys() == {"articleBody"}
    same = candidate(page, "css", description=0.8, articleBody=0.8)
    assert decided([main, same])["articleBody"].candidates == (same, main), "the same"


def test_a_recipe_is_a_text_whatever_it_is_of() -> None:
    steps = [[f"Take a {title}.", "Mix it well.", "Wait."] for title in TITLES]
    page = [f"I love this. {' '.join(one)}" for one in steps]
    whole = candidate(page, "prose", expr="main", description=0.9, articleBody=0.7)
    stated = candidate(TEXT, "jsonld", expr="Recipe.description", description=0.5)
    method = candidate(steps, "section", recipeInstructions=0.8)
    found = decided([whole, stated, method], described=True)
    assert found["articleBody"].candidates == (whole,)
    assert found["description"].candidates == (stated,)
    assert found["recipeInstructions"].candidates == (method,), "though the body has it"
    assert (
        decided([whole, stated], described=True)["description"].candidates[0] is whole
    )


def test_pieces_of_a_long_text_are_no_description() -> None:
    pieces = [[f"{text} " * 5, f"As to {text} " * 2] for text in TEXT]
    page = [f"{one[0]} See also: our blog. {one[1]}" for one in pieces]
    text = candidate(page, "prose", expr="main", articleBody=0.8)
    most = candidate(pieces, description=0.6)
    assert decided([text, most]).keys() == {"articleBody"}


def test_a_slogan_describes_nothing() -> None:
    slogan = candidate(["Boats for all."] * 4 + ["Of beds"], "meta", description=0.9)
    assert decided([slogan]) == {}


def test_what_most_pages_label_describes_it_and_not_all_their_text() -> None:
    page = [f"More views. {text} As seen on television." for text in TEXT]
    whole = candidate(page, "prose", expr="main", description=0.9, articleBody=0.4)
    said = candidate(TEXT, "label", label="Product description", description=0.75)
    found = decided([whole, said], described=True)
    assert found["description"].candidates == (said,)
    few = candidate(TEXT[:2], "label", label="About", description=0.75)
    assert decided([whole, few], described=True)["description"].candidates[0] is whole


def test_rows_of_a_table_of_facts_describe_nothing() -> None:
    page = [f"{text} Weight: {len(text)} g" for text in TEXT]
    whole = candidate(page, "prose", expr="main", description=0.9)
    rest = candidate(TEXT, "prose", expr="unlabelled", description=0.7)
    found = decided([whole, rest], described=True)
    assert found["description"].candidates == (rest,)
    found = decided([whole, rest])
    assert found["articleBody"].candidates == (whole,), "an article is all of its text"


def test_a_text_that_is_all_labels_and_values_describes_nothing() -> None:
    texts = [f"First name {n} Last name {n} Member for {n} years" for n in range(8)]
    whole = candidate(texts, "prose", expr="main", articleBody=0.9)
    rest = candidate(["Member"] * 8, "prose", expr="unlabelled", description=0.3)
    assert "description" not in decided([whole, rest], described=True)
    assert decided([whole], described=True).keys() == {"description"}


def test_what_stands_beside_labels_is_no_keyword() -> None:
    brand = candidate(BRANDS, "label", label="Family")
    price = candidate(PRICES, "label", label="Was")
    pairs = [*zip(BRANDS, PRICES, strict=True)]
    facts = candidate(pairs, keywords=0.6)
    assert "keywords" not in decided([brand, price, facts])
    tags = candidate(BRANDS, "label", label="Tags", keywords=0.75)
    assert decided([tags, candidate(BRANDS, keywords=0.6)]).keys() == {"keywords"}


def test_an_odd_page_with_several_dates_takes_no_date_from_the_others() -> None:
    days = [f"by Ann » {n} May 2019" for n in range(1, 12)]
    archive = ["by Ann » 1 June 2019", "by Bob » 2 June 2019"]
    line = candidate([*days, archive], expr="p.author", datePublished=0.5)
    between = candidate(days[:4], "near", datePublished=0.7)
    [found] = assign([line, between], 12)
    assert found.candidates[0] is line
    assert assign([candidate([*days[:6], *[archive] * 6], datePublished=0.5)], 12) == []


def test_who_posts_a_job_is_the_employer() -> None:
    firm = candidate(BRANDS, author=0.5, hiringOrganization=0.2, recipeCuisine=0.6)
    [found] = assign(of_type([firm], PageType.JOB_POSTING), len(BRANDS))
    assert (found.name, found.support) == ("hiringOrganization", 0.4)
    assert of_type([firm], PageType.ARTICLE) == [firm]
    stated = candidate(BRANDS, "meta", author=0.5)
    [found] = assign(of_type([stated], PageType.JOB_POSTING), len(BRANDS))
    assert found.name == "author"


def test_a_label_of_two_meanings_gives_way_to_a_plain_one() -> None:
    usage = candidate(
        ["lamp [--on]"] * 5, "label", label="Synopsis", description=0.7, signature=0.7
    )
    text = candidate(TEXT, "section", label="Description", description=0.6)
    assert by_plainer_labels([usage], 5) == [usage]
    plainer = by_plainer_labels([usage, text], 5)
    assert [dict(one.scores) for one in plainer] == [
        {"signature": 0.7},
        {"description": 0.6},
    ]
    few = candidate(TEXT[:2], "section", label="Description", description=0.6)
    assert by_plainer_labels([usage, few], 5) == [usage, few]


def test_several_labels_of_one_property_fill_each_others_gaps() -> None:
    one = candidate(["Ann", "Bob", "Cleo", "", ""], "label", label="Author", author=0.7)
    two = [["Dan", "Eve"], ["Fay", "Gus"]]
    several = candidate(two, "label", label="Authors", first=3, author=0.7)
    assert decided([one, several])["author"].candidates == (one, several)


def test_a_remark_on_pages_without_a_description_is_none() -> None:
    remark = "There are no reviews yet."
    remarks = candidate([remark] * 5)
    stated = candidate(TEXT[:4], "meta", description=0.7)
    shown = candidate([*TEXT[:4], remark], description=0.7)
    below = candidate([*TEXT[:4], "A lamp of its own kind."], description=0.6)
    found = decided([remarks, stated, shown, below], described=True)
    assert set(found["description"].candidates) == {stated, below}
    assert shown in decided([stated, shown], described=True)["description"].candidates


def test_a_text_that_several_things_have_is_no_remark() -> None:
    text = " ".join(TEXT)[:200]
    assert len(text) > 120
    texts = [text, text, text, *TEXT[:2]]
    stated = candidate(texts, "jsonld", description=0.7)
    assert "description" in decided([candidate(texts), stated], described=True)


def test_a_title_that_most_pages_have_is_that_of_the_site() -> None:
    titles = candidate(["Firm"] * 4 + ["Jobs at Firm"], "meta", expr="title", name=0.9)
    h1 = candidate(["Firm"] * 5, expr="h1", name=0.9)
    h2 = replace(candidate(TITLES, expr="div.job > h2", name=0.1), attribute="text")
    assert decided([titles, h1, h2])["name"].candidates == (h2,)
    few = candidate(["Firm", "Firm", "Jobs"], "meta", expr="title", name=0.9)
    assert decided([few])["name"].candidates == (few,)


def test_a_thread_is_no_recipe_and_its_author_is_not_that_of_all() -> None:
    texts = [f"Mix {n} of these and bake it." for n in range(5)]
    steps = candidate(texts, recipeInstructions=0.9, articleBody=0.5)
    head = candidate(["Posts"] * 5, author=0.9)
    found = of_type([steps, head], PageType.FORUM_THREAD)
    assert [set(one.scores) for one in found] == [{"articleBody"}, set()]
    kept = of_type([steps, head], PageType.ARTICLE)
    assert [set(one.scores) for one in kept] == [set(steps.scores), {"author"}]


def test_the_date_of_a_byline_is_no_start_of_an_event() -> None:
    said = [f"Submitted by Ada on May {n}, 2014" for n in range(1, 6)]
    shown = [f"May {n}, 2014" for n in range(1, 6)]
    [line, date] = of_type(
        [candidate(said, datePublished=0.7), candidate(shown, datePublished=0.7)],
        PageType.EVENT,
    )
    assert line.scores["datePublished"] == 0.7
    assert "startDate" not in line.scores
    assert "datePublished" not in date.scores
    assert date.scores["startDate"] > 0.5


def test_products_have_ingredients_and_no_instructions() -> None:
    [one] = of_type(
        [candidate(TEXT, recipeInstructions=0.9, recipeIngredient=0.8)],
        PageType.PRODUCT,
    )
    assert one.scores == {"recipeIngredient": 0.8}


def test_a_date_alone_is_nobody() -> None:
    dates = candidate(["16 Nov 2011", "3 May 2012", "1 Dec 2012"] * 2, author=0.8)
    names = candidate(["Ada", "Bob, 3 May 2012", "Cid"] * 2, author=0.8)
    assert "author" not in decided([dates])
    assert "author" in decided([names])


def test_a_code_may_have_no_digit() -> None:
    codes = candidate(["ACD", "SAGC", "ASS-E", "OFI", "CSS"], sku=0.8)
    words = candidate(TITLES, sku=0.8)
    assert "sku" in decided([codes])
    assert "sku" not in decided([words])


def test_the_name_of_pages_is_not_their_keywords() -> None:
    title = candidate(TITLES, name=0.9, keywords=0.6)
    stated = candidate(TITLES, "meta", keywords=0.98)
    assert decided([stated, title]).keys() == {"name"}


def test_the_first_of_those_who_wrote_in_a_thread_began_it() -> None:
    posters = candidate([("Ada", "Bob"), ("Cid", "Ada"), ("Bob", "Eve")], author=0.9)
    [of_thread] = of_type([posters], PageType.FORUM_THREAD)
    assert of_thread.texts() == ["Ada", "Cid", "Bob"]
    [of_article] = of_type([posters], PageType.ARTICLE)
    assert of_article.is_list


def test_an_organization_is_an_employer_on_the_page_of_a_job_only() -> None:
    label = candidate(BRANDS, "label", label="Organization", affiliation=0.75)
    [of_job] = of_type([label], PageType.JOB_POSTING)
    assert of_job.scores.keys() >= {"hiringOrganization"}
    company = candidate(BRANDS, "label", label="Company", hiringOrganization=0.75)
    [of_person] = of_type([company], PageType.PROFILE)
    assert "hiringOrganization" not in of_person.scores


def test_ingredients_may_be_one_text_with_commas() -> None:
    mixed = tuple(
        f"Aqua (Water), {name} extract, Glycerin, Polyquaternium-37, Phenoxyethanol, "
        "Tocopherol, Parfum, Limonene"
        for name in TITLES
    )
    assert "recipeIngredient" in decided([candidate(mixed, recipeIngredient=0.75)])
    prose = tuple(f"{text} " * 3 for text in TEXT)
    assert "recipeIngredient" not in decided([candidate(prose, recipeIngredient=0.75)])


def test_a_profile_is_of_whom_its_title_names_and_not_of_what_it_lists() -> None:
    people = ("Ada Byron", "Grace Murray", "Alan Marsh", "Edith Stone", "Max Weber")
    talk = candidate(TITLES, expr="article > h4", name=0.5)
    speaker = candidate(people, "label", label="Speaker", performer=0.75)
    title = candidate(people, "meta", expr="title", name=0.35)
    beside = candidate(people[::-1], "label", label="With", performer=0.75)

    def names(*others: Candidate, page_type: PageType) -> dict[str, list[str]]:
        found = decided(of_type([talk, title, *others], page_type))
        return {name: one.candidates[0].texts() for name, one in found.items()}

    of_speaker = names(speaker, page_type=PageType.PROFILE)
    assert of_speaker == {"name": list(people)}
    of_event = names(speaker, page_type=PageType.EVENT)
    assert of_event["performer"] == list(people)
    others = names(beside, page_type=PageType.PROFILE)
    assert others["performer"] == list(people[::-1]), "somebody else"


def test_what_few_pages_have_comes_after_what_all_state() -> None:
    boxes = candidate(["Buy our book, which is the best of all."], description=1.0)
    pages = [f"About the place of {one}." for one in TITLES]
    stated = candidate(pages, "meta", expr="description", description=0.4)
    assert decided([boxes, stated])["description"].candidates[0] is stated
    assert decided([boxes])["description"].candidates == (boxes,)


@pytest.mark.parametrize(
    ("page_type", "kind", "told"),
    [
        (PageType.LEGAL, "jsonld", False),
        (PageType.HOMEPAGE, "css", False),
        (PageType.HOMEPAGE, "jsonld", True),
        (PageType.PRODUCT, "css", True),
    ],
)
def test_pages_that_offer_nothing_have_no_price(
    page_type: PageType, kind: LocatorKind, *, told: bool
) -> None:
    cart = candidate(["$0.00"], kind, price=0.9, name=0.1)
    [found] = of_type([cart], page_type)
    assert ("price" in found.scores) is told
    assert found.scores["name"] == 0.1


def test_few_things_of_a_shop_are_sold_out() -> None:
    said = candidate(["Out of stock", "", "", "", ""], availability=0.35)
    assert decided([said])["availability"].candidates == (said,)
    rare = candidate(["$5", "", "", "", ""], price=0.35)
    assert "price" not in decided([rare])
