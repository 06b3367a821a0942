import html
import json
from collections.abc import Callable
from random import Random

import pytest

from tests.support.payloads import flight, inertia, nuxt, thing
from vultrcrawl.page.document import Document
from vultrcrawl.schema.candidate import Candidate
from vultrcrawl.schema.embedded_candidates import embedded_candidates
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.reading import Reading
from vultrcrawl.schema.things import things


def page(number: int, data: Callable[[int], str]) -> Document:
    own = thing(number)
    return Document(
        f"""<html><head><title>{own["title"]} - Old Street Store</title></head><body>
        <nav><a href="/">Home</a></nav><main><h1>{own["title"]}</h1>
        <p>It comes from {own["originCountry"]}, as always, and costs
        {own["price"]} for members.</p></main>{data(number)}</body></html>""",
        f"https://store.example/items/{own['slug']}",
    )


@pytest.mark.parametrize("data", [flight, nuxt, inertia])
def test_properties_of_the_pages_thing_become_fields(
    data: Callable[[int], str],
) -> None:
    schema = induce([page(number, data) for number in range(12)])
    fields = {one.name: one for one in schema.fields}
    assert fields["origin_country"].locators[0].kind == "json"
    assert {"shelf_weeks", "price"} <= fields.keys()
    assert not {"typename", "cache_token", "slug"} & fields.keys()
    extractor = Extractor(schema)
    for number in range(50, 56):
        (record,) = extractor.apply(page(number, data))
        own = thing(number)
        assert own["title"] in record.values()
        assert record["origin_country"] == own["originCountry"]
        assert record["shelf_weeks"] == own["shelfWeeks"]
        assert record["price"] == own["price"]
        assert own["maker"] == {"name": record["maker"]}


def test_what_is_the_pages_own() -> None:
    readings = [Reading(page(number, inertia)) for number in range(4)]
    assert "[data-page] $.props.item" in things(readings)
    assert "[data-page] $.props.others" not in things(readings)


def test_nothing_of_a_thing_that_other_pages_share() -> None:
    def same(number: int) -> str:
        del number
        return inertia(1)

    schema = induce([page(number, same) for number in range(6)])
    found = {one.name for one in schema.fields}
    assert not {"shelf_weeks", "maker", "origin_country"} & found


Change = Callable[[int, dict[str, object]], None]


def candidates(change: Change, pages: int = 4) -> dict[str, Candidate]:
    """Return the candidates of the data of four pages, by their names."""

    def data(number: int) -> str:
        own = thing(number)
        change(number, own)
        text = html.escape(json.dumps({"item": own}))
        return f'<div data-props="{text}"></div>'

    readings = [Reading(page(number, data)) for number in range(pages)]
    return {one.name: one for one in embedded_candidates(readings)}


def test_names_of_properties() -> None:
    def change(number: int, own: dict[str, object]) -> None:
        own["finish"] = {"label": f"matt {number}", "gloss": 30 + number}
        own["offer"] = {"salePrice": number + 5, "startsAt": f"2024-05-0{number + 1}"}
        own["author"] = {"name": f"Ada {number}", "image": f"/a/{number}.png"}
        own["authors"] = {"edges": [{"node": {"name": f"Bea {number}"}}]}
        own["version"] = number + 60
        own["liquid"] = number + 70
        own["energyClass"] = f"A{number}"
        own["madeDate"] = {"day": number, "text": f"in May 200{number}"}

    found = candidates(change)
    paths = {
        name: one.expr.removeprefix("[data-props] $.item.")
        for name, one in found.items()
    }
    assert (
        paths.items()
        >= {
            "name": "title",
            "finish": "finish.label",
            "finish_gloss": "finish.gloss",
            "shelf_weeks": "shelfWeeks",
            "price": "offer.salePrice",
            "offer_starts_at": "offer.startsAt",
            "author": "authors.edges.node.name",
            "made_date": "madeDate.text",
            "version": "version",
            "liquid": "liquid",
            "energy_class": "energyClass",
        }.items()
    )
    assert found["price"].markup == "offer_sale_price"
    assert not {"image", "author_image", "made_date_day"} & found.keys()


def test_what_is_no_data_of_a_thing() -> None:
    def change(number: int, own: dict[str, object]) -> None:
        own["layoutName"] = f"grid {number}"
        own["imagesVersion"] = number + 60
        own["page-type"] = f"kind {number}"
        own["checked"] = f"{Random(number).getrandbits(96):024x}"
        own["several"] = [number, number + 1]
        own["deep"] = {"deeper": {"deepest": number}}
        own["showNotes"] = number % 2 == 0
        own["newsletter"] = f"Letter {number}"
        own["seo"] = {"focus": f"word {number}"}
        own["terms"] = f"we promise {number} things. " * 20
        own["thumbKey"] = f"K{number}/{number}"
        own["postedDate"] = 1_714_145_044_336 + number

    names = candidates(change).keys()
    kept = {"name", "price", "shelf_weeks", "maker", "origin_country", "id"}
    assert names == kept


