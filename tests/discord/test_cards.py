"""Cards keep to Discord's limits whatever they hold, and what is cut is within reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from discord import ui
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.entry import Entry, Faq
from bot.answering.knowledge import Knowledge
from bot.answering.reply import (
    Answer,
    Closest,
    DidYouMean,
    Evidence,
    NotCovered,
    Part,
    Passage,
    Reply,
    Response,
    SmallTalk,
)
from bot.article.article import Article, Citation
from bot.discord.buttons import CLOSEST as CLOSEST_MARK
from bot.discord.buttons import ButtonState, reference_of, resolve
from bot.discord.card_check import excesses, walk
from bot.discord.cards import PARTS, Audience, blocks_of, card
from bot.discord.reading_on import context_card, rest_card
from bot.discord.text import (
    LAYOUT_TEXT,
    PageStart,
    coded,
    cut,
    page,
    quoted,
    shortened,
    text_block,
    unescape,
    whole_lines,
)

ASKER = 123456789012345678


def article(*sentences: str, title: str = "Title", url: str | None = None) -> Article:
    return Article.of("article.txt", " ".join(sentences), title=title, url=url, published="2024")


def entry(name: str, cited: Sequence[Citation], answer: str | None = None, **more: Any) -> Entry:
    return Entry(name, (more.pop("question", f"What about {name}?"),), answer, tuple(cited), **more)


def response(*replies: Reply) -> Response:
    parts = tuple(Part("what", reply, 0.9, (), Evidence()) for reply in replies)
    return Response("what", parts, "f00dfeed0000")


def drawn(one: Response, question: str = "what", **audience: Any) -> list[Any]:
    return parts_of(card(one, Audience(ASKER, question, **audience)))


def text_of(components: list[Any]) -> str:
    return "\n".join(part["content"] for part in walk(components) if "content" in part)


def parts_of(view: ui.LayoutView) -> list[Any]:
    """What is sent of a view."""
    # discord.py leaves it untyped.
    components: list[Any] = view.to_components()  # type: ignore[no-untyped-call]
    return components


def labels(components: list[Any]) -> list[str]:
    return [part.get("label") or "" for part in walk(components) if part["type"] == 2]


LONG = "This sentence is one of many that say nothing much at all, but say it at length. "


def test_a_citation_links_to_its_sentence() -> None:
    """Where the article has an address, each citation leads to its very sentence."""
    story = article("One two.", "Three four.", url="https://example.org/story")
    shown = text_of(drawn(response(Answer(entry("e", [story.cite(2)])))))
    link = "[read it there](<https://example.org/story#:~:text=Three%20four>)"
    assert shown.endswith(f"-# \\[1\\] Sentence 2 · Title · 2024 · {link}")


def read_on(
    first: list[Any], button: str, turn: Callable[[ButtonState], ui.LayoutView]
) -> list[list[Any]]:
    """All pages from a card on, as a button leads to the next; each within the limits."""
    pages = [first]
    while button in labels(pages[-1]) and len(pages) < 50:
        (found,) = (part for part in walk(pages[-1]) if part.get("label") == button)
        press = ButtonState.read(found["custom_id"])
        assert press is not None
        pages.append(parts_of(turn(press)))
    assert button not in labels(pages[-1])
    assert [excesses(page) for page in pages] == [()] * len(pages)
    return pages


@pytest.mark.parametrize("kind", [Answer, Closest])
def test_a_text_of_any_length_is_shown_whole_over_pages(kind: type[Answer | Closest]) -> None:
    """Page by page the whole answer and all quotes are shown, cut at sentences."""
    story = article(*(f"{number} {LONG.strip()}" for number in range(60)))
    long = kind(entry("long", [story.cite(n) for n in range(1, 50)], LONG * 90))

    def turn(press: ButtonState) -> ui.LayoutView:
        assert press.reference.startswith(CLOSEST_MARK) == (kind is Closest)
        return rest_card(long, press)

    pages = read_on(drawn(response(long)), "More", turn)
    assert len(pages) > 3
    plain = unescape("\n".join(map(text_of, pages)))
    assert plain.count(LONG.strip()) == 90 + 49
    assert all(f"[{number}] Sentence {number}" in plain for number in range(1, 50))


def pages_of(texts: list[str], room: int) -> Iterator[str]:
    """The pages of some texts, each a step on, until the last one."""
    blocks, place = [text_block(text) for text in texts], PageStart()
    while True:
        shown = page(blocks, room, place)
        assert len(shown.text) <= room
        yield shown.text
        if shown.next_start is None:
            return
        assert (shown.next_start.block, shown.next_start.offset) > (place.block, place.offset)
        place = shown.next_start


@pytest.mark.parametrize("lead", range(0, 120, 7))
def test_no_page_ends_within_a_link(lead: int) -> None:
    """Page by page every link of a long answer is shown whole, however long it is."""
    address = "https://example.org/" + "a" * 210
    answer = "x" * lead + "".join(f" word [to *the* form {n}]({address})," for n in range(20))
    shown = "".join(pages_of([answer], 400))
    assert shown.count(f"](<{address}>)") == 20


def test_a_sentence_longer_than_a_card_is_shown_over_pages() -> None:
    """A single enormous sentence is cut at words and comes to an end."""
    story = article("word " * 3_000 + "end.")
    long = Answer(entry("long", [story.cite(1)]))
    pages = read_on(drawn(response(long)), "More", lambda press: rest_card(long, press))
    assert len(pages) > 3
    assert "end." in text_of(pages[-1])


def test_long_titles_and_addresses_do_not_break_a_card() -> None:
    """A title and an address at their longest leave room for the quotes."""
    story = article(LONG, title="*" * 900, url="https://example.org/" + "a" * 480)
    replies = [Answer(entry(f"e{n}", [story.cite(1)] * 3)) for n in range(6)]
    components = drawn(response(*replies))
    assert excesses(components) == ()
    assert f"up to {PARTS} questions" in text_of(components)


def test_a_question_without_an_answer_stands_on_the_card_beside_those_with_one() -> None:
    """Each under its own words, so that a member sees which of them has no answer."""
    cited = entry("owner", [article(LONG).cite(1)], question="Who owns it?")
    first, second = response(Answer(cited), NotCovered()).parts
    parts = (first, replace(second, question="how tall is it"))
    text = text_of(drawn(Response("", parts, "f00dfeed0000")))
    assert text.index("### Who owns it?") < text.index("### how tall is it")
    assert "questions at once" not in text


def test_questions_for_which_there_is_no_room_are_named() -> None:
    """Those that were not looked at, and those beyond the most on a card; long ones are cut."""
    several = replace(response(*[NotCovered()] * (PARTS + 1)), left=("who *owns* it", "x" * 2_000))
    components = drawn(several)
    assert excesses(components) == ()
    assert "own: who \\*owns\\* it · x" in text_of(components)


def test_a_context_of_any_length_can_be_read_from_end_to_end() -> None:
    """The paragraph is turned page by page, the marked sentence on the first page."""
    story = article(*(f"Number {number}: {LONG.strip()}" for number in range(200)))
    cited = (story.cite(150),)
    first = parts_of(context_card(cited, ButtonState("ctx", ASKER, "f00d", "", "e")))
    pages = read_on(first, "Later", lambda press: context_card(cited, press))
    assert f"**{cited[0].quote}" in unescape(text_of(first))
    assert len(pages) > 1
    assert "Number 199" in unescape(text_of(pages[-1]))


@pytest.mark.parametrize("length", [300, 1_600, 3_000, 3_858, 9_000])
@pytest.mark.parametrize("before", [0, 1, 8, 40])
@pytest.mark.parametrize("letter", ["w", "*"])
def test_the_context_opens_at_the_sentence(length: int, before: int, letter: str) -> None:
    """However long the cited sentence, the first page shows it, from its beginning."""
    cited = "Marked " + f"{letter * 9} " * (length // 10) + "end."
    story = article(*[LONG.strip()] * before, cited, *[LONG.strip()] * 9)
    assert story.cite(before + 1).quote == cited
    components = parts_of(context_card((story.cite(before + 1),), ButtonState("ctx")))
    assert excesses(components) == ()
    shown = text_of(components).replace("\\", "")
    assert "**Marked" in shown
    assert cited in shown or length > 1_600


def test_paragraphs_that_fit_are_shown_together() -> None:
    """The paragraphs of all citations are shown at once where there is room."""
    story = Article.of("a.txt", "One is here. One more.\n\nTwo is there. Two more.")
    components = parts_of(context_card((story.cite(1), story.cite(4)), ButtonState("ctx")))
    assert "> **One is here.** One more." in text_of(components)
    assert "> Two is there. **Two more.**" in text_of(components)


WORDS = st.text(alphabet="ab *_<>@#[]().!?\n“”1-`", min_size=1, max_size=400)


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    story = article(*(draw(WORDS) for _ in range(3)), "End.", title=draw(WORDS))
    cited = [story.cite(n) for n in range(1, len(story.sentences) + 1)]
    entries = tuple(
        entry(draw(WORDS), cited, draw(st.none() | WORDS), question=draw(WORDS))
        for _ in range(draw(st.integers(1, 5)))
    )
    kinds: list[Reply] = [
        Answer(entries[0]),
        Closest(entries[0], entries[1:3]),
        Passage(tuple(cited)),
        DidYouMean(entries),
        NotCovered(draw(st.sampled_from([(), entries])), near_miss=draw(st.booleans())),
        SmallTalk("help", entries),
    ]
    return draw(st.sampled_from(kinds))


@settings(max_examples=2 * settings().max_examples)
@given(st.lists(replies(), min_size=1, max_size=6), st.text(max_size=1_000), *[st.booleans()] * 2)
def test_no_card_exceeds_the_limits(
    several: list[Reply], question: str, private: bool, may_send: bool
) -> None:
    """Whatever the kinds, the FAQ and the question, it says something and Discord takes it."""
    by_id = {one.entry.id: one.entry for one in several if isinstance(one, Answer | Closest)}
    asked = replace(response(*several), by_id=by_id)
    components = drawn(asked, question or "?", private=private, may_send=may_send)
    assert excesses(components) == ()
    assert text_of(components).strip()
    for part in walk(components):
        assert "custom_id" not in part or ButtonState.read(part["custom_id"]) is not None


@given(st.text(min_size=1, max_size=300), st.integers(1, 120))
def test_cutting_loses_no_word(text: str, room: int) -> None:
    """The two parts hold all of the text but blanks at the cut, and the first fits."""
    head, tail = cut(text, room)
    assert len(head) <= room
    assert "".join((head + tail).split()) == "".join(text.split())


def test_cutting_ends_at_a_sentence() -> None:
    """Of the ends within the room a sentence's is preferred to a word's."""
    assert cut("One two. Three four five. Six", 20) == ("One two.", "Three four five. Six")
    assert cut("One two three four", 10) == ("One two", "three four")
    assert cut("Onetwothree", 5) == ("Onetw", "othree")
    assert shortened("One two three", 9) == "One two…"


@given(st.text(alphabet="ab \n", min_size=20, max_size=90), st.integers(10, 40))
def test_a_list_is_cut_between_its_lines(text: str, room: int) -> None:
    """A list that does not fit keeps whole lines and says that there is more."""
    shown = whole_lines(text, room, "more")
    assert len(shown) <= room
    if shown != text:
        *kept, last = shown.split("\n")
        assert last == "more"
        assert kept == text.split("\n")[: len(kept)] or len(kept) == 1


@given(st.lists(WORDS, min_size=1, max_size=6), st.integers(400, 900))
def test_pages_come_to_an_end(texts: list[str], room: int) -> None:
    """Whatever the blocks, each page shows something and the last one is reached."""
    assert all(pages_of(texts, room))


@pytest.mark.parametrize(
    "name", ["why", "a" * 41, "ümlaut", "with:colon", "with+plus", "a.b-c_d", "@at", "#hash"]
)
def test_a_button_finds_its_entry_whatever_its_name(name: str) -> None:
    """An id that is long or unusual becomes a digest that leads back to the entry."""
    story = article("One.", "Two.")
    one, other = entry(name, [story.cite(1)]), entry("other", [story.cite(2)])
    knowledge = Knowledge.build([Faq("f.yaml", story, (one, other))], "f00d")
    press = ButtonState("ctx", (1 << 63) + 5, "f00dfeed", "12.345678", reference_of(one))
    assert len(str(press)) <= 100
    assert ButtonState.read(str(press)) == press
    for reference in (press.reference, reference_of(one, 15), CLOSEST_MARK + reference_of(one)):
        assert resolve(reference, knowledge) is one


def test_a_button_finds_its_passage_while_the_article_is_the_same() -> None:
    """The sentences of a passage are named by article and number, which a change makes void."""
    story, former = article("One.", "Two.", "Three."), article("Two.", "Three.")
    knowledge = Knowledge.build([Faq("f.yaml", story, (entry("e", [story.cite(1)]),))], "f00d")
    cited = (story.cite(2), story.cite(3))
    assert resolve(reference_of(cited), knowledge) == cited
    assert former.name == story.name
    for void in ("@00000000.1", reference_of(cited) + ".99", reference_of((former.cite(2),))):
        assert resolve(void, knowledge) is None


@pytest.mark.parametrize("custom_id", ["", "x", "f0:ctx:1:a:b:c", "f1:fly:1:a:b:c", "f1:ctx:-:::"])
def test_a_strange_custom_id_is_none_of_ours(custom_id: str) -> None:
    """What another version wrote is told apart."""
    assert ButtonState.read(custom_id) is None


def test_a_view_is_forgotten_once_sent() -> None:
    """No card stays in discord.py's memory: its buttons need none."""
    assert card(response(NotCovered()), Audience(ASKER, "what")).timeout is None


