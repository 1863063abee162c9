"""Discord's own OpenAPI description as a second judge of every body, where there is a copy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.sandbox.errors import Fault
from bot.sandbox.message import JSON

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

_NAME = re.compile(r"\{[^}]*\}")

CODES = {
    "required": "BASE_TYPE_REQUIRED",
    "maxLength": "BASE_TYPE_MAX_LENGTH",
    "minLength": "BASE_TYPE_BAD_LENGTH",
    "maxItems": "BASE_TYPE_MAX_LENGTH",
    "minItems": "BASE_TYPE_BAD_LENGTH",
    "enum": "BASE_TYPE_CHOICES",
    "minimum": "NUMBER_TYPE_MIN",
    "maximum": "NUMBER_TYPE_MAX",
}
"""Discord's error codes for what the description's keywords find."""


class Schemas:
    """The request bodies that the description knows, compiled when first met.

    Args:
        path: A copy of the description of API v10 (OpenAPI 3.1). Where a body is one of several
            kinds told apart by their `type`, only the kind it says it is judges it, so that a fault
            is named where it lies and not once for every kind that it is not.
    """

    def __init__(self, path: Path) -> None:
        self._document: JSON = json.loads(path.read_text("utf-8"))
        self._compiled: dict[tuple[str, str], Validator] = {}
        # Discord takes ids as whole numbers too, and clients send them so.
        snowflake = self._document["components"]["schemas"]["SnowflakeType"]
        snowflake["type"] = ["string", "integer"]

    def faults(self, method: str, template: str, body: Any) -> list[Fault]:
        """What the description has against a body; nothing where it does not know the route."""
        key = (method, template)
        if key not in self._compiled:
            from jsonschema import Draft202012Validator, validators

            kind = validators.extend(  # type: ignore[no-untyped-call]  # its stubs leave this one open
                Draft202012Validator, {"oneOf": _nearest, "anyOf": _nearest}
            )
            schema = self.body_schema(method, template) or {}
            self._compiled[key] = kind(schema | {"components": self._document["components"]})
        return [_fault(error) for error in self._compiled[key].iter_errors(body)]

    def body_schema(self, method: str, template: str) -> JSON | None:
        """The schema of a route's body; None where the description has none."""
        wanted = _NAME.sub("{}", template)
        for path, operations in self._document["paths"].items():
            if _NAME.sub("{}", path) == wanted and method.lower() in operations:
                content = operations[method.lower()].get("requestBody", {}).get("content", {})
                found: JSON | None = content.get("application/json", {}).get("schema")
                return found
        return None


def _nearest(validator: Any, options: list[JSON], value: Any, _: JSON) -> Iterator[ValidationError]:
    """Nothing where one option fits a value; else the faults of the option that comes nearest.

    That is one of the kind that the value's `type` names, or else that of which the least is wrong.
    """
    found: list[list[ValidationError]] = [list(validator.descend(value, one)) for one in options]
    if all(found):
        yield from min(found, key=lambda faults: (any(map(_other_kind, faults)), len(faults)))


def _other_kind(error: ValidationError) -> bool:
    return list(error.relative_path) == ["type"] or (
        not error.relative_path and error.validator == "type"
    )


def _fault(error: ValidationError) -> Fault:
    code = CODES.get(str(error.validator), f"SCHEMA_{str(error.validator).upper()}")
    return Fault(code, error.message, tuple(error.absolute_path))
