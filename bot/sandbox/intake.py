"""What comes in over HTTP: bodies within bounds and in time, and the JSON in them."""

from __future__ import annotations

import asyncio
import json
import math
import re
from collections.abc import Iterator
from typing import Any

from aiohttp import BodyPartReader, ClientPayloadError, MultipartReader, web
from aiohttp.http import HttpProcessingError

from bot.sandbox.bounds import FILES_BYTES, PARTS
from bot.sandbox.messages import JSON

DEEPEST = 24
"""How deep lists and objects may lie in each other; Discord's bodies stay below ten."""

_HALF = re.compile("[\ud800-\udfff]")

UNREADABLE = (
    AssertionError,
    ClientPayloadError,
    HttpProcessingError,
    LookupError,
    RuntimeError,
    ValueError,
    web.RequestPayloadError,
)
"""What aiohttp raises for bodies that are not what their headers say."""


class TooLarge(Exception):
    """A body, or a part of it, is longer than it may be."""


class TooSlow(Exception):
    """A body did not come in time."""


class NotJSON(ValueError):
    """A text is not JSON, or JSON that nobody could pass on: too deep, or not Unicode."""


class NotMultipart(ValueError):
    """A body is not made of parts, though its header says so."""


def parsed(raw: bytes) -> Any:
    """The JSON in a body.

    Raises:
        NotJSON: It is none, or holds what JSON can't: NaN, infinities, halves of surrogate pairs.
    """
    try:
        made = json.loads(raw.decode("utf-8"), parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        raise NotJSON from None
    if not _sound(made):
        raise NotJSON
    return made


def _no_number(name: str) -> Any:
    raise NotJSON(name)


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise NotJSON(text)
    return number


def _sound(made: Any) -> bool:
    """Whether a value lies within the depth and all its texts can be written again."""
    level = [made]
    for _ in range(DEEPEST):
        if any(isinstance(one, str) and not one.isascii() and _HALF.search(one) for one in level):
            return False
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return True
    return False


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def legible(text: str) -> str:
    """A text out of a request line or header, without what can't be written again."""
    return text.encode("utf-8", "replace").decode()


def is_plain(request: web.Request) -> bool:
    """Whether a body is in the only charset that JSON has, and not packed."""
    packed = request.headers.get("Content-Encoding", "identity") != "identity"
    return not packed and (request.charset or "utf-8").lower() in ("utf-8", "utf8")


async def body(request: web.Request, most: int, seconds: float) -> bytes:
    """A request's body.

    Args:
        request: Whose.
        most: The most bytes of it.
        seconds: How long it may take.

    Raises:
        TooLarge: There is more.
        TooSlow: It is not here in time.
        NotJSON: It is cut short or not sent as its header says.
    """
    if (request.content_length or 0) > most:
        raise TooLarge
    taken = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while chunk := await request.content.readany():
                taken += chunk
                if len(taken) > most:
                    raise TooLarge
    except TimeoutError:
        raise TooSlow from None
    except UNREADABLE:
        raise NotJSON from None
    return bytes(taken)


async def parts(request: web.Request, most: int, seconds: float) -> tuple[bytes, list[JSON]]:
    """The JSON, still as bytes, and the files of a request made of parts.

    The files are described as Discord's attachment objects; their contents are counted and let go.

    Raises:
        TooLarge: JSON, files or their number are more than a request may have.
        TooSlow: It is not here in time.
        NotMultipart: It is not made of parts, or of parts in parts.
    """
    if (request.content_length or 0) > FILES_BYTES + most:
        raise TooLarge
    try:
        async with asyncio.timeout(seconds):
            return await _each(await request.multipart(), most)
    except TimeoutError:
        raise TooSlow from None
    except UNREADABLE:
        raise NotMultipart from None


async def _each(reader: MultipartReader, most: int) -> tuple[bytes, list[JSON]]:
    payload, weight, files = b"", 0, list[JSON]()
    for _ in range(PARTS + 1):
        part = await reader.next()
        if part is None:
            return payload, files
        if not isinstance(part, BodyPartReader):
            raise NotMultipart
        if part.name == "payload_json":
            payload = b"".join([chunk async for chunk in _chunks(part, most)])
            continue
        size = sum([len(chunk) async for chunk in _chunks(part, FILES_BYTES - weight)])
        weight += size
        if part.filename:
            files.append(_attachment(legible(part.filename), size, len(files)))
    raise TooLarge


async def _chunks(part: BodyPartReader, most: int) -> Any:
    """A part's bytes piece by piece, as many as it may have."""
    while chunk := await part.read_chunk():
        most -= len(chunk)
        if most < 0:
            raise TooLarge
        yield chunk


def _attachment(name: str, size: int, at: int) -> JSON:
    url = f"attachment://{name}"
    return {"id": str(at), "filename": name, "size": size, "url": url, "proxy_url": url}
