"""The report: one file that needs no other, true to FAQ and ledger, readable by everyone."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise, product
from pathlib import Path

import pytest

from bot.app import open_answerer
from bot.article.visible import first_unseen
from bot.editing.collisions import nearest_pairs
from bot.editing.report import MAX_DAYS, LedgerRecords, Report, days_of, heat, html_of, report_of
from bot.ledger.records import Click, Count, Tally
from tests.conftest import ARTICLE, FAQ, Folder, Footnote, load
from tests.editing.conftest import DAY, Members


class Reader(HTMLParser):
    """Reads a page as a browser would: elements, links, anchors, and whether all are closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "br", "line", "rect"):
            self.open.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        for name, value in attrs:
            if name in ("href", "src"):
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("line", "rect"):
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


COUNTS = tuple(
    Count(Tally(DAY - timedelta(days=days), kind, entry), times)
    for days, kind, entry, times in [
        (0, "answer", "how-hot", 9),
        (1, "answer", "who-built", 1),
        (1, "not_covered", "", 2),
        (2, "small_talk", "", 50),
        (2, "did_you_mean", "", 3),
        (2, "closest", "who-built", 4),
    ]
)
"""Three days: the kiln's heat asked often, its builder once, one question in vain."""

ASKED = LedgerRecords(counts=COUNTS)


def made(knowledge: Path, records: LedgerRecords = LedgerRecords()) -> Report:  # noqa: B008 - frozen
    return report_of(open_answerer(knowledge), records, DAY)


def test_sentences_are_coloured_by_what_is_cited_and_asked(faq: Path) -> None:
    """A sentence knows the entries that cite it and how often they answered."""
    page = made(faq, ASKED)
    hot, built, fire, glaze, _ = page.articles[0].sentences
    assert (hot.entries, hot.asked, hot.heat, hot.weight) == (("how-hot",), 9, 5, 1)
    assert (built.entries, built.asked, built.weight) == (("who-built", "how-often"), 1, 2)
    assert (fire.entries, fire.asked, fire.heat) == (("how-often",), 0, 0)
    assert (glaze.entries, glaze.weight) == ((), 0)
    assert [shown.entry.id for shown in page.by_asked] == ["how-hot", "who-built", "how-often"]


def test_every_count_gets_a_colour() -> None:
    """Something asked once is never shown as never asked, and more is never paler."""
    assert heat(0, 9) == 0
    assert heat(1, 1_000_000) == 1
    assert heat(9, 9) == 5
    levels = [heat(count, 500) for count in range(501)]
    assert levels == sorted(levels)


def test_days_follow_each_other() -> None:
    """Days without questions are shown too, small talk is not, and no bar leaves the chart.

    To be shown as the closest is to be asked, but not to be answered.
    """
    days = days_of(COUNTS, DAY + timedelta(days=1))
    assert [day.total for day in days.days] == [7, 3, 9, 0]
    assert (days.ceiling, days.total) == (10, 19)
    assert days.answered == pytest.approx(10 / 19)
    assert all(bar.y >= 0 and bar.y + bar.height <= 100.01 for bar in days.bars)
    long_ago = Count(Tally(DAY - timedelta(days=400), "answer", "how-hot"), 1)
    assert len(days_of([*COUNTS, long_ago], DAY).days) == MAX_DAYS
    assert not days_of([], DAY).days


def test_the_page_is_whole(faq: Path, members: Members) -> None:
    """Every element is closed, every anchor exists once, headings go down one at a time."""
    members.send("who paid", 2)
    members.ledger.add_opinion_once(Click(1, 7, "why", "down", DAY), "how-hot", "0" * 12)
    records = LedgerRecords(members.ledger.gaps(), members.ledger.opinions(), COUNTS)
    page = Reader(html_of(made(faq, records)))
    assert not page.open
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert page.headings[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(page.headings))
    for shown in ("who paid", "The glaze came from a workshop in Lisbon.", "called wrong once"):
        assert shown in page.text


def test_what_an_editor_should_look_at_stands_before_the_long_tables(faq: Path) -> None:
    """Gaps, collisions and near misses come first; entries that nobody asked are folded away."""
    html = html_of(made(faq, ASKED))
    sections = re.findall(r'<section id="(\w+)"', html)
    assert sections == ["gaps", "near", "missed", "days", "asked", "article", "entries"]
    assert re.findall(r'<li><a href="#(\w+)">', html) == sections
    assert "how much did the kiln cost" in Reader(html).text
    asked = html[html.index('id="asked"') : html.index('id="article"')]
    shown, folded = asked.split("<details><summary>1 never asked</summary>")
    assert ("#e-how-hot" in shown, "#e-how-often" in shown) == (True, False)
    assert "#e-how-often" in folded


