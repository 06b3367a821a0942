"""Session ids, tracking, and parameters of which it is learned that they are idle."""

from __future__ import annotations

import pytest

from vultrcrawl.frontier.idle_parameters import SAME, Parameters
from vultrcrawl.urls.tracking import without_session

SITE = "https://a.example"
RANDOM = "9f86d081884c7d659a2feaa0c55ad015"


@pytest.mark.parametrize(
    ("path", "clean", "rule"),
    [
        ("/a?b=1&c", "/a?b=1&c", None),
        ("/a;jsessionid=0A1B2C.node1", "/a", "session-id"),
        ("/a;JSESSIONID=0A1B/b?x=1", "/a/b?x=1", "session-id"),
        ("/a;v=1/b", "/a;v=1/b", None),
        ("/(S(lit3py55t21z5v55vlm25s55))/a.aspx", "/a.aspx", "session-id"),
        ("/wiki/C_(S(x)", "/wiki/C_(S(x)", None),
        ("/a?PHPSESSID=2Aa3ASdfasfdadf&a=1&b", "/a?a=1&b", "session-id"),
        ("/a?x=&PHPSESSID=1", "/a?x=", "session-id"),
        ("/a?ASPSESSIONIDQQRT=AAB", "/a", "session-id"),
        (f"/a?sid={RANDOM}&b=1", "/a?b=1", "session-id"),
        (f"/a?b=1&SessionId={RANDOM}", "/a?b=1", "session-id"),
        ("/a?sid=1234567890123456789", "/a?sid=1234567890123456789", None),
        ("/talks?session=keynote", "/talks?session=keynote", None),
        (f"/a?token={RANDOM}", f"/a?token={RANDOM}", None),
        ("/a?utm_source=x&b=1&UTM_medium=y", "/a?b=1", "tracking"),
        ("/a?gclid=x", "/a", "tracking"),
        (f"/a?gclid=x&sid={RANDOM}", "/a", "session-id"),
        ("/a?utm_zone=32", "/a?utm_zone=32", None),
        ("/a?gclid=x#/b?sid=" + RANDOM, "/a#/b?sid=" + RANDOM, "tracking"),
        ("/a;jsessionid=0A1B#!b", "/a#!b", "session-id"),
        ("/a#/b?gclid=x", "/a#/b?gclid=x", None),
    ],
)
def test_known_beforehand(path: str, clean: str, rule: str | None) -> None:
    assert without_session(SITE + path) == (SITE + clean, rule)


def learned(*pages: tuple[str, int]) -> Parameters:
    parameters = Parameters()
    for path, text in pages:
        parameters.observe(SITE + path, text)
    return parameters


def test_idle_on_one_path() -> None:
    pages = [(f"/a?x=1&sort={n}", 7) for n in range(SAME + 1)]
    enough, fewer = learned(*pages), learned(*pages[:-1])
    assert enough.known_as(f"{SITE}/a?sort=new&x=1") == "sort"
    assert enough.known_as(f"{SITE}/a?x=1&sort=1") == "sort"
    assert fewer.known_as(f"{SITE}/a?x=1&sort=new") is None
    # Other pages are known by nothing: neither of the path, nor beside it.
    assert enough.known_as(f"{SITE}/a?x=2&sort=new") is None
    assert enough.known_as(f"{SITE}/b?x=1&sort=new") is None


def test_without_the_parameter_it_is_another_page_until_seen() -> None:
    pages = [(f"/a?sort={n}", 7) for n in range(SAME + 1)]
    assert learned(*pages).known_as(f"{SITE}/a") is None
    assert learned(("/a", 7), *pages).known_as(f"{SITE}/a?sort=new") == "sort"
    beside = learned(("/b", 8), ("/b?sort=1", 8), *pages)
    assert beside.known_as(f"{SITE}/a") == "sort"


def test_one_difference_speaks_against_four_times_the_same() -> None:
    same = [(f"/a?v={n}", 7) for n in range(SAME + 1)]
    parameters = learned(*same, ("/a?v=x", 8), ("/a?v=y", 9))
    assert parameters.known_as(f"{SITE}/a?v=new") is None
    more = [(f"/a?v={n}", 7) for n in range(10, 14)]
    parameters = learned(*same, ("/a?v=x", 8), ("/a?v=y", 9), *more)
    assert parameters.known_as(f"{SITE}/a?v=new") == "v"


def test_idle_everywhere() -> None:
    pages = [(f"/p{n}?s={n}{k}", n) for n in range(4) for k in range(3)]
    assert learned(*pages).known_as(f"{SITE}/p1?s=new") == "s"
    assert learned(*pages, ("/q?s=1", 20)).known_as(f"{SITE}/q?s=2") == "s"
    assert learned(*pages).known_as(f"{SITE}/q?s=2") is None
    once = learned(*pages, ("/q?s=1", 20), ("/q?s=2", 21))
    assert once.known_as(f"{SITE}/p1?s=new") is None


def test_few_values_are_idle_on_their_paths_only() -> None:
    lists = [(f"/list{n}?view={v}", n) for n in range(5) for v in ("a", "b", "c")]
    parameters = learned(*lists, ("/other?view=a", 20))
    assert parameters.known_as(f"{SITE}/other?view=b") is None


