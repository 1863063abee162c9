"""Adding to the FAQ from a message's menu: allowed by a setting, proven, written, answered."""

from __future__ import annotations

import pytest

from bot.discord.words import ADD_QUOTES
from bot.sandbox import Interaction
from tests.conftest import ARTICLE, FAQ
from tests.conftest import load as load_faq
from tests.discord.server import Running, Server, told_alone, told_to_all

MENU = "Add to the FAQ"
GLAZE = "The glaze came from a workshop in Lisbon."
ASKED = "where is the glaze from?"


@pytest.fixture
async def running(server: Server) -> Running:
    """The bot, whose operator allows writing in this server, with its menu registered there."""
    return await writing(server)


async def writing(server: Server) -> Running:
    guilds = frozenset({server.guild.id})
    running = await server.start(writes_to=server.store.path, operator_guilds=guilds)
    assert running.client.tree.syncing is not None
    await running.client.tree.syncing
    return running


def faq_file(server: Server) -> str:
    return (server.store.path / "kiln.yaml").read_text()


def question_of_glaze(server: Server) -> str:
    return load_faq(server.store.path).by_id["glaze"].question


async def form(server: Server, text: str = ASKED) -> Interaction:
    """The form that the moderator opens on a member's message."""
    return await server.mona.context_menu(MENU, await server.bob.say(server.general, text))


async def submitted(
    server: Server, opened: Interaction, quote: str = GLAZE, answer: str = ""
) -> Interaction:
    """The form, sent with one of the sentences that it offers."""
    values = {ADD_QUOTES: [options(opened)[quote]], "Answer": answer}
    return await server.mona.submit_modal(opened, values)


def options(opened: Interaction) -> dict[str, str]:
    """The sentences that a form offers, with their values."""
    assert opened.modal is not None
    fields = [one["component"] for one in opened.modal["components"]]
    (menu,) = (field for field in fields if "options" in field)
    return {one["label"]: one["value"] for one in menu["options"]}


@pytest.mark.parametrize(
    ("offset", "allowed", "shown"),
    [(0, True, True), (0, False, False), (1, True, False)],
    ids=["its operator's", "not allowed", "another server"],
)
async def test_who_is_shown_it(server: Server, offset: int, *, allowed: bool, shown: bool) -> None:
    """Only where the operator allows it, in the listed servers, and to who may manage them."""
    server.pardoned.add(404)  # the bot is not in the other server yet
    path = server.store.path if allowed else None
    await server.start(writes_to=path, operator_guilds=frozenset({server.guild.id + offset}))
    await server.asked()
    assert MENU not in {one["name"] for one in server.alice.commands(server.general)}
    assert (MENU in {one["name"] for one in server.mona.commands(server.general)}) == shown


@pytest.mark.usefixtures("running")
async def test_elsewhere_the_command_refuses(server: Server) -> None:
    """A server that was taken off the list and still shows the command can't write by it."""
    options = server.service.options
    object.__setattr__(options, "operator_guilds", frozenset({1}))  # as after a restart
    refused = await form(server)
    assert refused.modal is None
    assert "FOOTNOTE_OPERATOR_GUILDS" in refused.shown.text
    assert faq_file(server) == FAQ


@pytest.mark.usefixtures("running")
async def test_an_entry_is_added_and_answers_at_once(server: Server) -> None:
    """The form comes with the question and the nearest sentences; the new entry serves for all."""
    opened = await form(server)
    assert next(iter(options(opened))) == GLAZE
    done = await submitted(server, opened)
    assert "Added to the FAQ as `glaze`" in done.shown.text
    (card,) = await server.until(lambda: done.followups or None, "the card")
    assert GLAZE in told_to_all(card)
    assert GLAZE in (await server.asked(ASKED)).text
    assert question_of_glaze(server) == ASKED
    assert set(FAQ.splitlines()) <= set(faq_file(server).splitlines())


@pytest.mark.usefixtures("running")
async def test_the_question_is_read_off_the_bots_own_card(server: Server) -> None:
    """Used on a refusal of the bot, the form holds the question that was refused."""
    opened = await server.mona.context_menu(MENU, await server.asked("is tea served"))
    assert opened.modal is not None
    assert opened.modal["components"][0]["component"]["value"] == "is tea served"


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        ("Who built the kiln?", "", "stands twice"),
        (ASKED, "From Lisbon [2].", "names no quote"),
    ],
)
async def test_what_the_check_refuses_is_not_added(
    server: Server, question: str, answer: str, said: str
) -> None:
    """A question that stands there already, a marker without quote: told, and the file stays."""
    opened = await form(server, question)
    done = await submitted(server, opened, next(iter(options(opened))), answer)
    assert "Not added" in told_alone(done.shown)
    assert said in done.shown.text
    assert faq_file(server) == FAQ


@pytest.mark.usefixtures("running")
async def test_a_form_that_was_open_over_a_restart_is_taken(server: Server) -> None:
    """The form carries all that is needed: a bot that was started since adds the entry."""
    opened = await form(server)
    await server.running.stop()
    await writing(server)
    assert "Added to the FAQ as `glaze`" in (await submitted(server, opened)).shown.text
    assert question_of_glaze(server) == ASKED


@pytest.mark.usefixtures("running")
async def test_a_form_of_before_that_can_not_be_taken_is_answered(server: Server) -> None:
    """Where the article was changed, or adding is no longer allowed, the moderator is told."""
    opened = await form(server)
    await server.running.stop()
    server.write(article=ARTICLE + "More.\n")
    assert server.store.reload()
    await writing(server)
    done = await submitted(server, opened, answer="From Lisbon [1].")
    assert "The article was changed" in done.shown.text
    assert "> From Lisbon \\[1\\]." in done.shown.text
    await server.start.again()
    assert "open it again" in (await submitted(server, opened)).shown.text
    assert faq_file(server) == FAQ


@pytest.mark.usefixtures("running")
async def test_a_faulty_file_is_not_written_over(server: Server) -> None:
    """While an editor's file has faults, it is told and nothing is added."""
    opened = await form(server)
    server.write(kiln=FAQ + "oops")
    assert "Mend this first" in (await submitted(server, opened)).shown.text
    assert faq_file(server) == FAQ + "oops"
