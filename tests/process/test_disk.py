"""No room, or no place to write: said in one line, and older files stay (F55)."""

from __future__ import annotations

from pathlib import Path

from tests.process.rig import Run, assert_complete, tree
from tests.support.crawls import assert_balanced


def test_a_feed_on_a_full_disk(tmp_path: Path) -> None:
    with tree(5) as site:
        crawl = Run(site.url, tmp_path / "out", "-O", "/dev/full:jsonlines").end()
    assert crawl.exit_code == 3, crawl.stderr
    assert "the feed /dev/full can't be written: No space left" in crawl.stderr
    assert len(crawl.pages) == 5
    assert Path("/dev/full").is_char_device()


def test_a_file_too_large_leaves_the_older_ones_whole(tmp_path: Path) -> None:
    out, feed = tmp_path / "out", tmp_path / "feed.jsonl"
    with tree(3) as site:
        old = Run(site.url, out, "-O", str(feed)).end()
        assert old.exit_code == 0, old.stderr
        files = [path for path in (*out.glob("*.*"), feed) if path.suffix != ".lock"]
        before = {path.name: path.read_bytes() for path in files}
    with tree(120) as site:
        crawl = Run(site.url, out, "-O", str(feed), largest_file=60_000).end()
    assert crawl.exit_code == 3, crawl.stderr
    assert "/pages.jsonl can't be written: File too large" in crawl.stderr
    assert f"the feed {feed} can't be written: File too large" in crawl.stderr
    for path in (out / "pages.jsonl", out / "pages.csv", feed):
        assert path.read_bytes() == before[path.name], path
    assert not [p for p in out.iterdir() if p.name.endswith(".part")]
    assert not list(tmp_path.glob(".*.part"))


def test_a_state_without_room_ends_the_crawl_and_is_gone_on_with(
    tmp_path: Path,
) -> None:
    job, out = tmp_path / "job", tmp_path / "out"
    with tree(200) as site:
        first = Run(site.url, out, job=job, largest_file=150_000).end()
        assert first.exit_code == 3, first.stderr
        assert "its state could not be written" in first.stderr
        assert_balanced(first.stderr)
        assert 0 < len(site.paths()) < 150
        second = Run(site.url, out, job=job).end()
        everything = {f"{site.url}p/{n}" for n in range(1, 200)} | {site.url}
    assert second.exit_code == 0, second.stderr
    assert_complete(second, everything)
