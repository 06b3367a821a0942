"""Published robots.txt cases, from a folder that is not part of this repository.

VULTRCRAWL_CONFORMANCE names it: `google_robots_cases.json` (of google/robotstxt),
`rfc9309_cases.json` (the RFC's examples) and `real_robots_corpus.jsonl.gz`.
"""

from __future__ import annotations

import gzip
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from vultrcrawl.net.robots import RobotsRules

FOLDER = Path(os.environ.get("VULTRCRAWL_CONFORMANCE", ""))
pytestmark = pytest.mark.skipif(
    not os.environ.get("VULTRCRAWL_CONFORMANCE"), reason="needs VULTRCRAWL_CONFORMANCE"
)

# Google compares the octets as they are; RFC 9309, 2.2.2, wants them decoded first.
DEVIATIONS = {
    ("Allow: /foo/bar/\u30c4", "http://foo.bar/foo/bar/\u30c4"),
    ("Allow: /foo/bar/%E3%83%84", "http://foo.bar/foo/bar/\u30c4"),
    ("Allow: /foo/bar/%62%61%7A", "http://foo.bar/foo/bar/baz"),
}


def load(name: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / name).read_text(encoding="utf-8")))


def body_of(case: dict[str, Any]) -> bytes:
    if case["raw_hex"] is not None:
        return bytes.fromhex(case["raw_hex"])
    return str(case["robots_txt"]).encode("utf-8", "surrogatepass")


def test_google_cases() -> None:
    cases = load("google_robots_cases.json")["cases"]
    wrong = {
        (case["robots_txt"].strip().splitlines()[-1], case["url"])
        for case in cases
        if RobotsRules(body_of(case), case["agent"]).allowed(case["url"])
        is not case["allowed"]
    }
    assert len(cases) == 142
    assert wrong == DEVIATIONS


def test_rfc_examples() -> None:
    given = load("rfc9309_cases.json")
    assert len(given["cases"]) == 30
    for case in given["cases"]:
        rules = RobotsRules(given["files"][case["robots"]].encode(), case["agent"])
        assert rules.allowed(case["url"]) is case["allowed"], case


def test_real_files_are_read_at_once() -> None:
    count = 0
    with gzip.open(
        FOLDER / "real_robots_corpus.jsonl.gz", "rt", encoding="utf-8"
    ) as file:
        for line in file:
            began = time.process_time()
            RobotsRules(body_of({"raw_hex": None} | json.loads(line)), "VultrCrawl")
            assert time.process_time() - began < 1.0
            count += 1
    assert count == 4_207
