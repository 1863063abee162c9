r"""The escaper: whatever is quoted is shown verbatim, nothing in it takes effect.

Discord's Markdown shows a punctuation character that follows a backslash as itself, so each
construct is disarmed by a backslash before the character that it can't do without. Nothing else is
put in (no zero-width characters), so that a copied quote is the quote.

=========================================  =====================================================
construct                                  what disarms it
=========================================  =====================================================
`*a*` `**a**` `_a_` `__a__` `~~a~~`        `\*` `\_` `\~`
`||spoiler||`                              `\|`
`` `code` `` and fenced code               `` \` ``
`[text](url)`                              `\[` `\]`
user, role, channel, guide mentions        `\<`, for all of them stand in angle brackets
`</command:1>` `<t:1:R>` `<:emoji:1>`      `\<`
`<https://...>` `<mail@...>` `<tel:...>`   `\<`
`@everyone` `@here`                        `\@` (and the client allows no mentions)
bare links, `:shortcode:` emoji            `\:`, for both need a colon
`# ` `## ` `-# ` headings and subtext      `\#`, `\-` where a line begins
`> ` and `>>> ` quotes                     `\>` where a line begins
`- ` `* ` `+ ` and `1. ` lists             `\-` `\*` `\+`, and `\.` after a line's first digits
a backslash                                `\\`
=========================================  =====================================================
"""

from __future__ import annotations

import re

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
