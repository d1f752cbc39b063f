"""Floats by their bits, in compiled code: doubles, or vectors of doubles, each number of which is treated alike."""

from typing import Any, cast

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

WHOLE = 6755399441055744.0
"""1.5 * 2^52: a number added to it is rounded to a whole one, which then stands in the lowest bits of the sum."""
_ROOT = 0x3FE6A09E << 32
"""Bits of sqrt(1/2), nearly."""


@intrinsic
def fma(typing: Any, x: Any, y: Any, z: Any) -> Any:
    """x*y + z, rounded once. Asked for, not left to the compiler: so it is the same everywhere."""
    kind = next((each for each in (x, y, z) if not isinstance(each, types.Float)), x)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        wide = context.get_value_type(kind)
        name = f"llvm.fma.v{wide.count}f64" if isinstance(wide, ir.VectorType) else "llvm.fma.f64"
        function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(wide, [wide] * 3), name)
        return builder.call(function, [_spread(builder, value, wide) for value in arguments])

    return kind(x, y, z), generate


@intrinsic
def scaled(typing: Any, x: Any, shifted: Any) -> Any:
    """x * 2^k, rounded once, k = shifted - WHOLE from -2044 to 2046: in two steps, for 2^k itself may be no float."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value, whole = arguments
        biased = builder.add(_bits(builder, whole), _constant(value, 2 * 1023))
        half = builder.lshr(biased, _constant(value, 1))
        for exponent in (half, builder.sub(biased, half)):
            power = builder.bitcast(builder.shl(exponent, _constant(value, 52)), value.type)
            value = builder.fmul(value, power)
        return value

    return x(x, shifted), generate


@intrinsic
def exponent(typing: Any, x: Any) -> Any:
    """The k of x = 2^k m, m from sqrt(1/2) to sqrt(2), of a normal x above 0."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        (value,) = arguments
        biased = builder.lshr(_from_root(builder, value), _constant(value, 52))
        float_of_it = builder.or_(biased, _constant(value, 0x433 << 52))  # 2^52 more
        return builder.fsub(builder.bitcast(float_of_it, value.type), _constant(value, 2.0**52 + 1023.0))

    return x(x), generate


@intrinsic
def mantissa(typing: Any, x: Any) -> Any:
    """The m of x = 2^k m, from sqrt(1/2) to sqrt(2), of a normal x above 0."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        (value,) = arguments
        fraction = builder.and_(_from_root(builder, value), _constant(value, (1 << 52) - 1))
        return builder.bitcast(builder.add(fraction, _constant(value, _ROOT)), value.type)

    return x(x), generate


def _from_root(builder: Any, value: Any) -> Any:
    """Bits of a number, counted so that the exponent changes at sqrt(1/2) and not at 1."""
    return builder.add(_bits(builder, value), _constant(value, (1023 << 52) - _ROOT))


def _whole(value: Any) -> ir.Type:
    """The type of a number's bits, or of those of each number of a vector."""
    whole = ir.IntType(64)
    return ir.VectorType(whole, value.type.count) if isinstance(value.type, ir.VectorType) else whole


def _bits(builder: Any, value: Any) -> Any:
    return builder.bitcast(value, _whole(value))


def _constant(value: Any, number: int | float) -> Any:
    """A number for each number of a value: a float, or bits."""
    kind = _whole(value) if isinstance(number, int) else value.type
    return ir.Constant(kind, [number] * kind.count if isinstance(kind, ir.VectorType) else number)


def _spread(builder: Any, value: Any, wide: Any) -> Any:
    """A number as each number of a vector, if one is wanted and it is none yet."""
    if not isinstance(wide, ir.VectorType) or isinstance(value.type, ir.VectorType):
        return value
    empty, first = ir.Constant(wide, cast(Any, ir).Undefined), ir.VectorType(ir.IntType(32), wide.count)
    one = builder.insert_element(empty, value, ir.IntType(32)(0))
    return builder.shuffle_vector(one, empty, ir.Constant(first, [0] * wide.count))