@pytest.mark.parametrize("value", ["0.73{}9", "16999{}", "5f3a9c1{}"])
def test_values_that_look_made_for_one_answer_are_learned_sooner(value: str) -> None:
    pages = [(f"/p{n}?r={value.format(k)}", n) for k in range(2) for n in range(4)]
    new = f"{SITE}/p1?r={value.format(7)}"
    assert learned(*pages).known_as(new) == "r"
    assert learned(*pages[:-1]).known_as(new) is None
    assert learned(*pages, (f"/p1?r={value.format(3)}", 9)).known_as(new) is None
    words = [(f"/p{n}?r={k}", n) for k in ("old", "new") for n in range(4)]
    assert learned(*words).known_as(f"{SITE}/p1?r=other") is None


def test_two_parameters_that_are_new_in_every_link_are_learned_together() -> None:
    pages = [(f"/p{n}?_={k}7001&r=0.{k}77", n) for k in range(3) for n in range(3)]
    known = learned(*pages)
    assert known.known_as(f"{SITE}/p1?_=9999999&r=0.999") == "_&r"
    assert known.known_as(f"{SITE}/p1?_=9999999&id=3&r=0.999") is None
    items = [(f"/p{n}?_={k}7001&id={k}7002", 10 * n + k) for k, n in
             ((0, 0), (1, 0), (0, 1), (1, 1), (2, 2), (3, 2))]  # fmt: skip
    assert learned(*items).known_as(f"{SITE}/p1?_=9999999&id=88888") is None


@pytest.mark.parametrize(
    "form",
    [
        "/sid-5f3a9c1{}/p{}", "/PHPSESSID=5f3a9c1{}/p{}", "/a{}b3c4d5e6f7a8b9c/p{}",
        "/p{1}/a{0}b3c4d5e6f7a8b9c", "/app/a{0}b3c4d5e6f7a8b9c/p{1}?x=1",
        "/0d7c9a3{}-1c5e-4b8e-9a6e-2f6a0c1e7b5d/p{}", "/p{1};s={0}5f3a9c1",
    ],
)  # fmt: skip
def test_tokens_in_the_path_are_learned(form: str) -> None:
    known = learned(*[(form.format(k, n), n) for k in range(2) for n in range(4)])
    assert known.known_as(SITE + form.format(7, 1)) is not None
    assert known.known_as(SITE + form.format(7, 9)) is None, "a page that is new"
    things = learned(*[(form.format(k, 1), k) for k in range(9)])
    assert things.known_as(SITE + form.format("e", 1)) is None, "each a page of its own"


def test_a_segment_called_a_session_is_known_as_one_at_once() -> None:
    pages = ("/sid-5f3a9c11/a", 1), ("/sid-5f3a9c12/a", 1), ("/sid-5f3a9c13/b", 2)
    assert learned(*pages).known_as(f"{SITE}/sid-5f3a9c14/b") == "/session"
    assert learned(*pages[::2]).known_as(f"{SITE}/sid-5f3a9c14/b") is None
    other = learned(*pages, ("/sid-5f3a9c15/b", 3))
    assert other.known_as(f"{SITE}/sid-5f3a9c14/b") is None


def test_two_numbers_that_are_new_in_every_link_are_learned_together() -> None:
    pages = [(f"/p{n}?a={k}{n}&b={n}{k}", n) for k in range(1, 5) for n in range(4)]
    assert learned(*pages).known_as(f"{SITE}/p1?a=77&b=88") == "a&b"
    # Pages behind the end of lists are all alike, and tell nothing of the others.
    ends = [(f"/list?cat={k}&page={k + 9}", 7) for k in range(9)]
    full = [(f"/list?cat={k}&page=1", 8 + k) for k in range(2)]
    assert learned(*ends, *full).known_as(f"{SITE}/list?cat=3&page=1") is None


def test_pages_of_short_lists_do_not_make_paging_idle() -> None:
    lists = [(f"/list{n}{page}", n) for n in range(20) for page in ("", "?page=1")]
    assert learned(*lists).known_as(f"{SITE}/list3?page=2") is None


def test_texts_that_many_paths_have_tell_nothing() -> None:
    wall = [(f"/account{n}?id={k}", 99) for n in range(3) for k in range(9)]
    assert learned(*wall).known_as(f"{SITE}/account1?id=new") is None


def test_two_idle_parameters_go_together() -> None:
    pages = [(f"/a?x={n}&s={n}{k}", n) for n in range(4) for k in range(3)]
    more = [(f"/a?x={n}&s=0&t={k}", n) for n in range(4) for k in range(3)]
    parameters = learned(*pages, *more)
    assert parameters.known_as(f"{SITE}/a?s=8&t=9&x=3") in {"s", "t"}
    assert parameters.known_as(f"{SITE}/a?s=8&t=9&x=5") is None


def test_a_trap_of_names_is_bounded() -> None:
    parameters = learned(*((f"/a?n{n}=1", n) for n in range(2_000)))
    assert len(parameters._anywhere) == 500


def test_parameters_of_a_route_are_learned_for_the_route() -> None:
    path = "/app?v=1&w=2#/list"
    known = learned(*[(f"{path}?sort={n}", 1) for n in range(SAME + 1)])
    assert known.known_as(f"{SITE}{path}?sort=x") == "sort"
    assert known.known_as(f"{SITE}/app?v=1&w=2#/other?sort=x") is None
    assert known.known_as(f"{SITE}/app?v=1&w=2#/other") is None
    assert known.known_as(f"{SITE}/app?v=1&w=3#/list?sort=1") is None
