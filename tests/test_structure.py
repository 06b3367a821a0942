"""The house: small modules, small rooms, one name for one thing, nothing idle."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[1] / "vultrcrawl"
#: Scrapy finds its commands by this name.
NAMED_BY_OTHERS = {"Command"}
#: What Python calls by itself.
CALLED_BY_OTHERS = re.compile(r"__\w+__")
#: Scrapy finds spiders and commands by their class.
FOUND_BY_OTHERS = {"SiteSpider", "DocumentSpider", "CrawlCommand", "ScrapyCommand"}


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
    """What only its own module's texts or the tests name is dead."""
    used: set[str] = set()
    for tree in _modules().values():
        used |= set(_named_in(tree))
    others = [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt")]
    for other in (*others, PACKAGE.parent / "pyproject.toml"):
        used |= set(re.findall(r"\w+", other.read_text(encoding="utf-8")))
    idle = [
        f"{path.relative_to(PACKAGE)}: {node.name}"
        for path, tree in _modules().items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and node.name not in used
        and not CALLED_BY_OTHERS.fullmatch(node.name)
        and not FOUND_BY_OTHERS & set(_bases(node))
    ]
    assert idle == []


def _named_in(tree: ast.Module) -> Iterator[str]:
    """Yield the names that the code of a module uses, in strings but no docstrings."""
    texts = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.name.rpartition(".")[2]
        elif isinstance(node, ast.Constant) and id(node) not in texts:
            yield from re.findall(r"\w+", str(node.value))


def _bases(node: ast.stmt) -> list[str]:
    return (
        [ast.unparse(one) for one in node.bases]
        if isinstance(node, ast.ClassDef)
        else []
    )
