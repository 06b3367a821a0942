"""The console script `vultrcrawl`: our spiders and tools, in any folder.

`vultrcrawl explore URL --max-pages 50` is `scrapy crawl explore -a start_url=URL
-a max_pages=50` with the settings of this project: the same names, output and exit
codes. Tools that send no request run without Scrapy.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, NoReturn

from vultrcrawl.errors import StorageError, VultrCrawlError
from vultrcrawl.lifecycle.early import leave_quietly
from vultrcrawl.lifecycle.outcome import refuse
from vultrcrawl.spiders.arguments import (
    ExploreArguments,
    ExtractArguments,
    ScaffoldArguments,
    ServeArguments,
)
from vultrcrawl.tools.diff import DiffArguments, diff
from vultrcrawl.tools.export import ExportArguments, export
from vultrcrawl.tools.report import ReportArguments, report
from vultrcrawl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vultrcrawl.spiders.arguments import Arguments


@dataclass(frozen=True, slots=True)
class _Command:
    """One word of the command line."""

    about: str
    model: type[Arguments]
    positional: tuple[str, ...]
    tool: Callable[..., int] | None = None
    """What does it, given the arguments; returns the exit code. None for a spider."""


_COMMANDS = {
    "explore": _Command(
        "map a site: pages, types, schemas, records", ExploreArguments, ("start_url",)
    ),
    "extract": _Command(
        "fetch the records of an explored site again", ExtractArguments, ("site",)
    ),
    "scaffold": _Command(
        "write a Scrapy project of your own for an explored site",
        ScaffoldArguments,
        ("site", "folder"),
    ),
    "serve": _Command(
        "serve an explored site as an API, and to agents by MCP",
        ServeArguments,
        ("site",),
    ),
    "report": _Command(
        "make report.html again from site.json", ReportArguments, ("site",), report
    ),
    "export": _Command(
        "write an exploration as a database", ExportArguments, ("site",), export
    ),
    "diff": _Command(
        "tell what differs between two explorations",
        DiffArguments,
        ("old", "new"),
        diff,
    ),
}
#: Options of Scrapy's that take a value, and those that take none.
_VALUES = (
    ("-a", "NAME=VALUE", "an argument, as for scrapy crawl"),
    ("-s", "NAME=VALUE", "a setting"),
    ("-o", "FILE", "add the rows to this feed"),
    ("-O", "FILE", "write the rows to this feed"),
    ("-L", "LEVEL", "log level"),
    ("--logfile", "FILE", "log file"),
    ("--pidfile", "FILE", "file for the number of the process"),
    ("--profile", "FILE", "file for a profile"),
)
_FLAGS = (("--nolog", "no log"), ("--pdb", "debugger at a failure"))
#: What a user writes for a value, by its type in JSON Schema.
_WORDS = {"integer": "N", "number": "X", "boolean": "true|false", "string": "TEXT"}


def main(words: Sequence[str] | None = None) -> NoReturn:
    """Run the command that *words* name, by default those of the command line."""
    given = list(sys.argv[1:] if words is None else words)
    name = given[0] if given else ""
    if (command := _COMMANDS.get(name)) is None:
        _overview().parse_args(given or ["--help"])
        known = ", ".join(_COMMANDS)
        _overview().error(f"there is no command {name}; there are {known}")
    if "--json-schema" in given:
        _say(lambda: _print_schema(command.model))
    parser = _parser(name, command)
    options = vars(parser.parse_args(given[1:]))
    options.pop("json_schema")
    tool, model = command.tool, command.model
    if tool is None:
        _crawl(name, command, options)
    _say(lambda: tool(model.read(_given(command, options))))


def _say(tool: Callable[[], int]) -> NoReturn:
    """Exit with what *tool* returns, once its answer is on standard output."""
    if isinstance(sys.stdout, TextIOWrapper):  # files may hold half characters
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = tool()
        if sys.stdout is not None:  # it is closed, otherwise
            sys.stdout.flush()
    except VultrCrawlError as error:
        _refuse(error)
    except OSError as error:
        # What is left of the answer would be written once more at the very end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            _refuse(StorageError.of("standard output", error))
        code = 0  # the reader has seen enough, as `head` does
    sys.exit(code)


def _print_schema(model: type[Arguments]) -> int:
    print(json.dumps(model.model_json_schema(), indent=1))  # noqa: T201 (the answer)
    return 0


def _given(command: _Command, options: dict[str, str | None]) -> dict[str, str]:
    """Return the arguments of the command that were given."""
    known = command.model.model_fields
    return {k: v for k, v in options.items() if k in known and v is not None}


def _crawl(name: str, command: _Command, options: dict[str, object]) -> NoReturn:
    """Run `scrapy crawl` *name* with our settings, whatever project is around."""
    leave_quietly()
    from scrapy.cmdline import execute  # noqa: PLC0415 (slow)

    words = ["vultrcrawl", "crawl", name]
    for key in command.model.model_fields:
        if (value := options.pop(key, None)) is not None:
            words += ["-a", f"{key}={value}"]
    for option, found in options.items():
        dashed = f"--{option}" if len(option) > 1 else f"-{option}"
        if found is True:
            words.append(dashed)
        for value in found if isinstance(found, list) else ():
            words += [dashed, value]
    os.environ["SCRAPY_SETTINGS_MODULE"] = "vultrcrawl.settings"
    execute(words)
    sys.exit(0)  # for the checker of types: `execute` never returns


def _parser(name: str, command: _Command) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"vultrcrawl {name}",
        description=f"{command.about[0].upper()}{command.about[1:]}.",
        allow_abbrev=False,
    )
    _add_options(parser, command.model, command.positional)
    parser.add_argument(
        "--json-schema",
        action="store_true",
        help="print the JSON Schema of the arguments, and do nothing else",
    )
    if command.tool is None:
        group = parser.add_argument_group("options of Scrapy")
        for option, value, text in _VALUES:
            group.add_argument(option, action="append", metavar=value, help=text)
        for option, text in _FLAGS:
            group.add_argument(option, action="store_true", help=text)
    return parser


def _add_options(
    parser: argparse.ArgumentParser,
    model: type[Arguments],
    positional: Sequence[str],
) -> None:
    """Add an option for each field of *model*, `--max-pages` for `max_pages`.

    Those that are *positional* are given by their place. Values stay texts, and an
    option that is not given is absent: the model reads and checks them.
    """
    schema = model.model_json_schema()
    group = parser.add_argument_group("arguments")
    properties = schema["properties"]
    for name in dict.fromkeys((*positional, *properties)):
        field = properties[name]
        text = _help(field).replace("%", "%%")
        if name in positional:
            parser.add_argument(name, metavar=name.upper(), help=text)
        else:
            option = f"--{name.replace('_', '-')}"
            if field.get("type") == "boolean" and field.get("default") is False:
                group.add_argument(
                    option, dest=name, action="store_const", const="true", help=text
                )
                continue
            group.add_argument(
                option,
                dest=name,
                metavar=_word(field, schema.get("$defs", {})),
                help=text,
                default=None,
            )


def _help(field: dict[str, Any]) -> str:
    text = " ".join(str(field.get("description", "")).replace("`", "").split())
    default = field.get("default")
    if default is None:
        return text
    shown = str(default).lower() if isinstance(default, bool) else default
    return f"{text.rstrip('.')} (default: {shown})"


def _word(field: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Return what stands for a value in the help: its choices, or its type."""
    for one in (field, *field.get("anyOf", ())):
        if "$ref" in one:
            one = definitions[str(one["$ref"]).rpartition("/")[2]]  # noqa: PLW2901 (what it refers to)
        if choices := one.get("enum"):
            return "|".join(map(str, choices))
        if one.get("format") == "path":
            return "PATH"
        if (word := _WORDS.get(str(one.get("type")))) is not None:
            return word
    return "TEXT"


def _overview() -> argparse.ArgumentParser:
    lines = "\n".join(f"  {name:<10} {one.about}" for name, one in _COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="vultrcrawl",
        usage="vultrcrawl COMMAND [options]",
        description=f"Explore any web site.\n\ncommands:\n{lines}",
        epilog="vultrcrawl COMMAND --help tells the options of a command.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version", action="version", version=f"vultrcrawl {__version__}"
    )
    parser.add_argument("command", nargs="*", help=argparse.SUPPRESS)
    return parser


def _refuse(error: VultrCrawlError) -> NoReturn:
    code = refuse(error)
    # A full disk ends a crawl, which can go on; of a tool it is a file like any other.
    sys.exit(StorageError.exit_code if isinstance(error, StorageError) else code)
