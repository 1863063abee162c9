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
    "union": "UNION_TYPE_CHOICES",
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
        self._path = path
        self._document: JSON = {}
        self._compiled: dict[tuple[str, str], Validator | None] = {}

    def faults(self, method: str, template: str, body: Any) -> list[Fault]:
        """What the description has against a body; nothing where it does not know the route."""
        key = (method, template)
        if key not in self._compiled:
            self._compiled[key] = self._compile(method, template)
        validator = self._compiled[key]
        if validator is None:
            return []
        return [_fault(error) for error in validator.iter_errors(body)]

    def knows(self, method: str, template: str) -> bool:
        """Whether the description has a body for this route."""
        return self._schema(method, template) is not None

    def _load(self) -> JSON:
        if not self._document:
            self._document = json.loads(self._path.read_text("utf-8"))
            # Discord takes ids as whole numbers too, and clients send them so.
            snowflake = self._document["components"]["schemas"]["SnowflakeType"]
            snowflake["type"] = ["string", "integer"]
        return self._document

    def _schema(self, method: str, template: str) -> JSON | None:
        wanted = _NAME.sub("{}", template)
        for path, operations in self._load()["paths"].items():
            if _NAME.sub("{}", path) == wanted and method.lower() in operations:
                content = operations[method.lower()].get("requestBody", {}).get("content", {})
                found: JSON | None = content.get("application/json", {}).get("schema")
                return found
        return None

    def _compile(self, method: str, template: str) -> Validator | None:
        from jsonschema import Draft202012Validator, validators

        schema = self._schema(method, template)
        if schema is None:
            return None
        components = self._load()["components"]
        union = Unions(components["schemas"])
        kind = validators.extend(  # type: ignore[no-untyped-call]  # its stubs leave this one open
            Draft202012Validator, {"oneOf": union, "anyOf": union}
        )
        made: Validator = kind({**schema, "components": components})
        return made


class Unions:
    """Judges `oneOf` and `anyOf` by the kind that a value says it is."""

    def __init__(self, schemas: JSON) -> None:
        self._schemas = schemas

    def __call__(
        self, validator: Any, options: list[JSON], instance: Any, _: JSON
    ) -> Iterator[ValidationError]:
        """The faults of a value that may be of several kinds."""
        from jsonschema import ValidationError

        if not isinstance(instance, dict) or "type" not in instance:
            yield from _nearest(validator, options, instance)
            return
        kinds = [self._kinds_of(option) for option in options]
        known = [kind for some in kinds for kind in some]
        said = instance["type"]
        if known and said not in known:
            listed = ", ".join(map(str, known))
            message = f'Value of field "type" must be one of ({listed}).'
            yield ValidationError(message, validator="union", instance=instance)
        else:
            fitting = [o for o, some in zip(options, kinds, strict=True) if said in some]
            yield from _nearest(validator, fitting or options, instance)

    def _kinds_of(self, option: JSON) -> list[object]:
        """The values of `type` that an option takes; none where it has no such field."""
        name = option.get("$ref", "").rpartition("/")[2]
        properties = self._schemas.get(name, option).get("properties", {})
        return list(properties.get("type", {}).get("enum", ()))


def _nearest(validator: Any, options: list[JSON], instance: Any) -> Iterator[ValidationError]:
    """Nothing where one option fits; else the faults of the option that comes nearest."""
    nearest: list[ValidationError] | None = None
    for option in options:
        errors = list(validator.descend(instance, option))
        if not errors:
            return
        if instance is not None and option == {"type": "null"}:
            continue
        if nearest is None or _depth(errors) > _depth(nearest):
            nearest = errors
    yield from nearest or ()


def _depth(errors: list[ValidationError]) -> tuple[int, int]:
    """How near a set of errors is to none: few of them, and deep inside rather than at the door."""
    return min(len(error.absolute_path) for error in errors), -len(errors)


def _fault(error: ValidationError) -> Fault:
    code = CODES.get(str(error.validator), f"SCHEMA_{str(error.validator).upper()}")
    return Fault(tuple(error.absolute_path), code, error.message[:200])
