"""What is proposed for an article: which questions of which sentences, and what of none."""

from __future__ import annotations

import pytest

from bot.article.article import Article
from bot.editing.first_faq import MAX_ENTRIES, FirstEntry, first_entries
from bot.editing.question_templates import Asks

SENTENCES = [
    # definitions
    ("The lantern moth is a night moth of the hills.", "What is the lantern moth?"),
    ("A red flag means that the beach is closed.", "What does a red flag mean?"),
    # times
    ("The museum was opened in 1923 by the mayor.", "When was the museum opened?"),
    ("The office stays shut until 12 March.", "Until when does the office stay shut?"),
    ("The warranty runs for two years from the purchase.", "How long does the warranty run?"),
    ("The members elect a treasurer every May.", "How often do the members elect a treasurer?"),
    ("The mailer replies within two days.", "How soon does the mailer reply?"),
    ("The pump stops when the tank is empty.", "When does the pump stop?"),
    # numbers and prices
    ("The tank holds 40 litres of water.", "How many litres of water does the tank hold?"),
    ("A spare filter costs 12 euros.", "How much does a spare filter cost?"),
    ("Six volunteers run the library.", "How many volunteers run the library?"),
    ("You must be at least 14 years old to enter.", "How old must I be to enter?"),
    # steps
    ("To reset the router, hold the key for ten seconds.", "How do I reset the router?"),
    ("If the lamp blinks, unplug the charger.", "What should I do if the lamp blinks?"),
    # rules
    ("You may bring a dog on a lead.", "Can I bring a dog on a lead?"),
    ("Visitors must not feed the geese.", "Can visitors feed the geese?"),
    ("Don't lean on the rail.", "Can I lean on the rail?"),
    ("Never open the lid under water.", "Can I open the lid under water?"),
    ("Smoking is not allowed on the deck.", "Is smoking allowed on the deck?"),
    ("No ticket is needed.", "Is any ticket needed?"),
    # reasons
    ("The bridge is closed because the piers are worn.", "Why is the bridge closed?"),
    ("Never wash the blades, because the steel rusts.", "Why should I not wash the blades?"),
    # persons, places, lists
    ("Ilse Marden founded the choir.", "Who founded the choir?"),
    ("The box contains a lamp, a cable and a bag.", "What does the box contain?"),
    ("Return postage is free.", "Is return postage free?"),
    # filler before it
    ("Please note that the pool is closed on Monday.", "When is the pool closed?"),
]


def proposed(text: str) -> list[FirstEntry]:
    """What is proposed for a text."""
    return first_entries(Article.of("a.txt", text))


@pytest.mark.parametrize(("sentence", "question"), SENTENCES)
def test_a_sentence_is_turned_round(sentence: str, question: str) -> None:
    """A sentence gives the question that it answers, in a member's words."""
    found = proposed(sentence)
    assert found[0].shown[0].text == question
    assert found[0].cite == (sentence,)


