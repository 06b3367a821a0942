"""The house: small modules, small rooms, one name for one thing, nothing idle."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "vultrcrawl"
#: Scrapy finds its commands by this name.
NAMED_BY_OTHERS = {"Command"}
#: What Python, Scrapy, Playwright and pydantic call, and the public functions.
CALLED_BY_OTHERS = re.compile(r"__\w+__|update_pre_crawler_settings")


@cache
def _modules() -> dict[Path, ast.Module]:
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def test_modules_and_folders_are_small() -> None:
    folders: defaultdict[Path, int] = defaultdict(int)
    for path in _modules():
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= 300, f"{path} has {lines} lines"
        folders[path.parent] += path.name != "__init__.py"
    assert {folder: count for folder, count in folders.items() if count > 16} == {}


def test_no_two_classes_have_one_name() -> None:
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for path, tree in _modules().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                owners[node.name].append(str(path.relative_to(PACKAGE)))
    twice = {
        name: paths
        for name, paths in owners.items()
        if len(paths) > 1 and name not in NAMED_BY_OTHERS
    }
    assert twice == {}


def test_every_function_and_class_is_used_by_the_package() -> None:
    """A name that stands nowhere but where it is defined is dead, tests or not."""
    texts = [path.read_text(encoding="utf-8") for path in _modules()]
    texts += [path.read_text("utf-8") for path in PACKAGE.rglob("*.html")]
    texts += [(PACKAGE.parent / "pyproject.toml").read_text("utf-8")]
    counts: defaultdict[str, int] = defaultdict(int)
    for text in texts:
        for word in re.findall(r"\w+", text):
            counts[word] += 1
    idle = [
        f"{path.relative_to(PACKAGE)}: {node.name}"
        for path, tree in _modules().items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and counts[node.name] == 1
        and not CALLED_BY_OTHERS.fullmatch(node.name)
        and not {"Spider", "SiteSpider"} & {ast.unparse(one) for one in _bases(node)}
    ]
    assert idle == []


def _bases(node: ast.stmt) -> list[ast.expr]:
    return node.bases if isinstance(node, ast.ClassDef) else []
