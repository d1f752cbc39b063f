"""Columns of a table, made of numbers or words by their bytes.

``pyarrow.array`` makes the same, but it imports pandas, to ask whether what it is given is of that. A worker, which has
no other use for it, would start a quarter more slowly.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def numbers(values: npt.NDArray[Any], missing: npt.NDArray[np.bool_] | None = None) -> Any:
    """A column of numbers, or of yes and no, shape (rows,).

    Args:
        values: the numbers; the column has their type.
        missing: rows without a value, whatever stands there.
    """
    content = np.packbits(values, bitorder="little") if values.dtype == bool else np.ascontiguousarray(values)
    return pa.Array.from_buffers(
        pa.from_numpy_dtype(values.dtype), len(values), [_present(missing), pa.py_buffer(content)]
    )


def words(values: Sequence[str | None]) -> Any:
    """A column of words; None is a row without one."""
    texts = [(value or "").encode() for value in values]
    ends = np.zeros(len(texts) + 1, np.int32)
    np.cumsum([len(text) for text in texts], out=ends[1:])
    present = _present(np.array([value is None for value in values], bool))
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(ends), pa.py_buffer(b"".join(texts)), present)


def _present(missing: npt.NDArray[np.bool_] | None) -> Any:
    """A bit for each row that has a value; None if all have."""
    if missing is None or not missing.any():
        return None
    return pa.py_buffer(np.packbits(~missing, bitorder="little"))
