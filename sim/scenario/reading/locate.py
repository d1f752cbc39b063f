"""Find the line and column of a dotted path in a TOML file.

The standard parser returns values without their places. This scanner returns places without values. It accepts the
same grammar, but more loosely; it never fails, and its time is linear in the length of the text.
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

KeyPath = tuple[str | int, ...]
"""The keys of tables and indices of lists that lead to a value."""

_TOKEN = re.compile(
    r'''
    (?P<blank>[ \t\r]+|\#[^\n]*)
  | (?P<newline>\n)
  | (?P<text>"""(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5})?+ | \'{3}(?:[^']|'(?!''))*+(?:'{3,5})?+
           | "(?:[^"\\\n]|\\[^\n])*+"? | '[^'\n]*+'?)
  | (?P<mark>[\[\]{},=.])
  | (?P<bare>[^\s"'\#\[\]{},=.]+)
  | (?P<other>.)
    ''',
    re.VERBOSE | re.DOTALL,
)


class _Token(NamedTuple):
    kind: str
    text: str
    offset: int


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "blank":
            yield _Token(match.lastgroup or "other", match.group(), match.start())


def nesting(text: str) -> int:
    """Return the deepest nesting of brackets, or of the parts of a dotted key, in a text."""
    depth = parts = deepest = 0
    for token in _tokens(text):
        if token.text in "[{":
            depth += 1
        elif token.text in "]}":
            depth = max(0, depth - 1)
        parts = parts + (token.text == ".") if token.kind in ("bare", "text") or token.text == "." else 0
        deepest = max(deepest, depth, parts)
    return deepest


class Places:
    """Lines and columns of all keys of a TOML text."""

    def __init__(self, text: str) -> None:
        """Scan a text; it may have errors, but must not be deeply nested (see :func:`nesting`)."""
        self._ends = [match.start() for match in re.finditer("\n", text)]
        scanner = _Scanner(text)
        scanner.scan()
        self._all = scanner.found
        self._first: dict[KeyPath, int] = {}
        for path, offset in self._all:
            self._first.setdefault(path, offset)

    def of(self, path: KeyPath) -> tuple[int, int]:
        """Line and column (from 1) where a path first appears; if it does not, of what encloses it, or of the file."""
        enclosing = (path[:length] for length in range(len(path), 0, -1))
        return self._place(next((self._first[known] for known in enclosing if known in self._first), 0))

    def on(self, line: int) -> KeyPath:
        """The longest path on a line; empty if there is none."""
        paths = (path for path, offset in self._all if self._place(offset)[0] == line)
        return max(paths, key=len, default=())

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_left(self._ends, offset)
        return line + 1, offset - (self._ends[line - 1] + 1 if line else 0) + 1


class _Scanner:
    """Scans the tokens once, and collects every path with its offset in the text."""

    def __init__(self, text: str) -> None:
        self.found: list[tuple[KeyPath, int]] = []
        self._tokens = [*_tokens(text), _Token("end", "", len(text))]
        self._next = 0
        self._rows: dict[KeyPath, int] = {}

    def scan(self) -> None:
        table: KeyPath = ()
        while self._token.kind != "end":
            if self._at("["):
                table = self._header()
            elif self._token.kind != "newline":
                self._pair(table)
            self._skip_line()

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _at(self, *marks: str) -> bool:
        return self._token.kind == "mark" and self._token.text in marks

    def _take(self) -> _Token:
        token = self._token
        self._next += token.kind != "end"
        return token

    def _skip_line(self) -> None:
        while self._token.kind not in ("newline", "end"):
            self._take()
        self._take()

    def _header(self) -> KeyPath:
        """Read ``[a.b]`` or ``[[a.b]]``; a table under an array of tables belongs to the array's last row."""
        self._take()
        is_row = self._at("[")
        if is_row:
            self._take()
        path: KeyPath = ()
        keys = self._key()
        for number, (key, offset) in enumerate(keys, start=1):
            path = self._into((*path, key), offset, is_new_row=is_row and number == len(keys))
        return path

    def _into(self, path: KeyPath, offset: int, *, is_new_row: bool) -> KeyPath:
        self.found.append((path, offset))
        if is_new_row:
            self._rows[path] = self._rows.get(path, -1) + 1
        if path not in self._rows:
            return path
        row = (*path, self._rows[path])
        self.found.append((row, offset))
        return row

    def _key(self) -> list[tuple[str, int]]:
        """Read the parts of a dotted key, each with its offset."""
        parts = []
        while self._token.kind in ("bare", "text"):
            part = self._take()
            parts.append((_unquoted(part), part.offset))
            if not self._at("."):
                break
            self._take()
        return parts

    def _pair(self, table: KeyPath) -> None:
        path = table
        for key, offset in self._key():
            path = (*path, key)
            self.found.append((path, offset))
        if self._at("="):
            self._take()
            self._value(path)

    def _value(self, path: KeyPath) -> None:
        if self._at("["):
            self._array(path)
        elif self._at("{"):
            self._inline(path)
        else:
            while self._token.kind in ("bare", "text", "other") or self._at("."):
                self._take()

    def _array(self, path: KeyPath) -> None:
        self._take()
        index = 0
        while not self._closed("]"):
            if self._at(","):
                index += 1
                self._take()
            elif self._token.kind == "newline":
                self._take()
            else:
                self.found.append(((*path, index), self._token.offset))
                self._advancing(self._value, (*path, index))

    def _inline(self, path: KeyPath) -> None:
        self._take()
        while not self._closed("}"):
            if self._at(",") or self._token.kind == "newline":
                self._take()
            else:
                self._advancing(self._pair, path)

    def _closed(self, mark: str) -> bool:
        is_closed = self._at(mark)
        if is_closed:
            self._take()
        return is_closed or self._token.kind == "end"

    def _advancing(self, read: Callable[[KeyPath], None], path: KeyPath) -> None:
        """Read something, and at least one token, so that the scanner does not loop forever on a text with errors."""
        before = self._next
        read(path)
        if self._next == before:
            self._take()


def _unquoted(token: _Token) -> str:
    if token.kind == "bare":
        return token.text
    try:
        return str(tomllib.loads(f"key = {token.text}")["key"])
    except ValueError:
        return token.text.strip("\"'")
