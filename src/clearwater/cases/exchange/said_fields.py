"""Types of single fields for pydantic models, which say in words what they expect."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

EXPECTED = "expected"
"""Type of every error that is raised here; its context says what was expected."""


def not_as(expected: str) -> PydanticCustomError:
    """Return the error of a field that is not as `expected`."""
    return PydanticCustomError(EXPECTED, "expected {expected}", {"expected": expected})


@dataclass(frozen=True)
class OneOf:
    """A text of a closed list."""

    words: tuple[str, ...]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return how a value is checked."""
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the list as JSON Schema."""
        return {"type": "string", "enum": list(self.words)}

    def _checked(self, said: str) -> str:
        if said not in self.words:
            raise not_as(" | ".join(self.words))
        return said


@dataclass(frozen=True)
class Day:
    """A day of the calendar within two others, both allowed."""

    first: str
    last: str

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return how a value is checked."""
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the form as JSON Schema, which cannot compare dates."""
        form = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
        return {"type": "string", "format": "date", "pattern": form, "description": str(self)}

    def __str__(self) -> str:
        return f"a day as YYYY-MM-DD, from {self.first} to {self.last}"

    def _checked(self, said: str) -> str:
        # fromisoformat takes 20260301 and weeks as well.
        if len(said) != 10 or not said.isascii() or said[4] != "-" or said[7] != "-":
            raise not_as(str(self))
        try:
            date.fromisoformat(said)
        except ValueError:
            raise not_as(str(self)) from None
        if not self.first <= said <= self.last:
            raise not_as(str(self))
        return said


@dataclass(frozen=True)
class Text:
    """A text with something in it that is seen, and of so many signs at most."""

    most: int

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return how a value is checked."""
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the limits as JSON Schema."""
        return {"type": "string", "minLength": 1, "maxLength": self.most, "pattern": r"\S"}

    def _checked(self, said: str) -> str:
        if not said.strip() or len(said) > self.most:
            raise not_as(f"a text of 1 to {self.most} signs")
        return said


@dataclass(frozen=True)
class Form:
    """A text of a form that a regular expression says."""

    pattern: str
    """For the whole text; understood the same way by Python and JSON Schema."""
    words: str
    most: int

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return how a value is checked."""
        form = re.compile(self.pattern, re.ASCII)

        def checked(said: str) -> str:
            if len(said) > self.most or form.fullmatch(said) is None:
                raise not_as(self.words)
            return said

        return core_schema.no_info_after_validator_function(checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the form as JSON Schema."""
        return {"type": "string", "maxLength": self.most, "pattern": f"^(?:{self.pattern})$"}
