from __future__ import annotations

from dataclasses import asdict
from random import Random

from tests.schema.pages import phrase
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.model import Field, TemplateSchema
from vultrcrawl.schema.sources.labels.labelled_values import fact_groups
from vultrcrawl.schema.sources.labels.pairs import pairs
from vultrcrawl.taxonomy import PageType

RARE = {
    3: ("Sheath", "oiled leather"),
    17: ("Sheath", "black nylon"),
    18: ("Tip", "9 g"),
}


def knife(number: int) -> Document:
    """Return a product with a table: two rows that vary, a constant one, a rare one."""
    random = Random(number)
    rare = (
        "<tr><th>{}</th><td>{}</td></tr>".format(*RARE[number])
        if number in RARE
        else ""
    )
    body = f"""<title>{phrase(random, 3)}</title><main>
    <h1>{phrase(random, 2)} {number}</h1>
    <p class="price">$ {random.randrange(9, 99)}.50</p>
    <table class="specs"><tr><th>Blade</th><td>{random.randrange(50, 150)} mm</td></tr>
    <tr><th>Steel</th><td>{random.choice(("AUS-8", "D2", "S30V"))}</td></tr>
    <tr><th>Made in</th><td>Solingen</td></tr>{rare}
    <tr><th>Share this</th><td>by mail {number}</td></tr></table></main>
    <dl class="hours"><dt>Monday<dd>9 to 5<dt>Sunday<dd>closed</dl>"""
    return Document(body, f"https://knives.example/k/{number}")


def learned() -> TemplateSchema:
    return induce([knife(n) for n in range(16)], page_type=PageType.PRODUCT)


def the_rest(schema: TemplateSchema) -> Field | None:
    return next((f for f in schema.fields if f.name == "additionalProperties"), None)


def test_rows_that_are_no_fields_are_one_object() -> None:
    schema = learned()
    (record,) = Extractor(schema).apply(knife(17))
    assert {"blade", "steel"} <= record.keys()
    # A label that no page before had, one with the same value everywhere; not the rest.
    assert record["additionalProperties"] == {
        "Made in": "Solingen",
        "Sheath": "black nylon",
    }
    (other,) = Extractor(schema).apply(knife(18))
    assert other["additionalProperties"] == {"Made in": "Solingen", "Tip": "9 g"}


def test_an_open_table_has_the_object_for_rows_that_were_not_seen() -> None:
    def page(number: int, row: str = "") -> Document:
        random = Random(number)
        kinds = ("Blade", "Handle", "Lock", "Sheath", "Finish")
        rows = "".join(
            f"<tr><th>{kind}</th><td>{phrase(random, 2)}</td></tr>"
            for at, kind in enumerate(kinds)
            if (number + at) % 3
        )
        body = f"<body><h1>{phrase(random, 2)} {number}</h1><table>{rows}{row}</table>"
        return Document(body, f"https://knives.example/k/{number}")

    schema = induce([page(n) for n in range(16)], page_type=PageType.PRODUCT)
    field = the_rest(schema)
    assert field is not None
    assert field.coverage == 0
    new = page(40, "<tr><th>Tip</th><td>9 g</td></tr>")
    (record,) = Extractor(schema).apply(new)
    assert record["additionalProperties"] == {"Tip": "9 g"}


def test_the_object_survives_its_document() -> None:
    schema = learned()
    again = TemplateSchema.from_json(asdict(schema))
    assert Extractor(again).apply(knife(17)) == Extractor(schema).apply(knife(17))
    field = the_rest(again)
    assert field is not None
    assert set(field.left_out) >= {"Blade", "Steel", "Share this"}


def test_a_box_that_says_the_same_everywhere_is_none() -> None:
    def page(number: int) -> Document:
        body = f"""<h1>{phrase(Random(number), 3)}</h1><p>{phrase(Random(number), 40)}.
        <dl><dt>Monday<dd>9 to 5<dt>Friday<dd>9 to 1<dt>Sunday<dd>no</dl>"""
        return Document(body, f"https://shop.example/{number}")

    assert the_rest(induce([page(n) for n in range(12)])) is None


