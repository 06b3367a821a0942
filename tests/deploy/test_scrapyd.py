"""A real Scrapyd: deploy the egg, schedule an exploration, read what came out."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import ROOT, environment
from tests.support.ports import free_port
from tests.support.site import Site, links, page

pytestmark = [pytest.mark.scrapyd, pytest.mark.slow, pytest.mark.timeout(400)]


class Daemon:
    """A Scrapyd of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"http://127.0.0.1:{free_port()}/"
        port = urllib.parse.urlsplit(self.url).port
        (folder / "scrapyd.conf").write_text(
            "[scrapyd]\n"
            f"http_port = {port}\nbind_address = 127.0.0.1\n"
            f"eggs_dir = {folder}/eggs\nlogs_dir = {folder}/logs\n"
            f"dbs_dir = {folder}/dbs\nitems_dir =\npoll_interval = 0.5\n"
        )
        # The egg alone must do: the checkout is out of the daemon's reach.
        alone = {k: v for k, v in environment().items() if k != "PYTHONPATH"}
        with (folder / "scrapyd.log").open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "scrapyd"],
                cwd=folder,
                env=alone,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def call(self, action: str, **parameters: str | list[str]) -> dict[str, Any]:
        """Call the daemon's API; POST if there are parameters."""
        data = urllib.parse.urlencode(parameters, doseq=True).encode() or None
        if action == "listjobs":
            request: Any = f"{self.url}listjobs.json?{data.decode() if data else ''}"
        else:
            request = urllib.request.Request(f"{self.url}{action}.json", data)
        with urllib.request.urlopen(request, timeout=30) as answer:
            result: dict[str, Any] = json.load(answer)
        assert result["status"] == "ok", result
        return result

    def wait(self) -> None:
        for _ in range(300):
            try:
                self.call("daemonstatus")
            except OSError:
                time.sleep(0.2)
            else:
                return
        pytest.fail((self.folder / "scrapyd.log").read_text())

    def finished(self, job: str, deadline: float = 150) -> None:
        end = time.monotonic() + deadline
        while time.monotonic() < end:
            jobs = self.call("listjobs", project="vultrcrawl")
            if any(done["id"] == job for done in jobs["finished"]):
                return
            time.sleep(0.3)
        pytest.fail((self.folder / "scrapyd.log").read_text())


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    started = Daemon(tmp_path)
    try:
        started.wait()
        yield started
    finally:
        started.process.terminate()
        started.process.wait(20)


def test_deploy_schedule_and_read(daemon: Daemon, tmp_path: Path) -> None:
    # Deployed from a copy, since the build leaves files beside the sources.
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    for name in ("scrapy.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, checkout)
    shutil.copytree(
        ROOT / "vultrcrawl",
        checkout / "vultrcrawl",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    # A version of its own shows in the User-Agent that it is the egg that runs.
    package = checkout / "vultrcrawl" / "version.py"
    package.write_text(package.read_text() + '\n__version__ = "9.9.9"\n')
    config = (checkout / "scrapy.cfg").read_text()
    (checkout / "scrapy.cfg").write_text(
        config.replace("http://127.0.0.1:6800/", daemon.url)
    )
    deployed = subprocess.run(
        [Path(sys.executable).with_name("scrapyd-deploy")],
        cwd=checkout,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert '"status": "ok"' in deployed.stdout, deployed.stdout + deployed.stderr
    shutil.rmtree(checkout)
    pages = {f"/item/{n}": page(f"Item {n}", "<p>Words. </p>" * 9) for n in range(5)}
    with Site({"/": page("Home", links(*pages)), **pages}) as site:
        job = daemon.call(
            "schedule",
            project="vultrcrawl",
            spider="explore",
            start_url=site.url,
            output=f"{tmp_path}/out",
            setting=["DOWNLOAD_DELAY=0", f"FEEDS={_feeds(tmp_path / 'items.jsonl')}"],
        )["jobid"]
        daemon.finished(job)
        assert "vultrcrawl/9.9.9" in site.hits[-1].headers["User-Agent"]
    log = (tmp_path / "logs" / "vultrcrawl" / "explore" / f"{job}.log").read_text()
    assert "Traceback" not in log
    rows = [
        json.loads(row)
        for row in (tmp_path / "items.jsonl").read_text().split("\n")
        if row
    ]
    assert len(rows) == 6, log
    # The weights work from inside the egg.
    assert all(row["page_type"] and row["confidence"] for row in rows)
    assert (tmp_path / "out" / "pages.csv").exists()


def _feeds(path: Path) -> str:
    return json.dumps({str(path): {"format": "jsonlines"}})
