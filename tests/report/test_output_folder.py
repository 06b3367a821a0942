"""Results put in place as a whole, and nothing of others touched."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from vultrcrawl.errors import StateLocked, StorageError
from vultrcrawl.report.output_folder import OutputFolder

FILES = ("pages.jsonl", "site.json", "records/product.csv")


def run(
    folder: Path, name: str, *, pages: int = 3, files: tuple[str, ...] = FILES
) -> OutputFolder:
    """Write *files*, which hold the run's *name*, and put them in place."""
    output = OutputFolder(folder, name)
    for file in files:
        output.place(file).write_text(name, encoding="utf-8")
    output.put(pages)
    output.close()
    return output


def shown(folder: Path) -> dict[str, str]:
    """Return what stands in *folder*, but for what is ours to know."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".vultrcrawl")
    }


def test_the_run_before_is_kept(tmp_path: Path) -> None:
    run(tmp_path, "one")
    run(tmp_path, "two", files=("pages.jsonl", "records/article.csv"))
    assert shown(tmp_path) == {
        "pages.jsonl": "two",
        "records/article.csv": "two",
        **{f"previous/{name}": "one" for name in FILES},
    }
    run(tmp_path, "three")
    assert shown(tmp_path) == {
        **dict.fromkeys(FILES, "three"),
        "previous/pages.jsonl": "two",
        "previous/records/article.csv": "two",
    }


def test_a_run_without_pages_replaces_none_with_pages(tmp_path: Path) -> None:
    run(tmp_path, "failed", pages=0)
    assert set(shown(tmp_path).values()) == {"failed"}
    run(tmp_path, "good")
    assert shown(tmp_path) == dict.fromkeys(FILES, "good")
    run(tmp_path, "failed again", pages=0)
    assert shown(tmp_path) == dict.fromkeys(FILES, "good")


def test_a_run_that_goes_on_replaces_its_own(tmp_path: Path) -> None:
    run(tmp_path, "before")
    run(tmp_path, "long", files=("pages.jsonl", "records/old.csv"))
    run(tmp_path, "long", files=("pages.jsonl", "records/new.csv"))
    assert shown(tmp_path) == {
        "pages.jsonl": "long",
        "records/new.csv": "long",
        **{f"previous/{name}": "before" for name in FILES},
    }


def test_files_of_others_stay(tmp_path: Path) -> None:
    own = ("records/accounts.csv", "pages.jsonl", "notes.txt", "previous/site.json")
    for name in own:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("mine", encoding="utf-8")
    first = run(tmp_path, "one")
    assert [new for _, new in first.set_aside] == ["pages.jsonl.kept1"]
    for name in ("two", "three"):
        run(tmp_path, name)
    found = shown(tmp_path)
    assert sorted(name for name, text in found.items() if text == "mine") == [
        "notes.txt", "pages.jsonl.kept1", "previous/site.json.kept1",
        "records/accounts.csv",
    ]  # fmt: skip
    assert found["pages.jsonl"] == "three"


def test_what_stands_in_the_place_of_a_folder_or_the_list_is_renamed(
    tmp_path: Path,
) -> None:
    for name in ("records", "previous"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    os.mkfifo(tmp_path / ".vultrcrawl.json")
    run(tmp_path, "one")
    (tmp_path / ".vultrcrawl.json").unlink()
    (tmp_path / ".vultrcrawl.json").mkdir()
    run(tmp_path, "two")
    run(tmp_path, "three")
    found = shown(tmp_path)
    assert found["records.kept1"] == found["previous.kept1"] == "mine"
    assert found["pages.jsonl"] == "three"
    assert found["previous/pages.jsonl"] == "two"


def test_a_lock_that_leads_elsewhere_is_not_taken(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine", encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/.vultrcrawl.lock").symlink_to(victim)
    with pytest.raises(StorageError, match="can't be written"):
        run(tmp_path / "out", "one")
    assert victim.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["records", "previous", "previous/records"])
@pytest.mark.parametrize("again", ["two", "one"])
def test_a_folder_that_leads_elsewhere_is_not_followed(
    name: str, again: str, tmp_path: Path
) -> None:
    out, theirs = tmp_path / "out", tmp_path / "theirs"
    for one in ("zero", "one"):
        run(out, one)
    shutil.move(out / name, theirs)  # with files named as ours
    (theirs / "product.csv").write_text("mine", encoding="utf-8")
    (out / name).symlink_to(theirs)
    before = shown(theirs)
    run(out, again)
    run(out, "three")
    assert shown(theirs) == before
    assert shown(out)["records/product.csv"] == "three"
    assert shown(out)["previous/records/product.csv"] == again
    assert (out / f"{name}.kept1").is_symlink()
    assert not (out / name).is_symlink()


def test_what_is_being_written_is_not_looked_for_elsewhere(tmp_path: Path) -> None:
    out, theirs = tmp_path / "out", tmp_path / "theirs"
    run(theirs, "theirs")
    out.mkdir()
    (out / ".vultrcrawl.new").symlink_to(theirs)
    run(out, "one")
    assert shown(theirs) == dict.fromkeys(FILES, "theirs")
    assert shown(out) == dict.fromkeys(FILES, "one")


def test_a_list_can_name_nothing_outside(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(out, "one")
    victim = tmp_path / "victim.csv"
    victim.write_text("mine", encoding="utf-8")
    (out / "notes.csv").write_text("mine", encoding="utf-8")
    file = out / ".vultrcrawl.json"
    listed = json.loads(file.read_text())
    listed["files"] = [
        "../victim.csv",
        str(victim),
        "notes.csv",
        "records/../notes.csv",
    ]
    file.write_text(json.dumps(listed))
    run(out, "two")
    assert victim.read_text() == (out / "notes.csv").read_text() == "mine"
    for spoiled in ("{", "[]", '{"run": 1, "pages": "x", "files": []}'):
        file.write_text(spoiled)
        run(out, f"after {len(spoiled)}")
    assert victim.read_text() == (out / "notes.csv").read_text() == "mine"


def test_two_runs_do_not_write_one_folder(tmp_path: Path) -> None:
    first = OutputFolder(tmp_path, "one")
    with pytest.raises(
        StateLocked, match=r"in use .* name another folder with output="
    ):
        OutputFolder(tmp_path, "two")
    first.close()
    OutputFolder(tmp_path, "two").close()


def test_what_a_killed_run_left_is_forgotten(tmp_path: Path) -> None:
    run(tmp_path, "one")
    killed = OutputFolder(tmp_path, "two")
    killed.place("pages.jsonl").write_text("half", encoding="utf-8")
    killed._lock.close()
    OutputFolder(tmp_path, "three").close()
    assert shown(tmp_path) == dict.fromkeys(FILES, "one")


class Killed(BaseException):
    """A process that is no more."""


@pytest.mark.parametrize("same", [False, True], ids=["another run", "the same run"])
def test_a_run_killed_while_it_is_put_in_place_is_put_in_place(
    same: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is killed before each step on disk in turn."""
    names = ("pages.jsonl", "records/new.csv")
    for step in range(60):
        folder = tmp_path / str(step)
        run(folder, "oldest")
        run(folder, "old")
        output = OutputFolder(folder, "old" if same else "new")
        for file in names:
            output.place(file).write_text("new", encoding="utf-8")
        with monkeypatch.context() as patched:
            _die_after(step, patched)
            try:
                output.put(2)
            except Killed:
                ended = False
            else:
                ended = True
        output._lock.close()
        OutputFolder(folder, "next").close()
        found = shown(folder)
        current = {k: v for k, v in found.items() if not k.startswith("previous/")}
        kept = {k: v for k, v in found.items() if k.startswith("previous/")}
        if not (folder / ".vultrcrawl.new").exists() and current == dict.fromkeys(
            names, "new"
        ):
            assert set(kept.values()) == {"oldest" if same else "old"}, step
            assert len(kept) == len(FILES), step
        else:  # killed before it was whole
            assert current == dict.fromkeys(FILES, "old"), step
            assert set(kept.values()) == {"oldest"}, step
        if ended:
            return
    pytest.fail("it never ended")


def _die_after(steps: int, patched: pytest.MonkeyPatch) -> None:
    """Have the process die at the step on disk after so many."""
    left = steps

    def count() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed

    for name in ("replace", "unlink", "rename", "mkdir"):
        method = getattr(Path, name)

        def step(
            self: Path, *args: object, of: object = method, **more: object
        ) -> object:
            count()
            assert callable(of)
            return of(self, *args, **more)

        patched.setattr(Path, name, step)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StorageError, match="output folder"):
        OutputFolder(tmp_path / "file", "one")
    run(tmp_path / "out", "one")
    output = OutputFolder(tmp_path / "out", "two")
    output.place("pages.jsonl").write_text("two", encoding="utf-8")
    shutil.rmtree(tmp_path / "out")
    with pytest.raises(StorageError):
        output.put(1)
    output.close()
