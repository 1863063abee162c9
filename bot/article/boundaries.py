"""Where sentences end that the library splits wrongly: mended cuts, attributions joined.

An attribution is what only says whose the quotation before it is, such as “Bloomberg wrote.” Alone
it answers nothing, and the quotation without it lacks its speaker; so it belongs to that.
The patterns are narrow on purpose: a sentence that says anything of its own stays one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from bot.article.span import Span

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


LONGEST = 160
"""An attribution is short, in characters; what is longer tells something of its own."""

_QUOTATION_ENDS = re.compile(r"[.!?…,][”’\"'»]{1,3}\Z")

_TELLING = re.compile(
    r"\b(?:what|that|which|who|how|why|if|as|is|are|was|were|be|has|have|had|did|does|do|would|will"
    r"|could|can|may|might|should|not|no|never|nobody|nothing|none|and|but|or)\b",
    re.IGNORECASE,
)
"""Words by which a subject turns out to be a clause: “That is what he said.”"""

_VERB = (
    r"(?:sa(?:id|ys)|wr(?:ote|ites)|report(?:ed|s)|add(?:ed|s)|ask(?:ed|s)|repl(?:ied|ies)"
    r"|not(?:ed|es)|explain(?:ed|s)|stat(?:ed|es)|announc(?:ed|es)|claim(?:ed|s)|warn(?:ed|s)"
    r"|argu(?:ed|es)|comment(?:ed|s)|conclud(?:ed|es)|insist(?:ed|s)|tweet(?:ed|s)|post(?:ed|s))"
)
_NAME = r"[A-Z][\w&’'-]*"
_WORD = r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|[A-Z])\.|[\w&’'-]+)"
_LISTENER = (
    r"(?:(?:reporters|journalists|investors|analysts|employees|staff|users|members|customers)"
    rf"|(?:[Tt]he\s+)?{_NAME}(?:\s+{_NAME}){{0,3}})"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_WHEN_OR_WHERE = (
    rf"\s+(?:(?:on|late|early|last)\s+{_DAY}|{_DAY}|yesterday|today|later|afterwards|at\s+the\s+time"
    rf"|to\s+{_LISTENER}"
    r"|in\s+(?:a|an|the|its|his|her|their)\s+(?:\w+\s+){0,2}"
    r"(?:statement|interview|post|tweet|email|report|letter|memo|note|press\s+release))"
)
_ATTRIBUTION = (
    rf"(?P<subject>{_WORD}(?:\s+{_WORD}){{0,6}}?)\s+(?:{_VERB}|(?:told|tells)\s+{_LISTENER})"
    rf"(?:{_WHEN_OR_WHERE}){{0,2}}\."
    rf"|(?:Said|Says|Wrote|Writes)\s+(?:[Tt]he\s+)?{_WORD}(?:\s+{_NAME}){{0,3}}\."
)


def attached(text: str, spans: Iterable[Span]) -> list[Span]:
    """Join each attribution that stands alone after a quotation to the sentence before it.

    Args:
        text: The text of the spans.
        spans: Sentences in order, all of one paragraph.

    Returns:
        The sentences in order; a joined one reaches to the end of its attribution.
    """
    kept: list[Span] = []
    for span in spans:
        if kept and _ends_quotation(text, kept[-1]) and _is_attribution(text, span):
            kept[-1] = Span(kept[-1].start, span.end)
        else:
            kept.append(span)
    return kept


def _ends_quotation(text: str, span: Span) -> bool:
    return bool(_QUOTATION_ENDS.search(text[max(span.start, span.end - 4) : span.end]))


def _is_attribution(text: str, span: Span) -> bool:
    if span.end - span.start > LONGEST:
        return False
    found = re.fullmatch(_ATTRIBUTION, span.of(text))  # compiled at the first use, not at import
    return found is not None and not _TELLING.search(found["subject"] or "")
