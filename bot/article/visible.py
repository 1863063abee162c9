"""Characters that are obeyed or unseen instead of read: found in files, made visible for people.

Controls move a terminal's cursor, set its title or end a line; bidirectional overrides show a text
in another order than it has; tags are letters that nothing shows.
"""

from __future__ import annotations

import json
import re
import unicodedata

SHOWN = "\N{REPLACEMENT CHARACTER}"  # stands where such a character was

_RANGES = (
    (0x0, 0x8),  # C0 and C1 controls, but for the tab and the line feed
    (0xB, 0x1F),
    (0x7F, 0x9F),
    (0x202A, 0x202E),  # bidirectional embeddings, overrides and isolates
    (0x2066, 0x2069),
    (0x2028, 0x2029),  # separators that end a line without looking so
    (0x2061, 0x2064),  # format characters without a shape
    (0x206A, 0x206F),
    (0xFFF9, 0xFFFB),
    (0xE0000, 0xE007F),  # tags
)
_OBEYED = "[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES) + "]"
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"  # such as Wales'
_FOUND = re.compile(f"({_FLAG})|{_OBEYED}")
_OBEYED_ONE = re.compile(_OBEYED)
# Those that are no white space: what an editor need not copy.
UNSEEN = frozenset(
    character
    for first, last in _RANGES
    for character in map(chr, range(first, last + 1))
    if not character.isspace()
)


def harmless(text: str) -> str:
    """The text with such characters made visible; line feeds and tabs stay."""
    return _FOUND.sub(lambda found: found[1] or SHOWN, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """The text harmless and on one line, as for the name of a file."""
    return harmless(text).replace("\n", SHOWN).replace("\t", SHOWN)


def legible(text: str) -> str:
    """The text on one line with single spaces, without such characters: as an editor types it."""
    return _FOUND.sub(lambda found: found[1] or "", " ".join(text.split()))


def first_unseen(text: str) -> str | None:
    """The first such character of a text, as `U+202E RIGHT-TO-LEFT OVERRIDE`; None if none is."""
    for found in _FOUND.finditer(text):
        if not found[1]:
            name = unicodedata.name(found[0], "control character")
            return f"U+{ord(found[0]):04X} {name}"
    return None


def json_line(value: object) -> str:
    """A value as JSON on one line; such characters are written as escapes, so that they stay."""
    return _OBEYED_ONE.sub(_escaped, json.dumps(value, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1] if found[0] > "\x7f" else f"\\u{ord(found[0]):04x}"
