from __future__ import annotations

from dataclasses import dataclass
from weakref import ref

from vultrcrawl.net.response_cache import ResponseCache
from vultrcrawl.page.visit import StoredResponse


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def of(body: bytes) -> StoredResponse:
    return StoredResponse("http://a.example/", body, "")


def test_responses_are_kept_for_a_while_and_in_a_room() -> None:
    clock = Clock()
    cache: ResponseCache[StoredResponse] = ResponseCache(5, seconds=10, clock=clock)
    cache.put("a", of(b"aaa"))
    cache.put("b", of(b"bb"))
    assert cache.get("a") is not None
    cache.put("c", of(b"c"))
    assert cache.get("b") is None  # it was used before the others
    cache.put("d", of(b"dddddd"))
    assert cache.get("d") is None  # larger than the room
    cache.put("a", of(b"A"))
    clock.now = 9
    assert cache.get("a") == of(b"A")
    clock.now = 10
    assert cache.get("a") is None
    assert cache.get("c") is None


def test_none_is_larger_than_it_may_be_and_old_ones_go_with_it() -> None:
    cache: ResponseCache[StoredResponse] = ResponseCache(5, largest=2)
    cache.put("a", of(b"aa"))
    cache.put("a", of(b"aaa"))
    assert cache.get("a") is None


@dataclass
class Sent:
    body: bytes


def test_what_is_good_for_no_time_takes_no_room() -> None:
    cache: ResponseCache[Sent] = ResponseCache(5, seconds=0)
    response = Sent(b"a")
    gone = ref(response)
    cache.put("a", response)
    del response
    assert gone() is None
