"""Tuples of arrays that rules are lent: a call passes their address alone, and nothing counts references to them.

Whoever calls keeps the arrays alive. As one of Numba's own named tuples a world is 180 words, which each call would
pass on; and each array that is taken out of it, in every loop, would be counted up and down.
"""

import hashlib
from typing import Any, TypeVar, cast

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.extending import NativeValue, intrinsic, register_model, typeof_impl, unbox

T = TypeVar("T")


class Lent(cast(Any, types).NamedTuple):  # type: ignore[misc]
    """The type of such a tuple. Its name is short, because it is part of every name in compiled code."""

    def __init__(self, parts: Any, kind: Any) -> None:
        super().__init__(parts, kind)
        self.counted = cast(Any, types).NamedTuple(parts, kind)
        parted = hashlib.blake2b(self.counted.name.encode(), digest_size=8).hexdigest()
        self.name = f"{kind.__name__}.{parted}"


def lent(kind: type[T]) -> type[T]:
    """Let rules have such tuples lent."""

    @typeof_impl.register(kind)
    def typed(value: Any, context: Any) -> Lent:
        return Lent([typeof_impl(part, context) for part in value], kind)

    return kind


@intrinsic
def lend(typing: Any, counted: Any) -> Any:
    """Lend other rules a tuple that a rule makes of arrays that it was lent itself."""
    kind = Lent(counted.types, counted.instance_class)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _placed(context, builder, kind, arguments[0])

    return kind(counted), generate


@unbox(Lent)
def _unbox(kind: Lent, given: Any, c: Any) -> Any:
    counted = c.unbox(kind.counted, given)
    with c.builder.if_then(c.builder.not_(counted.is_error)):
        c.context.nrt.decref(c.builder, kind.counted, counted.value)
    return NativeValue(_placed(c.context, c.builder, kind, counted.value), is_error=counted.is_error)


def _placed(context: Any, builder: Any, kind: Lent, counted: Any) -> Any:
    """Put arrays in a place of their own, whose address is passed on."""
    model = context.data_model_manager[kind]
    place = cgutils.alloca_once(builder, model.get_value_type())
    for k in range(len(kind.types)):
        builder.store(builder.extract_value(counted, k), cgutils.gep_inbounds(builder, place, 0, k))
    return model.from_argument(builder, builder.bitcast(place, model.get_argument_type()))


@register_model(Lent)
class _Model(models.StructModel):
    """The arrays, as in any tuple; behind them the address at which all of them stand."""

    def __init__(self, manager: Any, kind: Any) -> None:
        parts = [(f"f{k}", part) for k, part in enumerate(kind.types)]
        super().__init__(manager, kind, [*parts, ("address", types.voidptr)])

    def get_argument_type(self) -> Any:
        return self.get_value_type().elements[-1]

    def as_argument(self, builder: Any, value: Any) -> Any:
        return self.get(builder, value, "address")

    def from_argument(self, builder: Any, value: Any) -> Any:
        place = builder.bitcast(value, self.get_value_type().as_pointer())
        return self.set(builder, _uncounted(builder, self, _loaded(builder, place)), value, "address")

    def traverse(self, builder: Any) -> list[Any]:
        return []  # no reference to count


def _loaded(builder: Any, place: Any) -> Any:
    """What stands at an address, word by word: so the compiler can leave out those that are not used."""
    kind = place.type.pointee
    if not isinstance(kind, ir.LiteralStructType):
        return builder.load(place)
    value = ir.Constant(kind, ir.Undefined)
    for k in range(len(kind.elements)):
        value = builder.insert_value(value, _loaded(builder, cgutils.gep_inbounds(builder, place, 0, k)), k)
    return value


def _uncounted(builder: Any, model: Any, value: Any) -> Any:
    """The same tuple, its arrays without whoever counts references to them."""
    for k, part in enumerate(model.inner_models()):
        if isinstance(part, models.ArrayModel):
            array = builder.extract_value(value, k)
            for field in ("meminfo", "parent"):
                nobody = ir.Constant(part.get(builder, array, field).type, None)
                array = part.set(builder, array, nobody, field)
            value = builder.insert_value(value, array, k)
        elif isinstance(part, models.StructModel):
            value = builder.insert_value(value, _uncounted(builder, part, builder.extract_value(value, k)), k)
    return value
