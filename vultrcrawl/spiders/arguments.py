"""Spider arguments (`-a name=value`), checked before anything is fetched."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)

from vultrcrawl.errors import UsageError
from vultrcrawl.frontier.scope import Scope, ScopeMode
from vultrcrawl.items import RenderMode
from vultrcrawl.schema.wanted import Wanted, from_json_schema, from_names
from vultrcrawl.urls.normal_form import normalize_routed

#: Passed by Scrapyd to every spider.
_SCRAPYD = {"_job", "_version"}
#: What people put around an address, in any language.
_QUOTES = "\"'`\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
#: ``http:/host``, ``http:host``, ``https//host``, ``http:///host``, ``http:\\\\host``.
_SLASHES = re.compile(
    r"(https?)(?:(?::/(?!/)|//|:///+|:\\+)(?=[^/])|:(?=[^/\d]))", re.IGNORECASE
)


class Arguments(BaseModel):
    """Base of the argument lists of our spiders."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        defer_build=True,  # of three spiders one is run
    )

    @classmethod
    def read(cls, given: dict[str, Any]) -> Self:
        """Check *given*. Raises UsageError with one line for each that is wrong."""
        wanted = {name: value for name, value in given.items() if name not in _SCRAPYD}
        for name, field in cls.model_fields.items():
            # As a path it would be the folder that the user happens to be in.
            if wanted.get(name) == "" and field.annotation in (Path, Path | None):
                raise UsageError(f"{name} is empty; give a path")
        try:
            return cls.model_validate(wanted)
        except ValidationError as error:
            start = str(wanted.get("start_url", ""))
            cut = start if "?" in start else ""
            names = list(cls.model_fields)
            problems = [_sentence(one, names, cut) for one in error.errors()]
            raise UsageError("; ".join(problems)) from error


class ExploreArguments(Arguments):
    """Arguments of `scrapy crawl explore`."""

    start_url: str
    """http(s) URL to start from; a bare host means https."""
    max_pages: Annotated[int, Field(ge=1)] = 500
    """Most pages answered; robots.txt and sitemaps are not counted."""
    max_depth: Annotated[int, Field(ge=0)] = 20
    """Most links from the start."""
    scope: ScopeMode = ScopeMode.HOST
    """How far the site reaches: its host, registrable domain, or the start's folder."""
    include: str | None = None
    """Regular expression that a URL must match somewhere."""
    exclude: str | None = None
    """Regular expression that a URL must not match anywhere."""
    sitemap: bool = True
    """Whether to read sitemaps, from robots.txt and at /sitemap.xml."""
    render: RenderMode = "auto"
    """Which pages a browser renders: `auto` finds out which need it."""
    classifier: Literal["auto", "local", "llm"] = "auto"
    """Who decides page types: `auto` asks an LLM only where one is configured."""
    text: Literal["auto", "markdown", "none"] = "auto"
    """Whose text is written: `auto` documentation, articles, FAQ and threads."""
    output: Path | None = None
    """Folder for what is not a feed; `output/<host>` by default."""
    stop: Literal["budget", "saturated"] = "budget"
    """When to stop: at the page budget, or once new templates no longer appear."""
    fields: str | None = None
    """Names of the fields that records are to have, with commas between, or the file of
    a JSON Schema; None for all that is found."""

    @field_validator("start_url", mode="before")
    @classmethod
    def _with_scheme(cls, given: object) -> object:
        if not isinstance(given, str) or not given.strip():
            raise ValueError("is empty; give the address of a site")
        text = given.strip()
        if (mistake := _mistake(text)) is not None:
            raise ValueError(mistake)
        if has_no_scheme(text):
            head = text.partition("/")[0]
            scheme, colon, rest = head.partition(":")
            if colon and not rest.isdigit():
                raise ValueError(f"has scheme {scheme!r}; allowed are http and https")
            text = f"https://{text}"
        url = normalize_routed(text)
        if url is None:
            scheme = urlsplit(text).scheme if "://" in text else ""
            if scheme not in ("", "http", "https"):
                raise ValueError(f"has scheme {scheme!r}; allowed are http and https")
            raise ValueError(f"{given!r} is not the address of a site")
        return url

    @field_validator("fields")
    @classmethod
    def _of_fields(cls, given: str | None) -> str | None:
        if given is not None:
            try:
                _wanted(given)
            except UsageError as error:
                raise ValueError(str(error).removeprefix("fields")) from None
        return given

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """The fields that records are to have; none if that was not said."""
        return _wanted(self.fields) if self.fields is not None else ()

    @field_validator("include", "exclude", mode="before")
    @classmethod
    def _empty_is_none(cls, given: object) -> object:
        return given or None

    def make_scope(self) -> Scope:
        """Return what the crawl may ask for. Raises UsageError on a bad expression."""
        return Scope(
            start_url=self.start_url,
            mode=self.scope,
            include=(self.include,) if self.include else (),
            exclude=(self.exclude,) if self.exclude else (),
            max_depth=self.max_depth,
        )

    @property
    def folder(self) -> Path:
        """The output folder."""
        if self.output is not None:
            return self.output
        return Path("output") / urlsplit(self.start_url).netloc.replace(":", "_")


def _wanted(given: str) -> tuple[Wanted, ...]:
    if given.endswith(".json"):
        return from_json_schema(Path(given))
    return from_names(given)


