"""Store compiled code in files with checksums."""

import hashlib
import pickle
from contextlib import suppress
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import CompileResultCacheImpl, FunctionCache, UserProvidedCacheLocator
from numba.core.serialize import dumps

from sim.compiled import CHOOSE, tell_once
from sim.whole import whole

_SEAL = 32


class _Place(UserProvidedCacheLocator):
    """A folder that has been tried already; Numba would try it once for each of the functions."""

    def ensure_cache_path(self) -> None:
        """Create the folder."""
        Path(self.get_cache_path()).mkdir(parents=True, exist_ok=True)


class _Placed(CompileResultCacheImpl):
    _locator_classes = (_Place,)


class Kept(FunctionCache):
    """Numba's cache of a function, in files with checksums.

    Numba does not check its own files: an incomplete one is an error or worse, and two programs that compile at the
    same time can mix up theirs, because each numbers its files by an index that the other rewrites.
    """

    _impl_class = _Placed

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        self._cache_file = _Files(
            Path(self.cache_path), self._impl.filename_base, self._impl.locator.get_source_stamp()
        )

    def depend_on(self, text: str, note: str) -> None:
        """Compile again when a text changes too, and say so once: for functions outside the model version."""
        self._cache_file.origin += text.encode()
        self._cache_file.note = note


class _Files:
    """One file per signature and Numba version; it begins with a hash of the function's source and of the content."""

    def __init__(self, folder: Path, base: str, stamp: object) -> None:
        self._folder = folder
        self._base = base
        self.origin = repr(stamp).encode()
        self.note = ""

    def _file(self, key: object) -> Path:
        name = hashlib.blake2b(repr((numba.__version__, key)).encode(), digest_size=12).hexdigest()
        return self._folder / f"{self._base}.{name}.code"

    def _seal(self, data: bytes) -> bytes:
        return hashlib.blake2b(self.origin + data, digest_size=_SEAL).digest()

    def load(self, key: object) -> Any:
        """Return the object stored under a key; None (so it is compiled again) if it is missing, stale or damaged."""
        if _passes(key):
            return None
        try:
            found = self._file(key).read_bytes()
        except OSError:
            found = b""
        data = found[_SEAL:]
        if found[:_SEAL] == self._seal(data):
            return pickle.loads(data)
        if self.note:
            tell_once(self.note)
        return None

    def save(self, key: object, value: object) -> None:
        """Store an object; if that fails, for example on a full disk, the program continues without it."""
        if _passes(key):
            return
        data = dumps(value)
        try:
            with whole(self._file(key)) as draft:
                draft.write_bytes(self._seal(data) + data)
        except OSError as error:
            tell_once(f"compiled code could not be stored in {self._folder}: {error.strerror}; {CHOOSE}")

    def flush(self) -> None:
        """Remove the stored code of the function."""
        for file in self._folder.glob(f"{self._base}.*.code"):
            _remove(file)


def _passes(key: object) -> bool:
    """Whether a key refers to an object of this process, such as a function, which no other process can use."""
    return " at 0x" in repr(key)


def _remove(file: Path) -> None:
    with suppress(OSError):
        file.unlink(missing_ok=True)
