"""Eight numbers at once: the types by which a rule that is written for one world runs in eight replicates of it.

A lane is eight float64, a whole lane eight int64, a mask eight yes or no, each in one register of the processor. They
compare and compute like numbers, each by itself and with the same instruction as a single number: the same bits. A rule
serves both if it chooses by :func:`where` instead of by ``if``, and asks by :func:`some` whether anybody has to go on.

What has no vector form, such as a power, is done one by one.
"""

import operator
from collections.abc import Callable
from math import log1p, sqrt
from typing import Any, cast

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.datamodel.registry import register_default
from numba.core.typeconv import Conversion
from numba.core.typing import signature
from numba.core.typing.templates import AbstractTemplate, infer_global
from numba.extending import intrinsic, lower_builtin, lower_cast

WIDTH = 8
"""What a register of 512 bits holds; narrower processors take two or four."""

_DOUBLE, _WORD, _BIT = ir.DoubleType(), ir.IntType(64), ir.IntType(1)
_numba = cast(Any, types)


class _Lane(types.Type):
    """Eight numbers of a kind; a single number is taken for eight equal ones."""

    def __init__(self, name: str, element: Any, vector: Any, takes: tuple[type, ...]) -> None:
        self.element, self.vector, self.takes = element, ir.VectorType(vector, WIDTH), takes
        super().__init__(name=name)

    def holds(self, other: Any) -> bool:
        """Whether it can be what another type is: itself, a number, eight whole numbers if these are eight floats."""
        return other is self or isinstance(other, self.takes) or (self is LANE and other is WHOLE)

    def can_convert_from(self, typingctx: Any, other: Any) -> Any:
        return Conversion.safe if self.holds(other) else None

    def unify(self, typingctx: Any, other: Any) -> Any:
        return self if self.holds(other) else None


_WHOLES = (_numba.Integer, _numba.Boolean, _numba.IntEnumMember)
LANE = _Lane("Lane", _numba.float64, _DOUBLE, (_numba.Float, *_WHOLES))
WHOLE = _Lane("WholeLane", _numba.int64, _WORD, _WHOLES)
WORDS = _Lane("WordLane", _numba.uint64, _WORD, _WHOLES)
MASK = _Lane("Mask", _numba.boolean, _BIT, (_numba.Boolean,))


@register_default(_Lane)
class _LaneModel(models.PrimitiveModel):
    def __init__(self, dmm: Any, fe_type: _Lane) -> None:
        super().__init__(dmm, fe_type, fe_type.vector)


def _eight(builder: Any, value: Any) -> Any:
    """The same value in every lane."""
    vector, index = ir.VectorType(value.type, WIDTH), ir.IntType(32)
    nothing = ir.Constant(vector, ir.Undefined)
    first = builder.insert_element(nothing, value, index(0))
    return builder.shuffle_vector(first, nothing, ir.Constant(ir.VectorType(index, WIDTH), None))


def _widen(context: Any, builder: Any, given: Any, wanted: _Lane, value: Any) -> Any:
    number = given.dtype if isinstance(given, _numba.IntEnumMember) else given
    return _eight(builder, context.cast(builder, value, number, wanted.element))


for _kind in (_numba.Float, _numba.Integer, _numba.Boolean, _numba.IntEnumMember):
    lower_cast(_kind, _Lane)(_widen)


@lower_cast(WHOLE, LANE)
def _float(context: Any, builder: Any, given: Any, wanted: Any, value: Any) -> Any:
    return builder.sitofp(value, LANE.vector)


def _shared(kinds: Any) -> _Lane | None:
    """What numbers have in common of which at least one is of eight."""
    for lane in (LANE, WORDS, WHOLE, MASK):
        if lane in kinds:
            return lane if all(map(lane.holds, kinds)) else None
    return None


Emit = Callable[[Any, Any, list[Any]], Any]


def _operation(function: Any, lanes: dict[_Lane, Emit], result: _Lane | None = None) -> None:
    """Give an operator or builtin a meaning for lanes of some kinds."""

    class Template(AbstractTemplate):
        def generic(self, args: Any, kws: Any) -> Any:
            kind = None if kws else _shared(args)
            return signature(result or kind, *[kind] * len(args)) if kind in lanes else None

    infer_global(function)(Template)
    for kind, emit in lanes.items():

        def lower(context: Any, builder: Any, sig: Any, args: Any, emit: Emit = emit) -> Any:
            return emit(context, builder, list(args))

        for count in (1, 2, 3, 4) if function in (max, min) else (1, 2):
            lower_builtin(function, *[kind] * count)(lower)


def _by(name: str, *more: Any) -> Emit:
    return lambda context, builder, args: getattr(builder, name)(*more, *args)


