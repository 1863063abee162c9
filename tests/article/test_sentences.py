"""Sentences: the golden table, and the law that no text breaks."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import syntok.segmenter
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.article import boundaries, sentences
from bot.article.article import Article
from bot.article.sentences import Span, paragraphs, units

GOLDEN = yaml.safe_load(Path(__file__).with_name("golden_sentences.yaml").read_text("utf-8"))
ARTICLE = Path(__file__).parents[2] / "seeds" / "000_7aa580ffcc0b7f86.txt"

PIECES = [
    *("Mr. ", "U.S. ", "5 p.m. ", "No. ", "e.g. ", "He ", "She said. ", "Bloomberg wrote. "),
    *("word", "Word ", "iPhone", "don't", "a-b", "example.com", "2.0.1", "2020 "),
    *("1. ", "- ", "# ", "| ", "```", "X", "...", "…", "?!", "; ", "“", "”", "‘", "’", "'", '"'),
    *("«", "»", "(", ")", "[1]", "。", "😀", "𝒳", "\u0301"),
]
BREAKS = ["\n", "\n\n", "\r\n", "\r", "\u2028", "\x0b", "\x1c", "\x85", " ", "\xa0", "\u200b"]
ODD = ["\ufeff", "\0", "\x7f", "\u200d", "\u202e", "\uffff", "\U0010ffff"]
PROSE = st.lists(st.sampled_from([*PIECES, *BREAKS, *ODD]), max_size=40).map("".join)
ANY_CHARACTER = st.characters(exclude_categories=["Cs"])
ANYTHING = st.one_of(
    st.text(ANY_CHARACTER), PROSE, st.tuples(PROSE, st.text(ANY_CHARACTER)).map("".join)
)


def split(text: str) -> tuple[Span, ...]:
    """The spans of a text's units in order, whatever their kinds."""
    return tuple(span for _, span in units(text))


def slices(text: str) -> list[str]:
    return [span.of(text) for span in split(text)]


def assert_lawful(text: str, spans: tuple[Span, ...]) -> None:
    body = " " + text[1:] if text.startswith("\ufeff") else text
    at = 0
    for span in spans:
        assert at <= span.start < span.end <= len(text)
        assert only_marks(body[at : span.start])
        assert span.of(body) == span.of(body).strip()
        at = span.end
    assert only_marks(body[at:])


def only_marks(gap: str) -> bool:
    """Whether a stretch holds nothing but white space and the marks that tell kinds."""
    lines = (line for line in gap.splitlines() if not line.lstrip().startswith("```"))
    return not re.search(r"[^\s#*|:-]", "".join(lines))


@pytest.mark.parametrize("example", GOLDEN, ids=[example["id"] for example in GOLDEN])
def test_golden(example: dict[str, object]) -> None:
    """Each text of the golden table splits into its sentences."""
    assert slices(str(example["text"])) == example["sentences"]


def test_golden_ids_are_unique() -> None:
    """Each example of the golden table has an id of its own."""
    assert len({example["id"] for example in GOLDEN}) == len(GOLDEN)