def test_a_heading_is_no_gap(folder: Folder) -> None:
    """Nobody need cite a heading; items, rows and code that nobody cites are listed."""
    kinds = "# The kiln\n\n- Clay from the river\n\n| Year: 2019 |\n\n```\nlight it\n```\n\n"
    page = made(folder(kinds + ARTICLE))
    assert [one.number for one in page.sentences if one.uncited] == [2, 3, 4, 8, 9]
    assert [one.number for one in page.sentences if one.entries] == [5, 6, 7]
    html = html_of(page)
    assert ">of 8 sentences cited<" in html
    assert '<span class="s heading h0" id="s1-1">The kiln</span>' in html
    assert '<span class="s item h0 w0" id="s1-2">Clay from the river</span>' in html
    assert html.count('<span class="tag">no entry</span>') == 5


def test_an_article_of_two_faqs_is_shown_once(folder: Folder) -> None:
    """Two FAQs may derive from one article: it stands there once, with the entries of both."""
    other = "article: {file: ../seeds/kiln.txt}\nentries:\n- {id: yard, questions: [may i watch], "
    path = folder(kiln=FAQ, other=other + "cite: [Visitors may watch]}\n")
    page = made(path)
    (shown,) = page.articles
    assert [sentence.entries for sentence in shown.sentences][-1] == ("yard",)
    found = Reader(html_of(page))
    assert len(found.ids) == len(set(found.ids))


def test_the_page_needs_nothing_else(faq: Path) -> None:
    """No script, no style sheet, no image and no font from anywhere; only links can lead out."""
    html = html_of(made(faq))
    page = Reader(html)
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html
    assert all(link.startswith("#") for link in page.links)


def test_what_people_wrote_is_text(folder: Folder, members: Members) -> None:
    """Markup in an article, a FAQ or a question is shown as it was written, and does nothing."""
    evil = "<script>alert(1)</script>"
    path = folder(
        f"The {evil} kiln is hot. It is old.\n",
        kiln=f"article: {{file: ../seeds/kiln.txt, title: '{evil}'}}\nentries:\n"
        f"  - {{id: one, questions: ['what is {evil}'], answer: '{evil}', cite: [It is old]}}\n",
    )
    members.send(evil)
    html = html_of(made(path, LedgerRecords(members.ledger.gaps())))
    assert "<script" not in html
    assert Reader(html).text.count(evil) >= 5


def test_the_same_page_gives_the_same_bytes(faq: Path) -> None:
    """Nothing but the FAQ, the ledger and the day decides what the report holds."""
    assert html_of(made(faq, ASKED)) == html_of(made(faq, ASKED))


def test_near_pairs_come_nearest_first(faq: Path) -> None:
    """The list is sorted by lead, and never pairs entries that cite the same sentences."""
    near = nearest_pairs(load(faq))
    assert list(near) == sorted(near, key=lambda one: (one.lead, one.entry.id, one.text))
    assert all(one.entry.sources != one.rival.sources for one in near)


def test_report_writes_a_file(faq: Path, members: Members, footnote: Footnote) -> None:
    """`report` writes where it is asked to, or to standard output, with what the ledger holds."""
    members.ledger.add_counts({Tally(date(2026, 1, 2), "answer", "how-hot"): 4})
    written, shown = footnote("report", "-o", "r.html"), footnote("report", "-o", "-")
    assert "r.html" in written.out
    assert "asked 4 times" in (faq.parent / "r.html").read_text(encoding="utf-8")
    assert shown.out.startswith("<!doctype html>")


def luminance(colour: str) -> float:
    """The relative luminance of a colour like #fff or #1d1f23, as WCAG defines it."""
    digits = colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_on_every_ground(faq: Path, scheme: int) -> None:
    """Text has a contrast of 4.5 to 1 or more, on each level of colour, in light and dark."""
    blocks = re.findall(r":root \{(.*?)\}", html_of(made(faq)), re.DOTALL)
    colours = re.findall(r"--(\w[\w-]*): #([0-9a-f]{3,6})", blocks[scheme])
    colour = {name: luminance(value) for name, value in colours}
    pairs = [("ink", f"h{level}") for level in range(1, 6)]
    pairs += product(("ink", "soft", "link"), ("paper", "sheet"))
    pairs += [("warn", "warn-tint"), ("warn", "paper")]
    for text, ground in pairs:
        bright, dark = sorted((colour[text], colour[ground]), reverse=True)
        assert (bright + 0.05) / (dark + 0.05) >= 4.5, (text, ground)


def test_the_page_obeys_no_character_of_an_article(folder: Folder) -> None:
    """Escapes and overrides of an article are visible in the page, and in every other output."""
    text = ARTICLE.replace("Friday", "Fri\x1b]0;day\x07 \u202eyadirF")
    html = html_of(made(folder(text)))
    assert "Fri\ufffd]0;day\ufffd \ufffdyadirF" in html
    assert first_unseen(html) is None
