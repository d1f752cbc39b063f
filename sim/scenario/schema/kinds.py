"""Every kind of row there is, by the word that a scenario file has for it."""

from enum import IntEnum
from functools import reduce
from inspect import isclass
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, get_args

from pydantic import Field

from sim.scenario.schema import institutions, policies
from sim.scenario.schema.rows import Row

POLICIES: dict[str, type[Row]] = {
    get_args(each.model_fields["kind"].annotation)[0]: each
    for room in (policies, institutions)
    for each in vars(room).values()
    if isclass(each) and issubclass(each, Row) and each.__module__ == room.__name__
}
"""Kinds of policies, shocks and institutions."""

if TYPE_CHECKING:
    Policy = Row
    PolicyKind: Any
else:
    Policy = Annotated[reduce(or_, POLICIES.values()), Field(discriminator="kind")]
    PolicyKind = IntEnum("PolicyKind", [word.upper() for word in POLICIES], start=0, module=__name__)
    PolicyKind.__doc__ = "Kinds of rows as the rules tell them apart, such as ``PolicyKind.EXPORT_CONTROL``."