def test_labels_that_each_page_has_for_itself_are_none() -> None:
    def page(number: int) -> Document:
        random = Random(number)
        rows = "".join(
            f"<dt>{phrase(random, 2)}<dd>{phrase(random, 5)}" for _ in range(5)
        )
        body = f"<h1>{phrase(random, 3)} {number}</h1><dl class=parameters>{rows}</dl>"
        return Document(body, f"https://docs.example/{number}")

    assert the_rest(induce([page(n) for n in range(12)])) is None


def test_groups_are_tables_lists_and_boxes_side_by_side() -> None:
    body = """<table><tr><td>Ink</td><td>blue</td></tr><tr><td>Nib</td><td>M</td></tr>
    </table><ul><li><b>Cap:</b> brass<li><b>Clip:</b> steel<li><b>Box:</b> oak</ul>
    <div><div><span>Size:</span><div>A5</div></div><div><span>Pages:</span><div>96</div>
    </div><div><span>Paper:</span><div>90 g</div></div></div><p><b>Note:</b> none</p>"""
    groups = fact_groups(pairs(Document(body, "https://a.example/")))
    assert list(groups.values()) == [
        {"Ink": "blue", "Nib": "M"},
        {"Cap": "brass", "Clip": "steel", "Box": "oak"},
        {"Size": "A5", "Pages": "96", "Paper": "90 g"},
    ]


def phone(number: int) -> Document:
    """Return a product whose facts stand in lists, one for each group of them."""
    random = Random(number)
    wifi = random.choice(("802.11 b", "802.11 n"))
    sign = random.choice("\u2713\u2718")
    sides = random.sample(range(20, 90), 2)
    body = f"""<main><h1>{phrase(random, 2)} {number}</h1><ul class="specs">
    <li><span>Battery</span><dl><dt>Talk time<dd>{number + 2} hours
    <dt>Charger<dd>{"USB" if number % 3 else ""}</dl>
    <li><span>Connectivity</span><dl><dt>WiFi<dd>{wifi}
    <dt>Infrared<dd>{sign}</dl>
    <li><span>Sides</span><dl><dt>Width<dd>{sides[0]} mm<dt>Height<dd>{sides[1]} mm
    </dl></ul></main>"""
    return Document(body, f"https://phones.example/p/{number}")


def test_groups_of_facts_are_one_table() -> None:
    schema = induce([phone(n) for n in range(16)], page_type=PageType.PRODUCT)
    (record,) = Extractor(schema).apply(phone(17))
    assert {"talk_time", "width", "height"} <= record.keys()
    # What is the same wherever it is told, and a sign without words.
    assert record["additionalProperties"].keys() == {"Charger", "Infrared"}
    assert not record.keys() & {"battery", "connectivity", "sides"}


def lines(number: int) -> dict[str, str]:
    """Return facts with labels that hardly another product has."""
    random = Random(number)
    return {f"{phrase(random, 2)} {n}": f"{phrase(random, 2)}" for n in range(3)}


def described(number: int) -> Document:
    """Return a product of which every third has a list of facts in its text."""
    random = Random(number)
    facts = "".join(f"<li>{k}: {v}</li>" for k, v in lines(number).items())
    body = f"""<title>{phrase(random, 3)}</title><main>
    <h1>{phrase(random, 2)} {number}</h1>
    <p class="price">$ {random.randrange(9, 99)}.50</p><div>
    <p>{phrase(random, 40)}.</p><p>{phrase(random, 40)}.</p>
    <ul>{facts if number % 3 == 0 else ""}</ul></div></main>
    <ul><li>Monday: 9 to 5<li>Friday: 9 to 1<li>Sunday: closed</ul>"""
    return Document(body, f"https://tools.example/p/{number}")


def test_lists_in_the_text_of_a_product_are_facts_though_labels_differ() -> None:
    schema = induce([described(n) for n in range(16)], page_type=PageType.PRODUCT)
    (record,) = Extractor(schema).apply(described(21))
    assert record["additionalProperties"] == lines(21)
    (other,) = Extractor(schema).apply(described(22))
    assert "additionalProperties" not in other
    # A text that is no description of a thing has none.
    article = induce([described(n) for n in range(16)], page_type=PageType.ARTICLE)
    assert the_rest(article) is None
