"""How a scenario declares a number: never without its unit, its range, its default and its source."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

ASSUMED = "assumed: sweep it"
"""Source of a number that no data identify."""


class Section(BaseModel):
    """A frozen, strict table of a scenario: unknown keys, wrong types, NaN and infinities are errors."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        validate_default=True,
        use_attribute_docstrings=True,
    )


def quantity(
    default: float | int | None,
    unit: str,
    meaning: str,
    source: str = ASSUMED,
    *,
    least: float | None = None,
    most: float | None = None,
    above: float | None = None,
) -> Any:
    """Declare a number with its unit, range (``least <= x <= most``, or ``x > above``), meaning and source."""
    return Field(
        default, ge=least, le=most, gt=above, description=meaning, json_schema_extra={"unit": unit, "source": source}
    )


def switch(default: bool, meaning: str, neutral: str) -> Any:
    """Declare a mechanism's on/off switch and the parameter setting that must agree with *off* bit for bit."""
    return Field(default, description=meaning, json_schema_extra={"unit": "on/off", "neutral": neutral})
