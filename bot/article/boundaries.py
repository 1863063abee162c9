"""Where sentences end: which line breaks end one, and which cuts of the library are mended."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

# Lines: which line breaks of an article end a sentence, and which merely wrap it.
#
# Articles come in two shapes. In the usual one every paragraph, heading and list item is a line of
# its own, and every line break ends a sentence. In the other the lines were wrapped at a width, and
# a sentence runs on from line to line. The shape is read off the text: see `wrap_width`.

NARROWEST, WIDEST = 40, 120
"""Widths in characters at which people wrap prose; shorter lines are verse, headings or lists."""

_ITEM = re.compile(r"\s*(?:[-*+•◦‣▪|]|#{1,6}|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)])\s")
"""What opens a list item, a heading or a row, which never runs on from the line above."""

_LINE = re.compile(r"\s*(?:\||#{1,6}\s)")
"""What opens a line of its own, from which nothing runs on."""


def wrap_width(lines: list[str]) -> int:
    """Tell at which width, in characters, `lines` were wrapped; 0 when they were not.

    A wrapper breaks a line only where the next word would not fit. Such breaks fall anywhere in a
    sentence, so that most of the words after them are in lower case; where each line is a
    paragraph, hardly any is.
    """
    width = max((n for line in lines if (n := len(line.rstrip())) <= WIDEST), default=0)
    if width < NARROWEST:
        return 0
    firsts = [
        line.split(None, 1)[0] for before, line in pairwise(lines) if _full(before, line, width)
    ]
    return width if firsts and 3 * sum(word[0].islower() for word in firsts) >= len(firsts) else 0


def runs_on(before: str, line: str, width: int) -> bool:
    """Tell whether a sentence may run on from the line `before` into `line`."""
    return (
        width > 0
        and _full(before, line, width)
        and not _ITEM.match(line)
        and not _LINE.match(before)
    )


def _full(before: str, line: str, width: int) -> bool:
    """Tell whether the first word of `line` would not have fitted on the line `before`."""
    used, words = len(before.rstrip()), line.split(None, 1)
    return bool(used and words) and used <= width < used + 1 + len(words[0])


# Rules that mend the library's cuts.
#
# A rule looks at a few words on the left and on the right of a boundary. A join undoes a cut that
# the library makes, a cut makes one that it misses. Each is here because common prose needs it; the
# table of golden sentences in the tests holds an example of each.

WINDOW = 60
"""How many characters a rule sees on each side: a few words; it bounds the work per boundary."""

_AFTER_STOP = re.compile(r"(?<=[.!?…”’\"'»)\]¹²³⁰⁴-⁹])\s+(?=\S)")
"""White space after which a sentence might start."""

_OPENS = r"[“‘\"'«(]{0,3}"
_CLOSES = r"[”’\"'»)\]]{0,3}"
_CAPITAL = rf"{_OPENS}[A-ZÀ-ÖØ-Þ]"
_STARTER = (
    rf"{_OPENS}(?:I|You|He|She|It|We|They|My|Your|His|Her|Its|Our|Their|The|This|That|These|Those"
    r"|There|Then|Now|When|While|Where|Who|What|Why|How|If|But|And|So|Yet|Or|Nor|In|On|At|As|After"
    r"|Before|Since|Because|Both|All|Some|Many|Most|Nobody|Everyone)\b(?![.-])"
)
"""Words that start a sentence and no name: a capital here tells something."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What stands at the end of the left side and at the start of the right side of a boundary.

    Both are regular expressions, compiled when first needed, so that importing costs nothing.
    """

    reason: str
    left: str
    right: str

    def holds(self, left: str, right: str) -> bool:
        """Tell whether the rule speaks about the boundary between `left` and `right`."""
        ends, starts = _compiled(self.left, self.right)
        return bool(starts.match(right) and ends.search(left))


@cache
def _compiled(left: str, right: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(rf"(?:{left})\Z"), re.compile(right)


JOINS = (
    Rule(
        "a title belongs to the name after it, whatever the name is: Dr. No, Rep. Cruz",
        r"\b(?:Mr|Mrs|Ms|Mx|Messrs|Dr|Drs|Prof|Rev|Hon|Pres|Gov|Govs|Sen|Sens|Rep|Reps|Gen|Col|Maj"
        r"|Capt|Lt|Sgt|Cmdr|Adm|Ft|Mt)\.",
        _CAPITAL,
    ),
    Rule(
        "a part of a work belongs to its number: Nos. 3 and 4, Sec. 4",
        r"\b(?:Nos|Secs?|Figs?|Vols?|Chs?|Eqs?|Refs?|Arts?|Pts?|Tabs?|pp?)\.",
        r"\d",
    ),
    Rule(
        "some names end in a stop and go on: Yahoo! Finance, Warner Bros. Pictures, King Jr. Day",
        r"\b(?:Yahoo!|Yum!|Jeopardy!|Bros\.|Jr\.)",
        rf"(?!{_STARTER}){_CAPITAL}",
    ),
    Rule(
        "the number of a list item or of a heading is no sentence",
        r"\A\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]",
        r"\S",
    ),
    Rule(
        "initials belong together, even those that are words: J. A. Hobson",
        r"\b[A-Z]\.",
        r"[AI]\.",
    ),
    Rule(
        "a bracket without a stop ends no sentence: the (Scotland) Act, [the wiki](https://x.org/)",
        r"[\w/)][)}]",
        r"\S",
    ),
    Rule("no sentence begins with a sign that joins: Com. & Adm.", r"\.", r"[&=+×≈]\s"),
    Rule("a semicolon ends a clause, not a sentence", r";", r"\S"),
)
"""Where the library cuts and must not."""

CUTS = (
    Rule(
        "a dotted abbreviation ends the sentence when a word follows that starts one: 5 p.m. We",
        r"(?<!\w\.)\b(?!(?:e\.g|i\.e)\.)(?:\w\.)+|\b(?:Inc|Corp|Ltd|Co|Bros|Jr|Sr|etc)\.[”’\"]?",
        _STARTER,
    ),
    Rule(
        "a decimal, a version or an address ends in a plain full stop: $1.5. Prices",
        rf"\w\.(?:\d+|[a-z]{{2,}})\.{_CLOSES}",
        _CAPITAL,
    ),
    Rule(
        "an address ends in a plain full stop, however long it is: at https://example.org/dl. Ask",
        rf"(?:\A\S{{50,}}|://\S*|\w\.\w\S*/\S*)[^\s.]{{2}}\.{_CLOSES}",
        _CAPITAL,
    ),
    Rule(
        "a Roman numeral closes a name: World War II. Germany lost",
        r"\w\s+(?:[IVX]{2,}|V|X)\.",
        _CAPITAL,
    ),
    Rule(
        "English words that the library takes for foreign abbreviations: modern art. Bloomberg",
        r"\b(?:art|cap|tab|Sun|So|Do)\.",
        rf"{_CAPITAL}\w",
    ),
    Rule(
        "a long number may begin a sentence: nobody was ready. 2020 was hard",
        rf"(?:\b(?!(?:approx|circa|resp|incl|excl|prof|univ)\.)[a-z]{{4,}}|\d)\.{_CLOSES}",
        r"\d{3,}\s",
    ),
    Rule(
        "a name may begin in lower case: it is done. iPhone sales rose",
        rf"\b(?!(?:approx|resp|incl|excl)\.)[a-z]{{3,}}[.!?]{_CLOSES}",
        rf"{_OPENS}[a-z]{{1,3}}[A-Z]",
    ),
    Rule(
        "the ellipsis character at the end of a word ends like three dots do",
        rf"\w…{_CLOSES}",
        _CAPITAL,
    ),
    Rule(
        "several closing marks after the stop, and guillemets: he said, ‘Go.’” She left",
        r"[.!?…](?:[”’\"'»)\]]{2,4}|»)",
        _CAPITAL,
    ),
    Rule(
        "a bracket that closes after a full stop closes the sentence: (as he said.) They left",
        r"\b(?!(?:approx|resp|incl|excl|etc)\.)[a-z]{3,}\.[)\]]",
        _CAPITAL,
    ),
    Rule(
        "the mark of a footnote belongs to the sentence before it: it is done.[1] They left",
        rf"[.!?…]{_CLOSES}(?:\[\w{{1,3}}\]|[¹²³⁰⁴-⁹]){{1,9}}",
        _CAPITAL,
    ),
)
"""Where the library does not cut and must."""


def mended(text: str, starts: Collection[int]) -> list[int]:
    """Mend the library's cuts.

    Args:
        text: One block, without white space at its start.
        starts: Where the library's sentences start, in characters, 0 among them.

    Returns:
        Where the sentences start, ascending; 0 is the first.
    """
    candidates = {*starts, *(found.end() for found in _AFTER_STOP.finditer(text))}
    return [at for at in sorted(candidates) if at == 0 or _parts(text, at, at in starts)]


def _parts(text: str, at: int, proposed: bool) -> bool:
    """Tell whether a sentence starts at `at`, where the library `proposed` one or did not."""
    left, right = text[max(0, at - WINDOW) : at].rstrip(), text[at : at + WINDOW]
    if proposed and text[at] in "([{" and text[at - 1].isalnum() | (text[at - 1] in ")]}"):
        return False  # what a bracket is joined to goes on in it
    if proposed:
        return not any(rule.holds(left, right) for rule in JOINS)
    return any(rule.holds(left, right) for rule in CUTS)
