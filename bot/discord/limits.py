"""Discord's limits in one table, and text that keeps to them: cut, shortened, escaped.

discord.py does not guard most of them. The numbers are those of Discord's developer documentation
for API v10.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

CONTENT = 2_000  # an ordinary message
LAYOUT_TEXT = 4_000  # all text displays of one Components V2 message together
COMPONENTS = 40  # of one Components V2 message, nested ones counted
ROW_BUTTONS = 5
CUSTOM_ID = 100
LABEL = 80  # of a button
LINK_URL = 512  # of a link button; our text links keep to it too
CHOICES = 25  # of an autocompletion
CHOICE = 100  # name and value of a choice

ASKED_ID = 70_001
"""The id of the text that holds the question; Discord sends it back with the card.

Discord numbers from 1 what has no id, so that a high number is nobody else's.
"""

Raw = Mapping[str, Any]


def walk(components: list[Any]) -> Iterator[Raw]:
    """Each component of a payload, nested ones after their parent."""
    for component in components:
        yield component
        yield from walk(component.get("components", []))
        if "accessory" in component:
            yield component["accessory"]


def excesses(components: list[Any]) -> tuple[str, ...]:
    """What Discord would refuse in a Components V2 message, in words; empty if it is fine."""
    parts = list(walk(components))
    return (*_of_whole(parts), *(fault for part in parts for fault in _of_part(part)))


def _of_whole(parts: list[Raw]) -> Iterator[str]:
    text = sum(len(part.get("content", "")) for part in parts)
    if text > LAYOUT_TEXT:
        yield f"{text} characters of text, {LAYOUT_TEXT} are allowed"
    if len(parts) > COMPONENTS:
        yield f"{len(parts)} components, {COMPONENTS} are allowed"
    ids = [part["custom_id"] for part in parts if "custom_id" in part]
    for repeated in sorted({one for one in ids if ids.count(one) > 1}):
        yield f"the custom_id {repeated!r} twice"


def _of_part(part: Raw) -> Iterator[str]:
    if not 1 <= len(part.get("custom_id", "x")) <= CUSTOM_ID:
        yield f"a custom_id of {len(part['custom_id'])} characters, 1 to {CUSTOM_ID} are allowed"
    if len(part.get("label") or "") > LABEL:
        yield f"a label of {len(part['label'])} characters, {LABEL} are allowed"
    if len(part.get("url") or "") > LINK_URL:
        yield f"a link of {len(part['url'])} characters, {LINK_URL} are allowed"
    if part.get("type") == 1 and not 1 <= len(part["components"]) <= ROW_BUTTONS:
        yield f"a row of {len(part['components'])} buttons, 1 to {ROW_BUTTONS} are allowed"
    if part.get("type") == 10 and not part["content"].strip():
        yield "an empty text"


_SENTENCE = re.compile(r"[.!?…。！？]+[\"'”’»)\]]*(?=\s)|\n+")
_WORD = re.compile(r"\s+")
ELLIPSIS = "…"

Measure = Callable[[str], int]


def cut(text: str, room: int, size: Measure = len) -> tuple[str, str]:
    """The longest beginning of `text` that fits in `room` characters, and the rest, perhaps empty.

    It ends at a sentence if one ends within the room, else at a word, else in a word.
    `size` tells how much room a text takes once shown: at least its length, and it must not shrink
    as a text grows. So no more of a text is measured than there is room for.
    """
    if len(text) <= room and size(text) <= room:
        return text, ""
    whole = _largest(text, room, size)
    for pattern in (_SENTENCE, _WORD):
        ends = [found.end() for found in pattern.finditer(text, 0, whole + 1)]
        ends = [end for end in ends if 0 < end <= whole]
        if ends:
            return text[: ends[-1]].rstrip(), text[ends[-1] :].lstrip()
    return text[:whole], text[whole:]


def _largest(text: str, room: int, size: Measure) -> int:
    """How many characters fit; at least one, so that cutting always comes to an end."""
    low, high = 1, max(1, min(len(text), room))
    while low < high:
        middle = (low + high + 1) // 2
        if size(text[:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def shortened(text: str, room: int) -> str:
    """The text if it fits, else its beginning up to a word, with an ellipsis."""
    if len(text) <= room:
        return text
    kept = text[: room - 1]
    head = kept[: kept.rfind(" ")] if " " in kept[room // 2 :] else kept
    return head.rstrip() + ELLIPSIS


def whole_lines(text: str, room: int, more: str) -> str:
    """The text if it fits, else as many whole lines as fit, and a last one that says there is more.

    A first line that does not fit is shortened.
    """
    if len(text) <= room:
        return text
    end = text.rfind("\n", 0, room - len(more))
    head = text[:end] if end >= 0 else shortened(text, room - len(more) - 1)
    return f"{head}\n{more}"


# Whatever is quoted is shown verbatim, and nothing in it takes effect.
#
# Discord's Markdown shows a punctuation character that follows a backslash as itself, so each
# construct is disarmed by a backslash before the character that it can't do without. Nothing else
# is put in (no zero-width characters), so that a copied quote is the quote.
#
# =========================================  =====================================================
# construct                                  what disarms it
# =========================================  =====================================================
# `*a*` `**a**` `_a_` `__a__` `~~a~~`        `\*` `\_` `\~`
# `||spoiler||`                              `\|`
# `` `code` `` and fenced code               `` \` ``
# `[text](url)`                              `\[` `\]`
# user, role, channel, guide mentions        `\<`, for all of them stand in angle brackets
# `</command:1>` `<t:1:R>` `<:emoji:1>`      `\<`
# `<https://...>` `<mail@...>` `<tel:...>`   `\<`
# `@everyone` `@here`                        `\@` (and the client allows no mentions)
# bare links, `:shortcode:` emoji            `\:`, for both need a colon
# `# ` `## ` `-# ` headings and subtext      `\#`, `\-` where a line begins
# `> ` and `>>> ` quotes                     `\>` where a line begins
# `- ` `* ` `+ ` and `1. ` lists             `\-` `\*` `\+`, and `\.` after a line's first digits
# a backslash                                `\\`
# =========================================  =====================================================

_ALWAYS = {ord(mark): "\\" + mark for mark in "\\*_~|`<[]@:"}
_LINE_START = re.compile(r"(?m)^([ \t]*)([#>+-])")
_NUMBER = re.compile(r"(?m)^([ \t]*[0-9]+)\.")
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BLANKS = re.compile(r"\s+")
_BREAKS = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")
_QUOTED = re.compile(r"(?m)^[ \t]*(?:>>>[ \t][\s\S]*|>[ \t].*$\n?)")
_QUOTE_MARK = re.compile(r"(?m)^[ \t]*>(?:>>)?[ \t]")


def escape(text: str) -> str:
    """The Markdown that Discord shows as exactly `text`; line breaks stay line breaks."""
    text = text.translate(_ALWAYS)
    text = _LINE_START.sub(r"\1\\\2", text)
    return _NUMBER.sub(r"\1\\.", text)


def unescape(markdown: str) -> str:
    """The text that `escape` was given: what a card shows, read back from the card."""
    return _ESCAPED.sub(r"\1", markdown)


def one_line(text: str) -> str:
    """What somebody typed, as one line: blanks collapsed, control characters left out.

    Empty if nothing of it can be seen, as of zero-width characters alone. Directional marks stay:
    they act no further than their line, and on a card it is alone there.
    """
    line = _BLANKS.sub(" ", _CONTROLS.sub(" ", text)).strip()
    return line if any(mark.isprintable() and mark != " " for mark in line) else ""


def lines(text: str) -> str:
    """What somebody typed, line by line: each as `one_line` gives it, the empty ones left out."""
    return "\n".join(line for line in map(one_line, _BREAKS.split(text)) if line)


def apart(text: str) -> tuple[str, str]:
    """What somebody typed, and apart from it the text of the lines that are shown as a quote."""
    quotes = "\n".join(found[0] for found in _QUOTED.finditer(text))
    return _QUOTED.sub("", text), _QUOTE_MARK.sub("", quotes)
