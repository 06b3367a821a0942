"""Page objects of a user: web-poet's, in a Python file of the user's.

Needs the extra `overrides`.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import sys
import traceback
import warnings
from copy import deepcopy
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, Any

import andi
from tldextract.tldextract import TLD_EXTRACTOR
from url_matcher.util import get_domain
from web_poet import ApplyRule, HttpResponse, ItemPage, default_registry
from web_poet.fields import get_fields_dict
from web_poet.pages import get_item_cls, is_injectable

from vultrcrawl.errors import UsageError
from vultrcrawl.schema.extraction import ExtractedRecord

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import CodeType, ModuleType

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.extraction import Record
    from vultrcrawl.site.document import SiteDocument

#: What a page object may ask for, beside other page objects.
_PROVIDED = frozenset((HttpResponse, ExtractedRecord))
#: Characters of an exception that are told.
_TOLD = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PageObject:
    """A page object that is in force."""

    kind: type[ItemPage[Any]]
    template: str
    """Name of the one template that it is for; empty for any."""
    rules: Sequence[ApplyRule]
    """The pages that it is for."""
    fields: dict[str, str]
    """Names in records, by names in the class."""
    plan: andi.Plan
    """How it is made of what it asks for."""

    def made_of(self, document: Document, ours: Record) -> Any:
        """Return it for a page. Raises whatever code of a user's may raise."""
        made: dict[Any, Any] = {
            # The page as schemas read it: decoded, and as its scripts left it.
            HttpResponse: HttpResponse(
                document.url,
                body=document.html.encode("utf-8", "replace"),
                status=200,
                headers={"Content-Type": "text/html; charset=utf-8"},
            ),
            ExtractedRecord: ExtractedRecord(deepcopy(ours)),
        }
        for step, kwargs in self.plan:
            if step not in made:
                made[step] = step(**kwargs.kwargs(made))  # type: ignore[operator] # a class
        return made[self.kind]

    def __str__(self) -> str:
        include = [one for rule in self.rules for one in rule.for_patterns.include]
        where = [f"template {self.template}"] if self.template else []
        where += filter(None, include)
        names = ", ".join(self.fields.values())
        return f"{self.kind.__name__} ({', '.join(where) or 'all pages'}): {names}"


def page_objects(file: Path, site: SiteDocument) -> list[PageObject]:
    """Run *file*, and return the page objects in it that are in force for *site*.

    Raises UsageError, in one line that names the file and where it can the line.
    """
    # The rules of web-poet would fetch the list of public suffixes, whatever our rule
    # for connections says; the list that is installed has to do.
    TLD_EXTRACTOR.suffix_list_urls = ()
    kinds = dict.fromkeys(
        one
        for one in vars(_module(file)).values()
        if isinstance(one, type) and issubclass(one, ItemPage) and _is_in_force(one)
    )
    if not kinds:
        raise UsageError(
            f"{file} has no page object: give a class of web-poet's WebPage "
            "@handle_urls(...), or TEMPLATE = the name of a template"
        )
    return [_page_object(one, site) for one in kinds]


class _Source(SourceFileLoader):
    """Neither leaves a compiled file beside the results nor reads one."""

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 (importlib's)
        """Compile the source."""
        return self.source_to_code(self.get_data(self.path), self.path)


def _module(file: Path) -> ModuleType:
    """Return *file* as a module; as any other it is run once in a process."""
    path = file.resolve()
    digest = hashlib.blake2b(os.fsencode(path), digest_size=8).hexdigest()
    name = f"overrides_{digest}"
    if name in sys.modules:
        return sys.modules[name]
    loader = _Source(name, str(path))
    spec = spec_from_file_location(name, path, loader=loader)
    assert spec is not None  # noqa: S101 (it has a loader)
    module = module_from_spec(spec)
    sys.modules[name] = module  # annotations are looked up there
    try:
        with warnings.catch_warnings():
            # Of page objects for the same pages each gives its fields.
            warnings.filterwarnings("ignore", "The registry contains")
            loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise UsageError(f"{place(error, file)}: {told(error)}") from error
    return module


def _is_in_force(kind: type[ItemPage[Any]]) -> bool:
    """Whether it says what it is for; else it is there for other classes."""
    return bool(getattr(kind, "TEMPLATE", "") or default_registry.search(use=kind))


def _page_object(kind: type[ItemPage[Any]], site: SiteDocument) -> PageObject:
    template = str(getattr(kind, "TEMPLATE", ""))
    rules = default_registry.search(use=kind) or [ApplyRule("", use=kind)]
    # As pydantic has it: names that are none of Python have others in the class.
    models: dict[str, Any] = getattr(
        get_item_cls(kind, default=None), "model_fields", {}
    )
    fields = {
        name: (name in models and models[name].alias) or name
        for name in get_fields_dict(kind)
        if name != "url"
    }
    fault = None if fields else "gives nothing: a method with @field is missing"
    fault = fault or _misplaced(template, rules, site)
    try:
        plan = andi.plan(
            kind,
            is_injectable=is_injectable,
            externally_provided=_PROVIDED,
            full_final_kwargs=True,
        )
    except (TypeError, NameError) as error:  # andi's own is a TypeError
        fault = fault or (
            f"can't be made of HttpResponse and ExtractedRecord alone: {told(error)}"
        )
    if fault:
        raise UsageError(f"{_line_of(kind)}: {kind.__name__} {fault}")
    return PageObject(
        kind=kind, template=template, rules=rules, fields=fields, plan=plan
    )


def _misplaced(
    template: str, rules: Sequence[ApplyRule], site: SiteDocument
) -> str | None:
    """Return why a page object could never be used."""
    known = {one.name: one.schema for one in site.templates}
    if template and template not in known:
        return f"is for template {template}; there are {', '.join(known)}"
    if template and known[template].cardinality != "one":
        return f"is for {template}, whose records are cards; these stay as they are"
    host = get_domain(site.start_url)
    domains = [one.for_patterns.get_domains() for one in rules]
    if all(given and host not in given for given in domains):
        named = ", ".join(one for given in domains for one in given)
        return f"is for pages of {named}, and the site is {site.start_url}"
    return None


def place(error: BaseException, file: Path) -> str:
    """Return *file*, with the line of it that *error* comes from."""
    path = str(file.resolve())
    frames = traceback.extract_tb(error.__traceback__)
    lines = [one.lineno for one in frames if one.filename == path]
    if isinstance(error, SyntaxError) and error.filename == path:
        lines.append(error.lineno)
    return f"{file}:{lines[-1]}" if lines else str(file)


def told(error: BaseException) -> str:
    """Return what *error* is, in one line."""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}"[:_TOLD]


def _line_of(kind: type) -> str:
    try:
        return f"{inspect.getsourcefile(kind)}:{inspect.getsourcelines(kind)[1]}"
    except (OSError, TypeError):  # it was made by code
        return kind.__module__
