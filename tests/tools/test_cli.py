"""The console script, as a user runs it in a folder of no project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import Done, environment, run_module
from tests.support.site import Site, links, page
from tests.support.site_documents import full
from vultrcrawl.spiders.arguments import ExploreArguments, ExtractArguments


def vultrcrawl(*words: str) -> Done:
    """Run `python -m vultrcrawl` with *words*."""
    return run_module("vultrcrawl", *words, env=environment(), timeout=150)


def test_a_site_is_explored_in_any_folder(tmp_path: Path) -> None:
    other = "[settings]\ndefault = somebody.settings\n"
    (tmp_path / "scrapy.cfg").write_text(other)  # of another project
    script = Path(sys.executable).with_name("vultrcrawl")
    with Site({"/": page("Home", links("/a")), "/a": page("A")}) as site:
        done = subprocess.run(
            [script, "explore", site.url, "--max-pages", "5", "--output", "out",
             "-a", "sitemap=false", "-s", "DOWNLOAD_DELAY=0", "-O", "feed.jsonl"],
            cwd=tmp_path, env=environment(), capture_output=True, text=True,
            timeout=150, check=False,
        )  # fmt: skip
        asked = site.paths(errands=True)
    assert done.returncode == 0, done.stderr
    document = json.loads((tmp_path / "out/site.json").read_text())
    assert document["run"]["arguments"]["max_pages"] == 5
    assert document["run"]["arguments"]["sitemap"] is False
    assert len((tmp_path / "feed.jsonl").read_text().splitlines()) == 2
    assert "/sitemap.xml" not in asked


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("explore", "x.example", "--max-pages", "0"), 2, "max_pages=0: should be"),
        (("explore", "ftp://x.example"), 2, "allowed are http and https"),
        (("explore", "x.example", "--max-page", "3"), 2, "--max-page"),
        (("explore", "http://127.0.0.1:1", "--nolog"), 5, ""),
        (("extract", "nowhere/site.json"), 2, "nowhere/site.json does not exist"),
        (("report", "nowhere"), 2, "nowhere does not exist"),
        (("fly",), 2, "there is no command fly"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    words: tuple[str, ...], code: int, told: str, tmp_path: Path
) -> None:
    extra = ("--output", f"{tmp_path}/out") if words[0] == "explore" else ()
    done = vultrcrawl(*words, *extra)
    assert done.exit_code == code
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "model"), [("explore", ExploreArguments), ("extract", ExtractArguments)]
)
def test_the_help_tells_every_argument(name: str, model: Any) -> None:
    shown = " ".join(vultrcrawl(name, "--help").stdout.split())
    schema = json.loads(vultrcrawl(name, "--json-schema").stdout)
    assert schema["properties"].keys() == model.model_fields.keys()
    for argument, field in schema["properties"].items():
        positional = argument.upper() in shown
        assert positional or f"--{argument.replace('_', '-')} " in shown
        first = field["description"].replace("`", "").split(".")[0]
        assert " ".join(first.split()[:4]) in shown


def site_json(folder: Path, *, fields: dict[str, float], texts: dict[str, str]) -> Path:
    """Write an exploration with one template and *texts* by URL into *folder*."""
    folder.mkdir()
    document = {
        "schema_version": "1.0",
        "start_url": "http://a.example/",
        "templates": [
            {
                "name": "product",
                "match": {"url_shapes": ["/{n}"], "must_have": []},
                "item": {
                    "cardinality": "one",
                    "fields": [
                        {
                            "name": name,
                            "type": "string",
                            "locators": [{"kind": "css", "expr": "h1"}],
                            "filled": share,
                        }
                        for name, share in fields.items()
                    ],
                },
            }
        ],
    }
    (folder / "site.json").write_text(json.dumps(document))
    rows = [{"url": url, "error": None, "content_hash": t} for url, t in texts.items()]
    (folder / "pages.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    return folder


def test_a_difference_is_told_and_a_loss_has_the_exit_code_of_extract(
    tmp_path: Path,
) -> None:
    old = site_json(
        tmp_path / "old",
        fields={"name": 1.0, "price": 1.0, "sku": 0.9},
        texts={"http://a.example/1": "x", "http://a.example/2": "y"},
    )
    new = site_json(
        tmp_path / "new",
        fields={"name": 1.0, "price": 0.4, "brand": 1.0},
        texts={"http://a.example/1": "z", "http://a.example/\x1b[2J": "y"},
    )
    done = vultrcrawl("diff", str(old), f"{new}/site.json", "--format", "json")
    assert done.exit_code == 7
    assert json.loads(done.stdout) == {
        "templates_added": [],
        "templates_lost": [],
        "fields_added": ["product.brand"],
        "fields_lost": ["product.sku"],
        "fields_fell": ["product.price 1.00 -> 0.40"],
        "pages_added": ["http://a.example/\x1b[2J"],
        "pages_gone": ["http://a.example/2"],
        "pages_changed": ["http://a.example/1"],
    }
    told = vultrcrawl("diff", str(old), str(new)).stdout
    assert "fields lost: 1\n  product.sku" in told
    assert "\x1b" not in told
    same = vultrcrawl("diff", str(old), str(old))
    assert (same.exit_code, same.stdout) == (0, "no difference\n")


def test_the_report_is_made_again_where_it_is_asked_for(tmp_path: Path) -> None:
    folder = site_json(tmp_path / "one", fields={"name": 1.0}, texts={})
    done = vultrcrawl("report", str(folder), "--output", f"{tmp_path}/r.html")
    assert done.exit_code == 0, done.stderr
    assert "product" in (tmp_path / "r.html").read_text()
    assert vultrcrawl("report", str(folder)).stdout.strip() == f"{folder}/report.html"


def test_a_document_of_a_later_version_is_told_in_one_line(tmp_path: Path) -> None:
    folder = site_json(tmp_path / "one", fields={"name": 1.0}, texts={})
    later = (folder / "site.json").read_text().replace('"1.0"', '"9.0"')
    (folder / "site.json").write_text(later)
    done = vultrcrawl("report", str(folder))
    assert done.exit_code == 2
    assert "newer than this vultrcrawl reads" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_answer_that_nobody_reads_to_its_end(tmp_path: Path) -> None:
    for name, text in (("old", "1"), ("new", "2")):
        rows = (
            {"url": f"http://a.example/{n}", "content_hash": text} for n in range(9)
        )
        (tmp_path / name).mkdir()
        (tmp_path / name / "site.json").write_text(json.dumps(full()))
        odd = json.dumps({"url": f"http://a.example/\ud800{name}"})
        lines = [*map(json.dumps, rows), odd]
        (tmp_path / name / "pages.jsonl").write_text("\n".join(lines))
    words = ("diff", "old", "new", "--format", "json")
    done = run_module(
        "vultrcrawl", *words, env=environment(), timeout=60, folder=tmp_path
    )
    assert (done.exit_code, done.stderr) == (0, "")
    assert '"http://a.example/\\ud800' in done.stdout
    diff = f"{sys.executable} -m vultrcrawl {' '.join(words)}"
    for to, code, said in (
        ("| head -1", 0, "{\n"),
        (">/dev/full", 22, "standard output can't be written"), (">&-", 0, ""),
    ):  # fmt: skip
        shown = subprocess.run(
            ["/bin/bash", "-o", "pipefail", "-c", f"{diff} {to}"], cwd=tmp_path,
            env=environment(), capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert "Traceback" not in shown.stderr, shown.stderr
        assert shown.returncode == code, shown.stderr
        assert not said or said in shown.stdout + shown.stderr


def test_a_device_is_not_replaced_by_a_report(tmp_path: Path) -> None:
    (tmp_path / "site.json").write_text(json.dumps(full()))
    target = tmp_path / "pipe"
    os.mkfifo(target)
    done = vultrcrawl("report", str(tmp_path), "--output", str(target))
    assert done.exit_code == 22
    assert "it is no file" in done.stderr
    assert target.is_fifo()
