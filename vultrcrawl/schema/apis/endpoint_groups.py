"""Groups the calls of many pages by endpoint."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from vultrcrawl.schema.apis.parsed_calls import CallGroup, ParsedCall
from vultrcrawl.schema.apis.redaction import is_withheld
from vultrcrawl.urls.extensions import without_extension
from vultrcrawl.urls.shapes import shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from vultrcrawl.urls.url_values import UrlValues

#: Groups of calls that are compared with each other.
_GROUPS: Final = 200
#: Responses with so many of their paths in common are those of one endpoint.
_ALIKE: Final = 0.6
_VERSION = re.compile(r"v\d+(?:\.\d+)*", re.IGNORECASE)


def call_groups(
    calls: Iterable[ParsedCall], addresses: Mapping[str, UrlValues]
) -> list[CallGroup]:
    """Return the endpoints that *calls* went to, those most called first.

    *addresses* are those of the pages. A segment that varies with the page's address,
    or has three values or more, varies; if the responses are alike.
    """
    groups: dict[tuple[object, ...], CallGroup] = {}
    for call in calls:
        parts = urlsplit(call.call.url)
        tokens = tuple(map(_token, call.segments))
        origin = f"{parts.scheme}://{parts.netloc}"
        key = (call.call.method, origin, tokens, call.operation)
        if key not in groups and len(groups) >= _GROUPS:
            continue
        pattern = tuple(None if one.startswith("{") else one for one in tokens)
        made = groups.setdefault(
            key, CallGroup(call.call.method, origin, pattern, call.operation)
        )
        made.calls.append(call)
    endpoints = list(groups.values())
    longest = max((len(one.pattern) for one in endpoints), default=0)
    for position in reversed(range(longest)):
        endpoints = _merged(endpoints, position, addresses)
    for one in endpoints:
        one.pattern = tuple(
            _settled(one, position, addresses) for position in range(len(one.pattern))
        )
    return sorted(endpoints, key=lambda one: -sum(a.call.calls for a in one.calls))


def _merged(
    endpoints: Sequence[CallGroup], position: int, addresses: Mapping[str, UrlValues]
) -> list[CallGroup]:
    """Return *endpoints* with those made one that differ in a segment only."""
    alike: dict[tuple[object, ...], list[CallGroup]] = defaultdict(list)
    done: list[CallGroup] = []
    for one in endpoints:
        if position >= len(one.pattern):
            done.append(one)
            continue
        rest = (*one.pattern[:position], *one.pattern[position + 1 :])
        alike[one.method, one.origin, one.operation, rest].append(one)
    for group in alike.values():
        for cluster in _clusters(group):
            if len(cluster) < 2 or not _varies(cluster, position, addresses):
                done += cluster
                continue
            first = cluster[0]
            pattern = (*first.pattern[:position], None, *first.pattern[position + 1 :])
            calls = [one for member in cluster for one in member.calls]
            done.append(
                CallGroup(first.method, first.origin, pattern, first.operation, calls)
            )
    return done


def _clusters(group: Sequence[CallGroup]) -> list[list[CallGroup]]:
    """Return the endpoints of *group* together whose responses are alike."""
    clusters: list[tuple[set[str], list[CallGroup]]] = []
    for one in group:
        paths = {path for asked in one.answered for path in asked.paths}
        for known, members in clusters:
            if len(paths & known) >= _ALIKE * len(paths | known):
                members.append(one)
                break
        else:
            clusters.append((paths, [one]))
    return [members for _, members in clusters]


def _varies(
    cluster: Sequence[CallGroup], position: int, addresses: Mapping[str, UrlValues]
) -> bool:
    """Whether a segment that endpoints differ in is a value rather than a name."""
    calls = [one for member in cluster for one in member.calls]
    if len({one.segments[position] for one in calls}) >= 3:
        return True
    return all(
        not addresses[one.call.page_url].texts.isdisjoint(
            (one.segments[position], without_extension(one.segments[position]))
        )
        for one in calls
    )


def _settled(
    endpoint: CallGroup, position: int, addresses: Mapping[str, UrlValues]
) -> str | None:
    """Return the segment at *position*; None if it varies.

    One that looks like a value, and had one only, varies if it is in the address of
    the only page.
    """
    segments = {one.segments[position] for one in endpoint.calls}
    if len(segments) > 1:
        return None
    segment = segments.pop()
    if is_withheld(segment):
        return None
    if endpoint.pattern[position] is None:
        pages = {one.call.page_url for one in endpoint.calls}
        page = addresses[pages.pop()]
        stem = without_extension(segment)
        if not pages and not page.texts.isdisjoint((segment, stem)):
            return None
    return segment


def _token(segment: str) -> str:
    """Return the kind of a *segment*; itself if it is a name or a version."""
    if not segment or _VERSION.fullmatch(segment):
        return segment
    return shape(f"http://a/{segment.replace('/', '-').replace('?', '-')}")[1:]
