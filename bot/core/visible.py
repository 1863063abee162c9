"""Characters that are obeyed or unseen instead of read: found in files, made visible for people.

Controls move a terminal's cursor, set its title or end a line; bidirectional overrides show a text
in another order than it has; tags are letters that nothing shows.
"""

from __future__ import annotations

import json
import re
import unicodedata

SHOWN = "\N{REPLACEMENT CHARACTER}"  # stands where such a character was

_OBEYED = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 but for the tab and the line feed
    "\u202a-\u202e\u2066-\u2069"  # bidirectional embeddings, overrides and isolates
    "\u2028\u2029"  # separators that end a line without looking so
    "\u2061-\u2064\u206a-\u206f\ufff9-\ufffb"  # format characters without a shape
    "\U000e0000-\U000e007f]"  # tags
)
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"  # such as Wales'
_FOUND = re.compile(f"({_FLAG})|{_OBEYED}")
_OBEYED_ONE = re.compile(_OBEYED)


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
    """The first such character of a text, by number and name; None if there is none."""
    for found in _FOUND.finditer(text):
        if not found[1]:
            return name_of(found[0])
    return None


def is_unseen(character: str) -> bool:
    """Whether a character is obeyed or unseen; white space is neither."""
    return not character.isspace() and _OBEYED_ONE.match(character) is not None


def name_of(character: str) -> str:
    """A character's number and name, as `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    name = unicodedata.name(character, "control character")
    return f"U+{ord(character):04X} {name}"


def json_line(value: object) -> str:
    """A value as JSON on one line; such characters are written as escapes, so that they stay."""
    return _OBEYED_ONE.sub(_escaped, json.dumps(value, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1] if found[0] > "\x7f" else f"\\u{ord(found[0]):04x}"
