"""The tools of a site as an OpenAPI document, and as a list for agents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vultrcrawl.tables import json_table
from vultrcrawl.version import __version__

if TYPE_CHECKING:
    from vultrcrawl.serve.tools import Catalogue, Tool

#: Where tools stand on the server.
PATH = "/tools/"
#: Who made a document, by which a file is known for one of ours.
PROGRAM = f"vultrcrawl {__version__}"
#: What a call may come to instead of a result: by status, and as a JSON Schema.
_PROBLEMS: dict[str, Any] = json_table("vultrcrawl.serve", "data/problems.json")


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
                "Problem": _PROBLEMS["schema"],
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
            **{
                status: _failure(told) for status, told in _PROBLEMS["statuses"].items()
            },
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