def _chosen(compare: str, sign: str) -> Emit:
    def emit(context: Any, builder: Any, args: list[Any]) -> Any:
        kept = args[0]
        for value in args[1:]:  # as Numba does it for numbers, whose bits these must have
            kept = builder.select(getattr(builder, compare)(sign, value, kept), value, kept)
        return kept

    return emit


def _one_by_one(function: Any, count: int) -> Emit:
    def emit(context: Any, builder: Any, args: list[Any]) -> Any:
        double = _numba.float64
        alone = context.get_function(function, signature(double, *[double] * count))
        made = ir.Constant(LANE.vector, ir.Undefined)
        for k in range(WIDTH):
            place = ir.IntType(32)(k)
            value = alone(builder, [builder.extract_element(each, place) for each in args])
            made = builder.insert_element(made, value, place)
        return made

    return emit


def _by_processor(name: str) -> Emit:
    def emit(context: Any, builder: Any, args: list[Any]) -> Any:
        kind = ir.FunctionType(LANE.vector, [LANE.vector])
        return builder.call(cgutils.get_or_insert_function(builder.module, kind, f"llvm.{name}.v{WIDTH}f64"), args)

    return emit


for _function, _name in (("add", "fadd"), ("sub", "fsub"), ("mul", "fmul"), ("truediv", "fdiv")):
    _whole = {} if _function == "truediv" else {WHOLE: _by(_function), WORDS: _by(_function)}
    for _each in (_function, f"i{_function}"):
        _operation(getattr(operator, _each), {LANE: _by(_name), **_whole})
for _function, _sign in (("lt", "<"), ("le", "<="), ("gt", ">"), ("ge", ">="), ("eq", "=="), ("ne", "!=")):
    _compare = "fcmp_unordered" if _sign == "!=" else "fcmp_ordered"
    _kinds = {LANE: _by(_compare, _sign), WHOLE: _by("icmp_signed", _sign)}
    _operation(getattr(operator, _function), _kinds, MASK)
for _function in ("and_", "or_", "xor"):
    for _each in (_function, f"i{_function.rstrip('_')}"):
        _emit = _by(_function)
        _operation(getattr(operator, _each), {MASK: _emit, WHOLE: _emit, WORDS: _emit})
_operation(operator.rshift, {WHOLE: _by("ashr"), WORDS: _by("lshr")})
_operation(operator.lshift, {WHOLE: _by("shl"), WORDS: _by("shl")})
_operation(operator.not_, {MASK: _by("not_")})
_operation(operator.neg, {LANE: _by("fneg")})
_operation(abs, {LANE: _by_processor("fabs")})
_operation(sqrt, {LANE: _by_processor("sqrt")})
_operation(max, {LANE: _chosen("fcmp_ordered", ">"), WHOLE: _chosen("icmp_signed", ">")})
_operation(min, {LANE: _chosen("fcmp_ordered", "<"), WHOLE: _chosen("icmp_signed", "<")})
_operation(operator.pow, {LANE: _one_by_one(operator.pow, 2)})
_operation(log1p, {LANE: _one_by_one(log1p, 1)})


@intrinsic
def where(typing: Any, condition: Any, one: Any, other: Any) -> Any:
    """``one`` where the condition holds, else ``other``; both are reckoned, so neither may fail."""
    kind = _shared((one, other))
    if kind is None and condition is MASK:
        number = typing.unify_types(one, other)
        kind = next(lane for lane in (MASK, WHOLE, LANE) if isinstance(number, lane.takes))
    kind = kind or typing.unify_types(one, other)

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.select(*args)

    return signature(kind, condition, kind, kind), generate


@intrinsic
def some(typing: Any, condition: Any) -> Any:
    """Whether a condition holds in any lane."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        if condition is not MASK:
            return args[0]
        bits = ir.IntType(WIDTH)
        return builder.icmp_unsigned("!=", builder.bitcast(args[0], bits), bits(0))

    return signature(_numba.boolean, condition), generate


@intrinsic
def never(typing: Any, number: Any) -> Any:
    """No, for one or for each of eight, as the number is: from where a condition is gathered."""
    kind = MASK if isinstance(number, _Lane) else _numba.boolean

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return ir.Constant(MASK.vector, [_BIT(0)] * WIDTH) if kind is MASK else _BIT(0)

    return signature(kind, number), generate


@intrinsic
def _number(typing: Any, words: Any) -> Any:
    """Words as the float64 of the same whole number; they are below 2**63."""
    kind = LANE if words is WORDS else _numba.float64

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.sitofp(args[0], LANE.vector if words is WORDS else _DOUBLE)

    return signature(kind, words), generate


number = cast("Callable[[Any], float]", _number)
