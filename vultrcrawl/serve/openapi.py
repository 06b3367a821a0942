"""The tools of a site as an OpenAPI document, and as a list for agents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vultrcrawl.version import __version__

if TYPE_CHECKING:
    from vultrcrawl.serve.tools import Catalogue, Tool

#: Where tools stand on the server.
PATH = "/tools/"
#: Who made a document, by which a file is known for one of ours.
PROGRAM = f"vultrcrawl {__version__}"
_PROBLEMS = {
    "400": "An argument is missing or wrong, or the page is not of this site.",
    "403": "robots.txt or the rule for addresses forbids the page.",
    "404": "The site has no such page.",
    "422": "The page is of another kind.",
    "429": "The budget of requests is spent for now; `Retry-After` says until when.",
    "502": "The site gave no usable answer, or its pages have changed (code `drift`).",
    "503": "The server is about to end.",
    "504": "The site, or its pace, takes longer than a caller waits.",
}


def openapi(catalogue: Catalogue) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the tools."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{catalogue.host}, as explored",
            "x-made-by": PROGRAM,
            "version": __version__,
            "description": (
                f"Pages of {catalogue.host} as typed data. Read only; robots.txt and "
                "the delay of the crawl are kept."
            ),
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],
        "paths": {
            f"{PATH}{tool.name}": {"get": _operation(tool)}
            for tool in catalogue.tools.values()
        },
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Needed where the server has a token.",
                }
            },
            "schemas": {
                **{tool.name: tool.result for tool in catalogue.tools.values()},
                "Problem": _problem(),
            },
        },
    }


def tools_json(catalogue: Catalogue) -> dict[str, Any]:
    """Return the tools for agents that load them without MCP."""
    return {
        "site": catalogue.host,
        "made_by": PROGRAM,
        "left_out": list(catalogue.left_out),
        "tools": [
            {
                "name": tool.name,
                "description": tool.description,
                "parameters": tool.arguments,
                "returns": tool.result,
                "method": "GET",
                "path": f"{PATH}{tool.name}",
            }
            for tool in catalogue.tools.values()
        ],
    }


def _operation(tool: Tool) -> dict[str, Any]:
    required = tool.arguments["required"]
    return {
        "operationId": tool.name,
        "summary": tool.title,
        "description": tool.description,
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": name in required,
                "schema": {k: v for k, v in schema.items() if k != "description"},
                **(
                    {"description": told} if (told := schema.get("description")) else {}
                ),
            }
            for name, schema in tool.arguments["properties"].items()
        ],
        "responses": {
            "200": {
                "description": "What was found.",
                "content": {
                    "application/json": {
                        "schema": {"$ref": f"#/components/schemas/{tool.name}"}
                    }
                },
            },
            **{status: _failure(told) for status, told in _PROBLEMS.items()},
        },
    }


def _failure(told: str) -> dict[str, Any]:
    return {
        "description": told,
        "content": {
            "application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"}
            }
        },
    }


def _problem() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "Problem details (RFC 9457).",
        "properties": {
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "code": {"type": "string", "description": "A word for programs."},
            "fields": {
                "type": "array",
                "items": {"type": "string"},
                "description": "With `drift`: the fields that are missing.",
            },
            "retry_after_seconds": {
                "type": "integer",
                "description": "With `budget_spent`: when there is room again.",
            },
        },
        "required": ["title", "status", "detail", "code"],
    }
