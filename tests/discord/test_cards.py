"""Cards keep to Discord's limits whatever they hold, and what is cut is within reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def response(*replies: Reply, question: str = "what") -> Response:
    parts = tuple(Part(question, reply, 0.9, (), Evidence()) for reply in replies)
    return Response(question, parts, "f00dfeed0000")


def drawn(
    one: Response, by_id: Mapping[str, Entry] | None = None, question: str = "what", **audience: Any
) -> list[Any]:
    one = replace(one, by_id=by_id or {})
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


def test_each_kind_of_reply_has_its_card() -> None:
    """Every kind is drawn, each within the limits."""
    story = article("One.", "Two.")
    first = entry("first", [story.cite(1)])
    replies: list[Reply] = [
        Answer(first),
        Closest(first, (entry("second", [story.cite(2)]),)),
        Closest(first),
        Passage((story.cite(2),)),
        DidYouMean((first,)),
        NotCovered((first,)),
        NotCovered((first,), near_miss=True),
        NotCovered(),
        SmallTalk("hello", (first,)),
    ]
    for reply in replies:
        components = drawn(response(reply))
        assert excesses(components) == ()
        assert text_of(components).strip()


def test_a_citation_links_to_its_sentence() -> None:
    """Where the article has an address, each citation leads to its very sentence."""
    story = article("One two.", "Three four.", url="https://example.org/story")
    shown = text_of(drawn(response(Answer(entry("e", [story.cite(2)])))))
    link = "[read it there](<https://example.org/story#:~:text=Three%20four>)"
    assert shown.endswith(f"-# \\[1\\] Sentence 2 · Title · 2024 · {link}")


@pytest.mark.parametrize("kind", [Answer, Closest])
def test_a_text_of_any_length_is_shown_whole_over_pages(kind: type[Answer | Closest]) -> None:
    """Page by page the whole answer and all quotes are shown, cut at sentences."""
    story = article(*(f"{number} {LONG.strip()}" for number in range(60)))
    long = entry("long", [story.cite(n) for n in range(1, 50)], LONG * 90)
    components = drawn(response(kind(long)))
    assert excesses(components) == ()
    shown, press = text_of(components), more(components)
    pages = 0
    while press is not None:
        pages += 1
        assert press.reference.startswith(CLOSEST_MARK) == (kind is Closest)
        rest = parts_of(rest_card(kind(long), press))
        assert excesses(rest) == ()
        shown += "\n" + text_of(rest)
        press = more(rest)
    assert pages > 2
    plain = unescape(shown)
    assert plain.count(LONG.strip()) == 90 + 49
    assert all(f"[{number}] Sentence {number}" in plain for number in range(1, 50))


def more(components: list[Any]) -> ButtonState | None:
    found = [part for part in walk(components) if part.get("label") == "More"]
    return ButtonState.read(found[0]["custom_id"]) if found else None


@pytest.mark.parametrize("lead", range(0, 120, 7))
def test_no_page_ends_within_a_link(lead: int) -> None:
    """Page by page every link of a long answer is shown whole, however long it is."""
    address = "https://example.org/" + "a" * 210
    answer = "x" * lead + "".join(f" word [to *the* form {n}]({address})," for n in range(20))
    shown, place, rounds = "", PageStart(), 0
    while rounds < 200:
        one = page([text_block(answer)], 400, place)
        assert len(one.text) <= 400
        shown, rounds = shown + one.text, rounds + 1
        if one.next_start is None:
            break
        place = one.next_start
    assert shown.count(f"](<{address}>)") == 20


def test_a_sentence_longer_than_a_card_is_shown_over_pages() -> None:
    """A single enormous sentence is cut at words and comes to an end."""
    story = article("word " * 3_000 + "end.")
    long = entry("long", [story.cite(1)])
    components, rounds = drawn(response(Answer(long))), 0
    while (press := more(components)) and rounds < 30:
        components, rounds = parts_of(rest_card(Answer(long), press)), rounds + 1
        assert excesses(components) == ()
    assert 3 <= rounds < 30
    assert "end." in text_of(components)


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
    parts = [
        Part(question, reply, 0.9, (), Evidence())
        for question, reply in (("who owns it", Answer(cited)), ("how tall is it", NotCovered()))
    ]
    text = text_of(drawn(Response("", tuple(parts), "f00dfeed0000")))
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
    press = ButtonState("ctx", ASKER, "f00d", "", "e")
    components = parts_of(context_card(cited, press))
    assert f"**{story.cite(150).quote}" in text_of(components).replace("\\", "")
    rounds = 0
    while "Later" in labels(components) and rounds < 50:
        assert excesses(components) == ()
        found = next(part for part in walk(components) if part.get("label") == "Later")
        press = ButtonState.read(found["custom_id"]) or press
        components, rounds = parts_of(context_card(cited, press)), rounds + 1
    assert 0 < rounds < 50
    assert "Number 199" in text_of(components).replace("\\", "")


@pytest.mark.parametrize("length", [300, 1_600, 3_000, 3_858, 9_000])
@pytest.mark.parametrize("before", [0, 1, 8, 40])
@pytest.mark.parametrize("letter", ["w", "*"])
def test_the_context_opens_on_the_page_with_the_sentence(
    length: int, before: int, letter: str
) -> None:
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
        NotCovered(entries),
        SmallTalk("help", entries),
    ]
    return draw(st.sampled_from(kinds))


@settings(max_examples=2 * settings().max_examples)
@given(
    st.lists(replies(), min_size=1, max_size=6),
    st.text(max_size=1_000),
    st.booleans(),
    st.booleans(),
)
def test_no_card_exceeds_the_limits(
    several: list[Reply], question: str, private: bool, may_send: bool
) -> None:
    """Whatever the FAQ and the question hold, the card is one that Discord takes."""
    by_id = {one.entry.id: one.entry for one in several if isinstance(one, Answer | Closest)}
    components = drawn(
        response(*several), by_id, question or "?", private=private, may_send=may_send
    )
    assert excesses(components) == ()
    for part in walk(components):
        assert "custom_id" not in part or ButtonState.read(part["custom_id"]) is not None


@given(st.text(min_size=1, max_size=300), st.integers(1, 120))
def test_cutting_loses_no_word(text: str, server: int) -> None:
    """The two parts hold all of the text but blanks at the cut, and the first fits."""
    head, tail = cut(text, server)
    assert len(head) <= server
    assert (head + tail).replace(" ", "") == text.replace(" ", "") or (
        "".join((head + tail).split()) == "".join(text.split())
    )


def test_cutting_ends_at_a_sentence() -> None:
    """Of the ends within the room a sentence's is preferred to a word's."""
    assert cut("One two. Three four five. Six", 20) == ("One two.", "Three four five. Six")
    assert cut("One two three four", 10) == ("One two", "three four")
    assert cut("Onetwothree", 5) == ("Onetw", "othree")
    assert shortened("One two three", 9) == "One two…"


@given(st.text(alphabet="ab \n", max_size=90), st.integers(10, 60))
def test_a_list_is_cut_between_its_lines(text: str, server: int) -> None:
    """A list that does not fit keeps whole lines and says that there is more."""
    shown = whole_lines(text, server, "more")
    assert len(shown) <= server
    if shown != text:
        *kept, last = shown.split("\n")
        assert last == "more"
        assert kept == text.split("\n")[: len(kept)] or len(kept) == 1


@given(st.lists(WORDS, min_size=1, max_size=6), st.integers(400, 900))
def test_pages_come_to_an_end(texts: list[str], server: int) -> None:
    """Whatever the blocks, each page shows something and the last one is reached."""
    blocks, place, rounds = [text_block(text) for text in texts], PageStart(), 0
    while True:
        shown = page(blocks, server, place)
        assert len(shown.text) <= server
        if shown.next_start is None:
            break
        assert (shown.next_start.block, shown.next_start.offset) > (place.block, place.offset)
        place, rounds = shown.next_start, rounds + 1


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
    assert resolve(press.reference, knowledge) is one
    assert resolve(reference_of(one, 15), knowledge) is one
    assert resolve(CLOSEST_MARK + reference_of(one), knowledge) is one


def test_a_button_finds_its_passage() -> None:
    """The sentences of a passage are named by article and number."""
    story = article("One.", "Two.", "Three.")
    knowledge = Knowledge.build([Faq("f.yaml", story, (entry("e", [story.cite(1)]),))], "f00d")
    cited = (story.cite(2), story.cite(3))
    assert resolve(reference_of(cited), knowledge) == cited
    assert resolve("@00000000.1", knowledge) is None
    assert resolve(reference_of(cited) + ".99", knowledge) is None


def test_a_passage_of_a_changed_article_is_outdated() -> None:
    """Once the article is changed, its sentences have other numbers: the button leads nowhere."""
    old, new = article("One.", "Two."), article("Nought.", "One.", "Two.")
    knowledge = Knowledge.build([Faq("f.yaml", new, (entry("e", [new.cite(1)]),))], "f00d")
    assert old.name == new.name
    assert resolve(reference_of((old.cite(2),)), knowledge) is None


@pytest.mark.parametrize("custom_id", ["", "x", "f0:ctx:1:a:b:c", "f1:fly:1:a:b:c", "f1:ctx:-:::"])
def test_a_strange_custom_id_is_none_of_ours(custom_id: str) -> None:
    """What another version wrote is told apart."""
    assert ButtonState.read(custom_id) is None


def test_a_view_is_forgotten_once_sent() -> None:
    """No card stays in discord.py's memory: its buttons need none."""
    view = card(response(NotCovered()), Audience(ASKER, "what"))
    assert isinstance(view, ui.LayoutView)
    assert view.timeout is None


def test_the_text_of_a_card_is_counted() -> None:
    """The limits' own count finds what discord.py lets through."""
    big = [{"type": 10, "content": "x" * (LAYOUT_TEXT + 1)}, {"type": 10, "content": " "}]
    twice = [{"type": 1, "components": [{"type": 2, "custom_id": "a", "label": "l" * 81}] * 6}]
    said = " ".join(excesses([*big, *twice]))
    for expected in ("4002", "empty", "twice", "row of 6", "label of 81"):
        assert expected in said
    assert blocks_of(NotCovered())


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
