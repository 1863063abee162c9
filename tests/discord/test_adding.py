"""Adding to the FAQ from a message's menu: allowed by a setting, proven, written, answered."""

from __future__ import annotations

import pytest

from bot.discord.words import ADD_QUOTES
from bot.faq.store import FaqStore
from bot.sandbox import Interaction, Message
from tests.conftest import ARTICLE, FAQ, Folder
from tests.conftest import load as load_faq
from tests.discord.conftest import DiscordServer, Running, Starter

MENU = "Add to the FAQ"
GLAZE = "The glaze came from a workshop in Lisbon."


@pytest.fixture
async def _writing(server: DiscordServer) -> None:
    await writing(server, server.start, server.store)


async def writing(server: DiscordServer) -> Running:
    """The bot, whose operator allows writing in this server, with its menu registered there."""
    guilds = frozenset({server.guild.id})
    running = await server.start(writes_to=server.store.path, operator_guilds=guilds)
    assert running.client.tree.syncing is not None
    await running.client.tree.syncing
    return running


def text_of(store: FaqStore) -> str:
    return (store.path / "kiln.yaml").read_text()


async def message(server: DiscordServer, text: str) -> Message:
    return await server.bob.say(server.general, text)


async def form(server: DiscordServer, text: str) -> Interaction:
    return await server.mona.context_menu(MENU, await message(server, text))


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
async def test_who_is_shown_it(
    server: DiscordServer, offset: int, *, allowed: bool, shown: bool
) -> None:
    """Only where the operator allows it, in the listed servers, and to who may manage them."""
    server.pardoned.add(404)  # the bot is not in the other server yet
    path = server.store.path if allowed else None
    await server.start(writes_to=path, operator_guilds=frozenset({server.guild.id + offset}))
    await server.asked("kiln temperature")
    assert MENU not in {one["name"] for one in server.alice.commands(server.general)}
    assert (MENU in {one["name"] for one in server.mona.commands(server.general)}) == shown


async def test_elsewhere_the_command_refuses(server: DiscordServer) -> None:
    """A server that was taken off the list and still shows the command can't write by it."""
    options = (await writing(server, server.start, server.store)).client.service.options
    object.__setattr__(options, "operator_guilds", frozenset({1}))  # as after a restart
    before = text_of(server.store)
    refused = await form(server, "Where did the glaze come from?")
    assert refused.modal is None
    assert "FOOTNOTE_OPERATOR_GUILDS" in refused.shown.text
    assert text_of(server.store) == before


@pytest.mark.usefixtures("_writing")
async def test_an_entry_is_added_and_answers_at_once(server: DiscordServer) -> None:
    """The form comes with the question and the nearest sentences; the new entry serves for all."""
    opened = await form(server, "where is the glaze from?")
    offered = options(opened)
    assert next(iter(offered)) == GLAZE
    done = await server.mona.submit_modal(opened, {ADD_QUOTES: [offered[GLAZE]]})
    assert "Added to the FAQ as `glaze`" in done.shown.text
    await server.until(lambda: len(done.followups) > 0, "the card")
    assert GLAZE in done.followups[-1].text
    assert not done.followups[-1].ephemeral
    assert GLAZE in (await server.asked("where is the glaze from", by="alice")).text
    written = text_of(server.store)
    assert load_faq(server.store.path).by_id["glaze"].question == "where is the glaze from?"
    assert set(FAQ.splitlines()) <= set(written.splitlines())


@pytest.mark.usefixtures("_writing")
async def test_the_question_is_read_off_the_bots_own_card(server: DiscordServer) -> None:
    """Used on a refusal of the bot, the form holds the question that was refused."""
    refusal = await server.asked("is tea served")
    opened = await server.mona.context_menu(MENU, refusal)
    assert opened.modal is not None
    assert opened.modal["components"][0]["component"]["value"] == "is tea served"


@pytest.mark.usefixtures("_writing")
@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        ("Who built the kiln?", "", "stands twice"),
        ("where is the glaze from?", "From Lisbon [2].", "names no quote"),
    ],
)
async def test_what_the_check_refuses_is_not_added(
    server: DiscordServer, question: str, answer: str, said: str
) -> None:
    """A question that stands there already, a marker without quote: told, and the file stays."""
    opened = await form(server, question)
    chosen = next(iter(options(opened).values()))
    done = await server.mona.submit_modal(opened, {ADD_QUOTES: [chosen], "Answer": answer})
    assert done.shown.ephemeral
    assert "Not added" in done.shown.text
    assert said in done.shown.text
    assert text_of(server.store) == FAQ


async def test_a_form_that_was_open_over_a_restart_is_taken(server: DiscordServer) -> None:
    """The form carries all that is needed: a bot that was started since adds the entry."""
    before = await writing(server, server.start, server.store)
    opened = await form(server, "where is the glaze from?")
    await before.stop()
    await writing(server, server.start, server.store)
    done = await server.mona.submit_modal(opened, {ADD_QUOTES: [options(opened)[GLAZE]]})
    assert "Added to the FAQ as `glaze`" in done.shown.text
    assert load_faq(server.store.path).by_id["glaze"].question == "where is the glaze from?"


async def test_a_form_of_before_that_can_not_be_taken_is_answered(server: DiscordServer) -> None:
    """Where the article was changed, or adding is no longer allowed, the moderator is told."""
    before = await writing(server, server.start, server.store)
    opened = await form(server, "where is the glaze from?")
    await before.stop()
    server.write(article=ARTICLE + "More.\n")
    assert server.store.reload()
    again = await writing(server, server.start, server.store)
    values = {ADD_QUOTES: [options(opened)[GLAZE]], "Answer": "From Lisbon [1]."}
    done = await server.mona.submit_modal(opened, values)
    assert "The article was changed" in done.shown.text
    assert "> From Lisbon \\[1\\]." in done.shown.text
    await again.stop()
    await server.start()
    done = await server.mona.submit_modal(opened, values)
    assert "open it again" in done.shown.text
    assert text_of(server.store) == FAQ


@pytest.mark.usefixtures("_writing")
async def test_a_faulty_file_is_not_written_over(server: DiscordServer) -> None:
    """While an editor's file has faults, it is told and nothing is added."""
    opened = await form(server, "where is the glaze from?")
    server.write(kiln=FAQ + "oops")
    done = await server.mona.submit_modal(opened, {ADD_QUOTES: [options(opened)[GLAZE]]})
    assert "Mend this first" in done.shown.text
    assert text_of(server.store) == FAQ + "oops"
