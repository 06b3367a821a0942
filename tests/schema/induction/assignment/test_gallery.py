"""All pictures of a thing, and its video."""

from __future__ import annotations

from random import Random

import pytest

from tests.schema.pages import phrase
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.induction.assignment.gallery import (
    at_home,
    gallery,
    without_stand_ins,
)
from vultrcrawl.schema.induction.assignment.options import Assignment
from vultrcrawl.schema.induction.candidates.candidate import Candidate
from vultrcrawl.schema.model import LocatorKind
from vultrcrawl.taxonomy import PageType

SHOP = "https://shop.example"


def product(number: int, *, linked: bool) -> Document:
    random = Random(number)
    name = f"{phrase(random, 4)} {number}"
    shown = "".join(
        f'<a href="/large/{number}-{at}.jpg"><img src="/small/{number}-{at}.jpg"></a>'
        if linked
        else f'<img src="/large/{number}-{at}.jpg" alt="">'
        for at in range(1 + number % 4)
    )
    return Document(
        f"<html><body><main><h1>{name}</h1><div class=gallery>{shown}</div>"
        f"<p class=price>${number + 10}.50</p><p>{phrase(random, 60)}.</p>"
        f'<iframe src="https://www.youtube.com/embed/v{number}"></iframe>'
        '<iframe src="https://ads.example/frame"></iframe></main></body></html>',
        f"{SHOP}/p/{number}",
    )


def record_of(number: int, *, linked: bool) -> dict[str, object]:
    pages = [product(n, linked=linked) for n in range(12)]
    schema = induce(pages, page_type=PageType.PRODUCT)
    (record,) = Extractor(schema).apply(product(number, linked=linked))
    return record


def test_all_pictures_are_images() -> None:
    record = record_of(23, linked=False)
    assert record["images"] == [f"{SHOP}/large/23-{at}.jpg" for at in range(4)]


def test_pictures_that_links_lead_to_are_larger() -> None:
    record = record_of(22, linked=True)
    assert record["images"] == [f"{SHOP}/large/22-{at}.jpg" for at in range(3)]


def test_links_to_pages_beside_links_to_pictures_are_no_images() -> None:
    def post(number: int) -> Document:
        random = Random(number)
        links = "".join(
            f'<p><a href="/large/{number}-{at}.jpg"><img src="/{number}-{at}.jpg"></a>'
            for at in range(2 + number % 2)
        )
        return Document(
            f"<html><body><main><h1>{phrase(random, 4)} {number}</h1>"
            f"<article class=post><p><a href=/about/{number}>{phrase(random, 3)}</a>"
            f"{links}<p>{phrase(random, 60)}.</p></article></main></body></html>",
            f"{SHOP}/p/{number}",
        )

    schema = induce([post(n) for n in range(12)], page_type=PageType.ARTICLE)
    (record,) = Extractor(schema).apply(post(23))
    assert record["images"] == [f"{SHOP}/large/23-{at}.jpg" for at in range(3)]


def test_a_frame_with_a_map_is_no_video() -> None:
    pages = [
        Document(
            f"<html><body><main><h1>{phrase(Random(n), 4)}</h1><p>Room {n}</p><iframe "
            f'src="https://www.google.com/maps/embed?pb={n}"></iframe></main></body>',
            f"{SHOP}/p/{n}",
        )
        for n in range(8)
    ]
    assert "video" not in {one.name for one in induce(pages).fields}


def test_a_frame_that_embeds_a_player_is_the_video() -> None:
    record = record_of(23, linked=False)
    assert record["video"] == "https://www.youtube.com/embed/v23"


@pytest.mark.parametrize(("attribute", "found"), [("picture", True), ("src", False)])
def test_links_to_pictures_are_a_gallery_without_the_main_one(
    attribute: str, found: bool
) -> None:
    main = {n: (f"{SHOP}/main/{n}.jpg",) for n in range(5)}
    others = {n: tuple(f"{SHOP}/{n}-{at}.jpg" for at in range(3)) for n in range(5)}
    image = Candidate("css", "img.main", main, {"image": 0.9}, "src")
    links = Candidate("css", "a.zoom", others, {"image": 0.5}, attribute)
    images = gallery([image, links], [Assignment("image", 0.9, (image,))])
    assert (images is not None and images.candidates == (links,)) is found