NOTHING = {
    "an exclamation": "Glad you asked!",
    "filler": "Read on.",
    "a greeting": "Hello everybody!",
    "a question": "Who knows?",
    "a heading that asks nothing": "# The kiln",
    "code": "```\nrun x\n```",
    "a pronoun that nothing names": "It weighs 80 kilograms.",
    "two of them": "She left in May. He stayed in June.",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_nothing_is_made_of_what_answers_nothing(text: str) -> None:
    """What tells nothing, or would not say what its question is about, gives no entry."""
    assert proposed(text) == []


def test_a_heading_that_asks_is_answered_by_what_stands_under_it() -> None:
    """A heading that is a question, or a step, is an entry with the sentences under it."""
    text = (
        "# The kiln\n\n## When may I visit?\n\nThe yard opens at nine. Dogs stay outside.\n\n"
        "## Clean the kiln\n\n1. Open the lid.\n2. Press the green button.\n"
    )
    found = {one.shown[0].text: one.cite for one in proposed(text)}
    assert found["When may I visit?"] == ("The yard opens at nine.", "Dogs stay outside.")
    assert "Should I open the lid?" not in found
    assert found["How do I clean the kiln?"] == ("1. Open the lid.", "2. Press the green button.")


def test_a_row_is_asked_for_by_its_head_and_its_first_cell() -> None:
    """A table's row answers what its heads say of its first cell."""
    (found,) = proposed("| Plan: A | Price: 4 euros | Hours: 9 to 5 |")
    shown = [one.text for one in found.shown]
    assert shown == ["What is the price for plan A?", "What are the hours for plan A?"]


def test_a_heading_names_the_list_under_it() -> None:
    """A heading that asks nothing is asked about where a list or a table stands under it."""
    text = "# The kiln\n\n## Opening hours\n\n- Monday: 9 to 17\n- Sunday: closed\n"
    (found,) = proposed(text)
    assert found.shown[0].text == "What does the article say about opening hours?"
    assert found.cite == ("Monday: 9 to 17", "Sunday: closed")


LISTS = [
    ("You must not", "dive from the pier", "What must I not do?", "Can I dive from the pier?"),
    ("Dogs must not", "enter the barn", "What must dogs not do?", "Can dogs enter the barn?"),
    ("Never", "wash the blades", "What must I not do?", "Can I wash the blades?"),
    ("Forbidden", "feed the goats", "What must I not do?", "Can I feed the goats?"),
    ("Avoid", "wash the blades in salt", "What should I avoid?", "Can I wash the blades in salt?"),
    ("You must not bring", "glass", "What must I not bring?", "Can I bring glass?"),
    ("Guests may", "use the sauna", "What can guests do?", "Can guests use the sauna?"),
    ("To dive, you need", "a mask", "What do I need to dive?", "Do I need a mask to dive?"),
    ("The tray holds", "a spoon;", "What does the tray hold?", "Does the tray hold a spoon?"),
    ("Please bring", "a towel", "What should I bring?", "Should I bring a towel?"),
    ("The colours are", "red", "What are the colours?", "Are the colours red?"),
    ("You don't have to", "book a boat", "What do I not have to do?", "Do I have to book a boat?"),
    (
        "Pupils who have passed the test may",
        "row alone",
        "What can pupils who have passed the test do?",
        "Can pupils who have passed the test row alone?",
    ),
]


@pytest.mark.parametrize(("lead", "item", "whole", "one"), LISTS)
def test_an_item_is_read_with_what_introduces_it(
    lead: str, item: str, whole: str, one: str
) -> None:
    """A list is asked for by its unfinished line, each item as the end of that line's clause."""
    found = proposed(f"# The pier\n\n{lead}:\n\n- {item}\n- xyzzy plugh\n\nBoats are free.\n")
    assert found[0].shown[0].text == whole
    assert found[0].cite == (item, "xyzzy plugh")
    assert found[1].shown[0].text == one
    assert found[1].cite == (item,)


@pytest.mark.parametrize(
    "lead", ["You must not", "Never", "Don’t", "Not allowed", "It is banned to"]
)
@pytest.mark.parametrize("item", ["Open the lid at night.", "feed the goats", "leave it on"])
@pytest.mark.parametrize("form", ["{}:\n\n- {}\n", "# {}\n\n- {}\n"], ids=["line", "heading"])
def test_what_is_forbidden_is_no_step(lead: str, item: str, form: str) -> None:
    """A forbidding, by the line before the list or by its heading, never gives "how do I"."""
    phrasings = [
        text.lower() for one in proposed(form.format(lead, item)) for text in one.phrasings
    ]
    assert "what is forbidden" in phrasings
    assert not [text for text in phrasings if text.startswith(("how", "should i"))]


@pytest.mark.parametrize("heading", ["The lamps do not light", "You cannot log in", "Do's", ":"])
def test_a_fault_is_no_forbidding(heading: str) -> None:
    """What only says that something fails forbids none of the steps under it."""
    found = proposed(f"# {heading}\n\n- Check the cable.\n- Open the lid.\n")
    assert "Can I open the lid?" not in [text for one in found for text in one.phrasings]


TABLES = [
    ("Ware: Cup | Adults: 5 euros | Pupils: 3 euros", ["How much is Cup for adults?"]),
    ("Ware: Cup | Weekend: 5 € | Weekday: 3 €", ["What does the article say about ware Cup?"]),
    ("Tool: Saw | Adults: 2 days | Pupils: 1 day", ["What does the article say about tool Saw?"]),
    ("Tool: Saw | Price: 4 euros", ["What is the price for tool Saw?"]),
]


@pytest.mark.parametrize(("row", "questions"), TABLES)
def test_a_table_is_asked_for_as_its_columns_allow(row: str, questions: list[str]) -> None:
    """Prices are asked for by whose they are; columns that are cases by key words alone."""
    found = proposed(f"# Loans\n\n| {row}\n\n```\nrun x\n```\n\nAda Lund founded the choir.\n")
    assert found[0].shown[0].text == "What are the loans?"
    assert found[0].cite == (row,)
    assert [one.text for one in found[1].shown][:1] == questions


@pytest.mark.parametrize(("heading", "more"), [("Help", ()), ("Raku glazes", ("Raku glazes",))])
def test_a_lone_everyday_word_is_no_phrasing(heading: str, more: tuple[str, ...]) -> None:
    """A heading alone is a phrasing where it tells enough not to attract strangers."""
    found = proposed(f"# The kiln\n\n## {heading}\n\n- Monday: 9 to 17\n- Sunday: closed\n")
    assert found[0].others == more


def test_a_pronoun_is_named_and_its_sentence_cited_too() -> None:
    """What "it" stands for is named in the question, and quoted with the sentence."""
    found = proposed("The pump stands in the yard. It weighs 80 kilograms.")
    assert found[1].shown[0].text == "How much does the pump weigh?"
    assert found[1].cite == ("The pump stands in the yard.", "It weighs 80 kilograms.")


def test_nothing_is_asked_twice() -> None:
    """Ids and phrasings are unique, also for sentences that ask alike."""
    found = proposed("The north door opens at nine. The north door opens at ten. " * 2)
    phrasings = [text for one in found for text in one.phrasings]
    assert len(phrasings) == len(set(phrasings))
    assert len({one.id for one in found}) == len(found)


def test_a_long_article_gives_no_more_than_can_be_read() -> None:
    """The number of proposals is bounded."""
    found = proposed(" ".join(f"Room {number} is heated with gas." for number in range(999)))
    assert len(found) == MAX_ENTRIES
    assert {one.shown[0].asks for one in found} == {Asks.WHETHER}
