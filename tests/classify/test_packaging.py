"""The classifier as others get it: inside an egg, without the tools of training."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import vultrcrawl
from tests.classify import pages

PACKAGE = Path(vultrcrawl.__file__).parent


def _run(code: str, folder: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        # Not in the checkout, which `-c` would put in front of all else.
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_weights_are_read_from_an_egg(tmp_path: Path) -> None:
    egg = tmp_path / "vultrcrawl.egg"
    with zipfile.ZipFile(egg, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in PACKAGE.rglob("*"):
            if file.suffix in (".py", ".npz", ".json"):
                archive.write(file, file.relative_to(PACKAGE.parent))
    (tmp_path / "page.html").write_text(pages.product(), encoding="utf-8")
    code = (
        "import vultrcrawl\n"
        "from vultrcrawl.classify import model\n"
        "model.load()\n"
        "html = open('page.html', encoding='utf-8').read()\n"
        "print(vultrcrawl.__file__, vultrcrawl.classify_page(html, '').page_type)"
    )
    where, page_type = _run(code, tmp_path, PYTHONPATH=str(egg)).split()
    assert where.startswith(str(egg))
    assert page_type == "product"


def test_importing_the_package_loads_nothing_heavy(tmp_path: Path) -> None:
    code = "import sys, vultrcrawl; print({'numpy', 'lxml'} & set(sys.modules))"
    assert _run(code, tmp_path) == "set()"


def test_classifying_needs_no_training_tools(tmp_path: Path) -> None:
    code = (
        "import sys; from vultrcrawl import classify_page; classify_page('<p>x', '')\n"
        "heavy = {'sklearn', 'scipy', 'lightgbm', 'scrapy', 'twisted'}\n"
        "print(heavy & set(sys.modules))"
    )
    assert _run(code, tmp_path) == "set()"


def test_weights_stay_small() -> None:
    assert (PACKAGE / "classify" / "weights.npz").stat().st_size <= 3_000_000