@pytest.mark.parametrize(("pages", "found"), [(5, True), (2, False)])
def test_links_to_pictures_are_a_gallery_where_no_main_one_is_known(
    pages: int, found: bool
) -> None:
    rooms = {n: tuple(f"{SHOP}/{n}-{at}.jpg" for at in range(3)) for n in range(pages)}
    links = Candidate("css", "a.popup", rooms, {"image": 0.2}, "picture")
    names = {n: (f"Job {n}",) for n in range(5)}
    name = Candidate("css", "h1", names, {"name": 0.9}, "text")
    images = gallery([name, links], [Assignment("name", 0.9, (name,))])
    assert (images is not None and images.candidates == (links,)) is found


def test_a_logo_that_stands_in_for_missing_pictures_is_none() -> None:
    def placed(kind: LocatorKind, pictures: dict[int, str]) -> Candidate:
        values = {page: (f"{SHOP}/{file}",) for page, file in pictures.items()}
        return Candidate(kind, "img", values, {"image": 0.9})

    own = {n: f"{n}.jpg" for n in range(9)}
    featured = placed("css", {n: own[n] for n in range(6)})
    stated = placed("meta", {n: own[n] if n < 6 else "logo.svg" for n in range(9)})
    below = placed("css", {n: f"card/{n}.jpg" for n in range(9)})
    assert without_stand_ins([featured, stated, below]) == [featured, below]
    # Nothing else has a picture of the other pages.
    assert without_stand_ins([featured, stated]) == [featured, stated]


def test_the_main_picture_above_the_others_is_one_of_the_images() -> None:
    def files(*numbers: int) -> dict[int, tuple[str, ...]]:
        return {n: tuple(f"{SHOP}/{n}-{at}.jpg" for at in numbers) for n in range(5)}

    image = Candidate("css", "img.main", files(0), {"image": 0.9}, "src")
    first = Candidate("css", "li > a.zoom", files(0), {"image": 0.5}, "picture")
    others = Candidate(
        "css", "li.more > a.zoom", files(1, 2), {"image": 0.5}, "picture"
    )
    images = gallery([image, first, others], [Assignment("image", 0.9, (image,))])
    assert images is not None
    assert images.candidates[0].expr == "li > a.zoom, li.more > a.zoom"
    assert images.candidates[0].values == files(0, 1, 2)


def test_an_address_on_the_own_host_of_pages_comes_before_that_of_another() -> None:
    def at(host: str, kind: LocatorKind, name: str = "") -> Candidate:
        values = {n: (f"https://{host}/{name}{n}.jpg",) for n in range(3)}
        return Candidate(kind, "img", values, {"image": 0.9})

    urls = [f"https://test.shop.example/p/{n}" for n in range(3)]
    public, own = at("shop.example", "jsonld"), at("test.shop.example", "meta")
    other = at("test.shop.example", "css", "other-")
    option = Assignment("image", 0.9, (public,))
    assert at_home(option, [public, other, own], urls).candidates == (own, public)
    assert at_home(option, [public, other], urls).candidates == (public,)
    broken = Candidate("css", "img", dict.fromkeys(range(3), ("//[a",)), {})
    assert at_home(option, [broken, public], urls).candidates == (public,)
    known, twin = Assignment("image", 0.9, (own,)), at("test.shop.example", "css")
    assert at_home(known, [twin, own], urls) == known


def test_a_list_that_few_pages_have_several_of_comes_before_the_main_picture() -> None:
    def files(several: int) -> dict[int, tuple[str, ...]]:
        return {
            n: tuple(f"{SHOP}/{n}-{at}.jpg" for at in range(several if n == 3 else 1))
            for n in range(12)
        }

    image = Candidate("css", "img.main", files(1), {"image": 0.9}, "src")
    main = Candidate("css", "a.main", files(1), {"image": 0.8}, "picture")
    thumbs = Candidate("css", "li > a", files(4), {"image": 0.5}, "picture")
    images = gallery([image, main, thumbs], [Assignment("image", 0.9, (image,))])
    assert images is not None
    assert images.candidates == (thumbs, main)
