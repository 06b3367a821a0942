"""Files that are whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from vultrcrawl.errors import StorageError
from vultrcrawl.report.files import texts_apart


def test_texts_that_are_written_apart_are_there_at_the_end(tmp_path: Path) -> None:
    with texts_apart() as write:
        for number in range(200):
            write(tmp_path / f"{number}.md", f"Text {number}\n")
    found = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert found == {f"{number}.md": f"Text {number}\n" for number in range(200)}


@pytest.mark.parametrize("following", [0, 200])
def test_a_text_that_cannot_be_written_is_told_of(
    tmp_path: Path, following: int
) -> None:
    (tmp_path / "in-the-way").mkdir()
    with pytest.raises(StorageError, match="in-the-way"):
        _write(tmp_path, ["in-the-way", *map(str, range(following))])


def _write(folder: Path, names: list[str]) -> None:
    with texts_apart() as write:
        for name in names:
            write(folder / name, "text")