def has_no_scheme(text: str) -> bool:
    """Whether an address is a bare host, which means https."""
    return "://" not in text and not text.startswith("//")


def _mistake(text: str) -> str | None:
    """Return what is wrong with an address that was typed wrong in a known way."""
    if text[0] in _QUOTES or text[-1] in _QUOTES[:1]:
        bare = text.strip(_QUOTES)
        return f"holds quotes, which the shell should have taken: did you mean {bare}?"
    if match := _SLASHES.match(text):
        meant = f"{match[1].lower()}://{text[match.end() :]}"
        return f"{text!r} has too few or too many slashes: did you mean {meant}?"
    return None


def _in_its_folder(given: Path) -> Path:
    return given / "site.json" if given.is_dir() else given


SiteFile = Annotated[Path, AfterValidator(_in_its_folder)]
"""site.json of an exploration, also given by the folder that holds it."""


class SiteArguments(Arguments):
    """Arguments about a site that was explored."""

    site: SiteFile
    """site.json of an exploration, or the folder that holds it."""


class ReadingArguments(SiteArguments):
    """Arguments about records that are read from its pages."""

    overrides: Path | None = None
    """Python file of page objects whose fields win over ours: code that is run.
    `overrides.py` beside *site* by default, if it is there; `none` for none."""

    @property
    def page_objects(self) -> Path | None:
        """The file of page objects, None if there is to be none."""
        if self.overrides is None:
            beside = self.site.parent / "overrides.py"
            return beside if beside.exists() else None
        return self.overrides if str(self.overrides) != "none" else None


class ExtractArguments(ReadingArguments):
    """Arguments of `scrapy crawl extract`."""

    template: str | None = None
    """Names of the templates wanted, separated by commas; all by default."""
    search: str | None = None
    """Words, separated by commas, for the site's own search form: its results alone."""
    source: Literal["pages", "listing"] = "pages"
    """`listing` for the records that cards of listings give, without the pages."""
    urls: Path | None = None
    """File of URLs to fetch besides, one a line."""
    max_pages: Annotated[int, Field(ge=1)] | None = None
    """Most pages answered; by default the document's own estimate and a fifth more."""
    max_depth: Annotated[int, Field(ge=0)] = 20
    """Most links from the start."""
    sitemap: bool = True
    """Whether to read sitemaps, from robots.txt and at /sitemap.xml."""
    render: RenderMode = "auto"
    """Which pages a browser renders: `auto` those of templates that need it."""
    output: Path | None = None
    """Folder for records/ and extract.json; by default `extract` beside *site*."""
    max_drift: Annotated[float, Field(ge=0, le=1)] = 0.2
    """Share of a field's coverage that may be lost before the exit code says so."""

    @property
    def folder(self) -> Path:
        """The output folder."""
        return self.output or self.site.parent / "extract"

    def wanted(self, known: list[str]) -> list[str]:
        """Return the templates to extract. Raises UsageError on one not *known*."""
        if self.template is None:
            return known
        names = [name.strip() for name in self.template.split(",") if name.strip()]
        if not names:
            raise UsageError("template is empty; name one, or leave it out for all")
        for name in names:
            if name not in known:
                raise UsageError(
                    f"template={name}: {self.site} has no such template; "
                    f"it has {', '.join(known)}"
                )
        return names


class ScaffoldArguments(SiteArguments):
    """Arguments of `scrapy crawl scaffold`."""

    folder: Path
    """Folder of the new project; it must not exist yet, or be empty."""
    fixtures: Annotated[int, Field(ge=0, le=20)] = 3
    """Pages of each template that are fetched for tests."""


class ServeArguments(ReadingArguments):
    """Arguments of `scrapy crawl serve`."""

    transport: Literal["http", "stdio"] = "http"
    """`http` for an API, its description and MCP on a port; `stdio` for MCP alone."""
    host: str = "127.0.0.1"
    """Address to listen on; any but this machine's own needs a token, by the
    environment: VULTRCRAWL_SERVE_TOKEN."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """Port to listen on; 0 for one that is free."""
    requests_per_hour: Annotated[int, Field(ge=1, le=100_000)] = 600
    """Most requests to the site in an hour."""
    keep_secs: Annotated[int, Field(ge=0)] = 3600
    """How long an answer of the site is good for."""
    render: RenderMode = "auto"
    """Which pages a browser renders: `auto` those of templates that need it."""


def _sentence(problem: Any, names: list[str], cut: str) -> str:
    """Say in one line what is wrong with an argument, and what is allowed.

    *cut* is the URL that an argument may be the rest of; empty if there is none.
    """
    name = str(problem["loc"][0]) if problem["loc"] else "arguments"
    kind, given = problem["type"], problem.get("input")
    if kind == "missing":
        return f"argument {name} is missing: give it with -a {name}=..."
    if kind == "extra_forbidden":
        close = difflib.get_close_matches(name, names, n=1)
        hint = f"did you mean {close[0]}?" if close else "allowed: " + ", ".join(names)
        if cut:
            hint += f"; if it is a part of {cut}, that was cut at its &: quote it, or "
            hint += "write %26 (curl: --data-urlencode)"
        return f"unknown argument {name}: {hint}"
    message = str(problem["msg"]).removeprefix("Value error, ")
    if kind == "value_error":
        return f"{name} {message}"
    message = message[0].lower() + message[1:]
    return f"{name}={given}: {message.removeprefix('input ')}"