def test_a_list_of_a_thing_counts_if_the_page_shows_it() -> None:
    def change(number: int, own: dict[str, object]) -> None:
        own["stages"] = [f"It comes from {own['originCountry']}", "as always"]
        own["notes"] = [f"first {number}", f"second {number}"]

    found = candidates(change)
    assert found["stages"].multiple
    assert "notes" not in found


def test_an_object_that_is_the_pages_on_few_pages_is_no_thing() -> None:
    def change(number: int, own: dict[str, object]) -> None:
        if number > 1:
            own.update(id=1, slug="other", title="Other things altogether")

    assert not {"shelf_weeks", "origin_country"} & candidates(change).keys()


def test_an_object_of_two_values_is_no_thing() -> None:
    def change(number: int, own: dict[str, object]) -> None:
        keep = {"title": own["title"], "shelfWeeks": number}
        own.clear()
        own.update(keep)

    assert "shelf_weeks" not in candidates(change)


def test_of_objects_one_in_the_other_the_fullest_is_meant() -> None:
    def data(number: int) -> str:
        own = thing(number)
        state = {"title": own["title"], "step": 1, "open": True, "item": own}
        return f'<div data-props="{html.escape(json.dumps(state))}"></div>'

    readings = [Reading(page(number, data)) for number in range(4)]
    assert things(readings).keys() == {"[data-props] $.item"}


def test_what_only_repeats_what_a_page_is_or_where_it_is_sold_is_no_thing() -> None:
    def data(number: int) -> str:
        own = thing(number)
        more = {"slug": own["slug"], "reach": number + 9, "grade": f"grade {number}"}
        shop = {"title": "Old Street Store", "visits": number + 40, "rank": number + 50}
        state = {"item": own, "seo": more, "routeParams": more, "params": more}
        text = html.escape(json.dumps({**state, "shop": shop}))
        return f'<div data-props="{text}"></div>'

    readings = [Reading(page(number, data)) for number in range(4)]
    found = things(readings)
    assert "[data-props] $.item" in found
    assert (
        not {f"[data-props] $.{key}" for key in ("seo", "params", "shop")}
        & found.keys()
    )


def test_a_thing_of_very_many_properties_gives_some() -> None:
    def change(number: int, own: dict[str, object]) -> None:
        for letter in "abcdefghijklmnopqrstuvwxyz":
            own[f"{letter}{letter}Gauge"] = number + 40

    gauges = [name for name in candidates(change) if name.endswith("_gauge")]
    assert 15 < len(gauges) < 25


def test_nothing_of_what_stands_outside_of_a_known_thing() -> None:
    def data(number: int) -> str:
        state = {"item": thing(number), "last": {"price": number, "note": f"n{number}"}}
        return f'<div data-props="{html.escape(json.dumps(state))}"></div>'

    readings = [Reading(page(number, data)) for number in range(4)]
    paths = [one.expr for one in embedded_candidates(readings)]
    assert paths
    assert all(path.startswith("[data-props] $.item.") for path in paths)


def test_without_a_thing_what_has_a_standard_name_and_is_shown_counts() -> None:
    def data(number: int) -> str:
        own = thing(number)
        state = {
            "offer": {"price": f"{own['price']:.4f}", "label": own["originCountry"]},
            "cart": {"price": number + 77, "brand": f"Unseen {number}"},
            "analyticsModel": {"price": own["price"]},
        }
        return f'<div data-props="{html.escape(json.dumps(state))}"></div>'

    readings = [Reading(page(number, data)) for number in range(4)]
    found = list(embedded_candidates(readings))
    assert [one.expr for one in found] == ["[data-props] $.offer.price"]
    assert list(embedded_candidates(readings[:1])) == []


def test_of_one_page_only_what_it_shows_and_not_by_chance() -> None:
    def change(number: int, own: dict[str, object]) -> None:
        own["story"] = "as always, and costs"
        own["minutes"] = number
        own["brand"] = "Unseen & Sons"
        own["kind"] = "always"  # a word that happens to be on the page

    found = candidates(change, pages=1)
    assert "story" in found
    assert not {"kind", "shelf_weeks", "maker", "brand"} & found.keys()


def test_what_properties_only_the_data_has_are_worth_less() -> None:
    worth = {name: one.score for name, one in candidates(lambda *_: None).items()}
    assert worth["origin_country"] > 0.5 > worth["shelf_weeks"]


def test_data_gives_no_field_with_a_number_for_a_name() -> None:
    def data(number: int) -> str:
        own = thing(number)
        own["pricing"] = {"price": number + 3}
        text = html.escape(json.dumps({"item": own}))
        ld = json.dumps({"@type": "Product", "name": own["title"], "price": number + 9})
        return (
            f'<script type="application/ld+json">{ld}</script>'
            f'<div data-props="{text}"></div>'
        )

    schema = induce([page(number, data) for number in range(12)])
    names = {one.name for one in schema.fields}
    assert "price" in names
    assert not {name for name in names if name[-1].isdigit()}