@pytest.mark.parametrize("table", ["JOINS", "CUTS"])
def test_each_rule_earns_its_place(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any one of the rules some text of the golden table splits wrongly."""
    rules = getattr(boundaries, table)
    for rule in rules:
        monkeypatch.setattr(boundaries, table, [other for other in rules if other is not rule])
        faults = [each["id"] for each in GOLDEN if slices(each["text"]) != each["sentences"]]
        assert faults, f"No example needs the rule: {rule.reason}"


def test_shipped_article() -> None:
    """The shipped article has fourteen sentences; its lone attribution belongs to its quotation."""
    text = ARTICLE.read_bytes().decode("utf-8")
    found = slices(text)
    assert len(found) == 14
    assert found[1].endswith("“compliance with local law.”")
    assert found[2].startswith("“While we remain focused")
    assert found[3].startswith("We’re a global platform")
    assert found[8].endswith("coming down the pike.” Bloomberg wrote.")
    assert found[9].startswith("LinkedIn started its operations")
    assert found[13].endswith("competitors of LinkedIn in the country.")
    assert paragraphs(text, split(text)) == (0, 0, 1, 1, 2, 2, 2, 3, 4, 5, 5, 5, 6, 6)


@settings(max_examples=6 * settings().max_examples)
@given(ANYTHING)
@example("|0\xa0|")
def test_law(text: str) -> None:
    """Over any text, sentences ascend, never overlap, and leave only white space out."""
    assert_lawful(text, split(text))


@settings(max_examples=3 * settings().max_examples)
@given(text=ANYTHING, longest=st.sampled_from([1, 2, 7, 30]))
def test_law_holds_for_pieces(text: str, longest: int) -> None:
    """The law holds wherever a text is cut into pieces for the library."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sentences, "LONGEST", longest)
        assert_lawful(text, split(text))


@settings(max_examples=2 * settings().max_examples)
@given(ANYTHING)
def test_paragraphs_are_numbered_in_order(text: str) -> None:
    """Each sentence has a paragraph; numbers start at 0 and rise by at most one."""
    spans = split(text)
    numbers = paragraphs(text, spans)
    assert len(numbers) == len(spans)
    assert all(after - before in (0, 1) for before, after in pairwise((0, *numbers)))


def test_pieces_do_not_show() -> None:
    """A paragraph longer than a piece splits as it would in one go."""
    sentence = "Mr. Smith paid $1.5 million to the U.S. Treasury at 5 p.m. on Monday. "
    many = 3 * sentences.LONGEST // len(sentence)
    assert slices(sentence * many) == [sentence.rstrip()] * many


def test_line_ends_do_not_matter() -> None:
    """Sentences and paragraphs are the same with Unix, Windows and old Mac line ends."""
    text = "A heading\n\nIt is done. They left.\nGood.\n"
    for ends in ("\r\n", "\r"):
        other = text.replace("\n", ends)
        assert slices(other) == slices(text)
        assert paragraphs(other, split(other)) == paragraphs(text, split(text)) == (0, 1, 1, 2)


def test_paragraphs_of_wrapped_lines() -> None:
    """In a text of wrapped lines a paragraph ends at a blank line only."""
    wrapped = "It is said that the lines of this text were wrapped\nat some width. So they were.\n"
    text = f"{wrapped}Yes.\n\n{wrapped}"
    assert slices(text)[0].endswith("wrapped\nat some width.")
    assert paragraphs(text, split(text)) == (0, 0, 0, 1, 1)


def test_no_sentences_no_paragraphs() -> None:
    """A text without sentences has no paragraphs."""
    assert split("\ufeff \n") == ()
    assert paragraphs("\ufeff \n", ()) == ()


def test_a_span_gives_its_words() -> None:
    """A span gives its slice of the text, and loses the white space at its ends on request."""
    assert Span(2, 7).of("a 𝒳 is b") == "𝒳 is "
    assert Span(1, 7).trimmed("a 𝒳 is b") == Span(2, 6)
    assert Span(1, 2).trimmed("a b") == Span(2, 2)


PIECE = 5_000  # characters
HOSTILE = {
    "no stop": "word another ",
    "only stops": ".",
    "stops apart": ". ",
    "one word": "a",
    "one word of two cases": "aA",
    "open brackets": "(a ",
    "open quotations": "“a. ",
    "titles": "Dr. ",
    "dotted abbreviations": "U.S. ",
    "attributions": "“A b.” He said. ",
    "line breaks": "\n",
    "short lines": "a\n",
    "white space": "a" + " " * 4_999,
    "zero-width spaces": "a\u200b",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_work_is_in_proportion(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library gets pieces of bounded size, and no part of a text more than twice or so."""
    monkeypatch.setattr(sentences, "LONGEST", PIECE)
    sizes = []

    def analyze(piece: str) -> Any:
        sizes.append(len(piece))
        return real(piece)

    real = syntok.segmenter.analyze
    monkeypatch.setattr(syntok.segmenter, "analyze", analyze)
    text = unit * (5 * PIECE // 2 // len(unit))
    assert_lawful(text, split(text))
    assert max(sizes, default=0) <= PIECE
    assert sum(sizes) <= 2 * len(text)


@pytest.mark.stress
@pytest.mark.timeout(600)
@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_five_megabytes(unit: str) -> None:
    """Five million hostile characters are split lawfully and end before the test's time does."""
    text = unit * (5_000_000 // len(unit))
    assert_lawful(text, split(text))


KINDS = [
    ("# Hours\nWe open at ten. We close at six.", "heading Hours|sentence We open at ten.|"
     "sentence We close at six."),
    ("- red. It is warm.\n* blue\n  - sky\n12. Go. Wait.", "item red. It is warm.|item blue|"
     "item sky|item 12. Go. Wait."),
    ("| Day: Monday | Open: 10:00 |\n|---|:-:|\n| Day: Friday", "row Day: Monday | Open: 10:00|"
     "row Day: Friday"),
    ("```sh\n# no heading.\n\n- no item\n```\nEnd.", "code # no heading.\n\n- no item|"
     "sentence End."),
    ("````\n```\nx\n```\n````\n```\ny\n```", "code ```\nx\n```|code y"),
    ("```\nNo end. So it is prose.", "sentence ```|sentence No end.|sentence So it is prose."),
    ("```\n```\n- \n* * *\n#hash", "sentence -|sentence * * *|sentence #hash"),
    ("The kiln. - Mara", "sentence The kiln.|sentence - Mara"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), KINDS)
def test_marks_tell_the_kinds(text: str, wanted: str) -> None:
    """The marks of Markdown at the start of a line tell what the line is, and are not quoted."""
    found = [f"{kind} {span.of(text)}" for kind, span in units(text)]
    assert "|".join(found) == wanted


@settings(max_examples=2 * settings().max_examples)
@given(PROSE)
def test_what_introduces_a_unit_stands_before_it(text: str) -> None:
    """Each unit keeps its span and kind; its lead is an earlier unit; paragraphs ascend."""
    article = Article.of("a.txt", text)
    assert [(one.kind, Span(one.start, one.end)) for one in article.sentences] == list(units(text))
    for one in article.sentences:
        assert one.lead is None or 0 < one.lead < one.number
    numbers = [one.paragraph for one in article.sentences]
    assert all(after - before in (0, 1) for before, after in pairwise((0, *numbers)))


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("Users may not\n\n- feed the ducks\n- swim\n", ["", "Users may not", "Users may not"]),
        ("It is open.\n\n- feed the ducks\n", ["", ""]),
        ("## Not included\n\n- breakfast\n- parking\n", ["", "Not included", "Not included"]),
        ("# Fees\n\nSee below.\n\n- ten euros\n", ["", "", ""]),
        ("# Rules\n\nNever:\n\n- run\n", ["", "", "Never:"]),
        ("Never bring:\n\n- radios\n\n1. Before you swim, shower.\n", ["", "Never bring:", ""]),
        ("# Not yet\n\n- a pool\n  - with a slide\n", ["", "Not yet", "Not yet|a pool"]),
        ("# Install\n\n```\nkiln\n```\n\nThen wait.\n", ["", "Install", ""]),
    ],
)
def test_what_introduces_a_unit_is_shown_with_it(text: str, leads: list[str]) -> None:
    """A list under a line that breaks off, or under a heading, says without it the opposite."""
    article = Article.of("a.txt", text)
    assert ["|".join(article.cite(one.number).leads) for one in article.sentences] == leads
