"""zlib-stream: one compression context per connection, one sync flush per frame."""

from __future__ import annotations

import zlib


class Stream:
    """Compresses frames for one connection; clients keep the matching context."""

    def __init__(self) -> None:
        self._context = zlib.compressobj(1)

    def compress(self, text: str) -> bytes:
        """One frame, ended by the flush marker that clients look for."""
        return self._context.compress(text.encode()) + self._context.flush(zlib.Z_SYNC_FLUSH)


def stream_for(asked: str | None) -> Stream | None:
    """The compression for what a client asked; None sends text, which every client takes."""
    return Stream() if asked == "zlib-stream" else None
