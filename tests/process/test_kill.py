"""A crawl that is killed with SIGKILL, at any moment, loses nothing (F53).

All forty kills, with their log:

    VULTRCRAWL_KILLS=40 VULTRCRAWL_KILL_PAGES=500 VULTRCRAWL_KILL_LOG=kills.jsonl \
        pytest tests/process/test_kill.py
"""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path

from tests.process.rig import Run, assert_complete, fetched, tree, wait_until

#: So many URLs are out at a time (CONCURRENT_REQUESTS), and may be fetched once more.
IN_FLIGHT = 5


def test_kills_at_seeded_points(tmp_path: Path) -> None:
    """Kill one crawl again and again: mid-download, mid-commit, while it resumes."""
    kills = int(os.environ.get("VULTRCRAWL_KILLS", "5"))
    pages = int(os.environ.get("VULTRCRAWL_KILL_PAGES", "120"))
    log = os.environ.get("VULTRCRAWL_KILL_LOG")
    choose = random.Random(20261123)
    job, out = tmp_path / "job", tmp_path / "out"
    with tree(pages) as site:
        # /p/0 is a copy of the start that nothing links to.
        everything = {f"{site.url}p/{n}" for n in range(1, pages)} | {site.url}
        lines = []
        for number in range(kills):
            before = fetched(site)
            run = Run(site.url, out, job=job)
            # One in five dies before its first request, while it opens its state.
            resuming = number % 5 == 4
            if resuming:
                wait_until((job / "crawl.lock").exists)
                time.sleep(choose.uniform(0.3, 2.5))
            else:
                wanted = len(site.paths()) + choose.randint(1, 2 * pages // kills)
                wait_until(
                    lambda wanted=wanted, run=run: (  # type: ignore[misc] # typed by its defaults
                        len(site.paths()) >= wanted or run.program.has_ended()
                    )
                )
                time.sleep(choose.uniform(0, 0.03))
            run.kill()
            again = [path for path in fetched(site) - before if before[path]]
            lines.append(
                {
                    "kill": number + 1,
                    "while": "starting" if resuming else "fetching",
                    "fetched": len(fetched(site)),
                    "fetched_again": len(again),
                }
            )
            assert len(again) <= IN_FLIGHT, lines
        before = fetched(site)
        crawl = Run(site.url, out, job=job).end()
        again = [path for path in fetched(site) - before if before[path]]
        total = fetched(site)
    assert crawl.exit_code == 0, crawl.stderr
    assert_complete(crawl, everything)
    assert len(again) <= IN_FLIGHT
    twice = sum(count - 1 for count in total.values())
    lines.append(
        {
            "kills": kills,
            "pages": pages,
            "lost": len(everything - set(crawl.pages)),
            "rows_twice": len(crawl.rows("pages.jsonl")) - len(crawl.pages),
            "fetched_again": twice,
        }
    )
    if log:
        Path(log).write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert twice <= IN_FLIGHT * kills