def test_the_text_of_a_card_is_counted() -> None:
    """The limits' own count finds what discord.py lets through."""
    big = [{"type": 10, "content": "x" * (LAYOUT_TEXT + 1)}, {"type": 10, "content": " "}]
    twice = [{"type": 1, "components": [{"type": 2, "custom_id": "a", "label": "l" * 81}] * 6}]
    said = " ".join(excesses([*big, *twice]))
    for expected in ("4002", "empty", "twice", "row of 6", "label of 81"):
        assert expected in said


def test_a_quote_is_shown_as_what_it_is() -> None:
    """An item stands under what introduces it, once for several; code is code; words are links."""
    text = "Read the rules:\n- be [kind]\n- be *brief*\n\n```\nx = `1`\n\n- y\n```\n"
    links = {"the rules": "https://example.org/r", "brief": "https://example.org/(b)"}
    source = Article.of("article.txt", text, title="Title", links=links)
    cited = [source.cite(number) for number in (2, 3, 4)]
    blocks = blocks_of(Passage(tuple(cited)))[-4:]
    assert [one.whole(one.text) for one in blocks] == [
        "> Read [the rules](<https://example.org/r>)\\:",
        "> be \\[kind\\]\n-# \\[1\\] Sentence 2 · Title",
        "> be \\*[brief](<https://example.org/%28b%29>)\\*\n-# \\[2\\] Sentence 3 · Title",
        "> ```\n> x = `1`\n> \n> - y\n> ```\n-# \\[3\\] Sentence 4 · Title",
    ]
    assert coded("a ``` b") == quoted("a ``` b")
    context = text_of(parts_of(context_card(cited[:1], ButtonState("ctx"))))
    assert "Read the rules" in context
    assert "brief" in context
