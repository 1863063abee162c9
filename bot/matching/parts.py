"""Parts: what was worked out from the same texts before, as plain values and arrays in one piece.

A part is made once and found again: the parts that were made are written as bytes, and a part is
read from these only when it is asked for. Nothing in them can be run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Array: TypeAlias = NDArray[Any]
Bytes: TypeAlias = bytes | memoryview
Place: TypeAlias = tuple[str, tuple[int, ...], int, int]
"""The type of a part's numbers ("" for a plain value), their shape, its first byte and its length.
"""

ALIGNED = 64  # bytes; numbers that begin at such a place are read without a copy
_MARK = b"footnote parts 1"
_SIZE = 16  # bytes that say how long the table is


class Parts:
    """Parts by name; one that is not there is made, and then written with the others.

    Args:
        data: What `to_bytes` gave for the same texts.

    Raises:
        ValueError: The bytes are none of ours.
    """

    def __init__(self, data: Bytes = b"") -> None:
        self._data = memoryview(data)
        self._made: dict[str, tuple[str, tuple[int, ...], bytes]] = {}
        self._is_kept = True
        if data and data[: len(_MARK)] != _MARK:
            raise ValueError("no parts of ours")
        start = len(_MARK) + _SIZE
        self._first = start + int.from_bytes(data[len(_MARK) : start], "little")
        self._table: dict[str, Place] = json.loads(bytes(data[start : self._first]) or b"{}")

    @classmethod
    def recalled(cls, memory: ByteCache | None, key: str) -> Parts:
        """What was kept under a key; no part where it is none of ours."""
        data = memory.recall(key) if memory is not None else None
        try:
            found = cls(data or b"")
        except ValueError:
            found = cls()
        found._is_kept = memory is not None
        return found

    def keep(self, memory: ByteCache | None, key: str) -> None:
        """Keep all parts, if any was made."""
        if memory is not None and self._made:
            memory.keep(key, self.to_bytes())

    @property
    def grown(self) -> bool:
        """Whether a part was made."""
        return bool(self._made)

    def plain(self, name: str, make: Callable[[], T]) -> T:
        """A value of texts, numbers, lists and mappings by text; tuples come back as lists."""
        if name in self._table:
            kept: T = json.loads(self._bytes(name))
            return kept
        made = make()
        if self._is_kept:
            self._made[name] = ("", (), json.dumps(made, separators=(",", ":")).encode())
        return made

    def texts(self, name: str, make: Callable[[], Sequence[str]]) -> Sequence[str]:
        """Texts of one line each: read many times faster than other values."""
        if name in self._table:
            return bytes(self._bytes(name)).decode("utf-8", "surrogatepass").split("\n")[:-1]
        made = make()
        if self._is_kept:
            data = "".join(f"{text}\n" for text in made).encode("utf-8", "surrogatepass")
            self._made[name] = ("", (), data)
        return made

    def array(self, name: str, make: Callable[[], Array]) -> Array:
        """Whole numbers or floats, as numpy's own kinds; not to be changed.

        What was found is not copied, so that processes that have mapped the same file share it.
        """
        if name in self._table:
            kind, shape, _, _ = self._table[name]
            return np.frombuffer(self._bytes(name), dtype=kind).reshape(shape)
        made = make()
        if self._is_kept:
            self._made[name] = (made.dtype.str, made.shape, made.tobytes())
        return made

    def to_bytes(self) -> bytes:
        """All parts that were found or made."""
        kept = {name: (*place[:2], self._bytes(name)) for name, place in self._table.items()}
        table: dict[str, Place] = {}
        pieces: list[bytes | memoryview] = []
        end = 0
        for name, (kind, shape, data) in (*kept.items(), *self._made.items()):
            table[name] = (kind, tuple(shape), end, len(data))
            gap = bytes(-len(data) % ALIGNED)
            pieces += [data, gap]
            end += len(data) + len(gap)
        head = json.dumps(table).encode()
        head += b" " * (-(len(_MARK) + _SIZE + len(head)) % ALIGNED)
        return b"".join((_MARK, len(head).to_bytes(_SIZE, "little"), head, *pieces))

    def _bytes(self, name: str) -> Any:
        kind, _, start, length = self._table[name]
        data = self._data[self._first + start : self._first + start + length]
        return data if kind else bytes(data)


class ByteCache(Protocol):
    """Keeps bytes by key for as long as it likes: the model cache. This package knows no disk."""

    def recall(self, key: str) -> Bytes | None:
        """What was kept under this key, whole and unharmed, or nothing."""

    def keep(self, key: str, data: bytes) -> None:
        """Keep these bytes; that they can't be kept is no failure."""
