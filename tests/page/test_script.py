"""Scripts: what can be written in them, what is said of faults, and how they are played."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from bot.sandbox import Interaction, Response
from bot.sandbox.client import command_line
from bot.sandbox.script import Script, ScriptFault, Step, play, read_script
from bot.sandbox.transcript import MODULES, Transcript, bundle
from tests.page.conftest import COMMANDS, Hall

KINDS = [(5, "yes"), (7, "where")]


def test_every_kind_of_line_is_read() -> None:
    """Words, deeds, channels and settings, each with the line where it stands."""
    script = read_script(
        "title: Two questions\nviewer: mona\ntime: 2026-02-03 04:05\n\n# aside\n"
        "channel: #rules\nalice: @Helper: who? \nmona presses: In context\nalice deletes:\n"
    )
    assert script == Script(
        (
            Step(6, "", "goes", "rules"),
            Step(7, "alice", "says", "@Helper: who?"),
            Step(8, "mona", "presses", "In context"),
            Step(9, "alice", "deletes", ""),
        ),
        "Two questions",
        "mona",
        datetime(2026, 2, 3, 4, 5),  # noqa: DTZ001 - a script's time is that of whoever reads it
    )


def test_without_a_viewer_the_first_who_acts_looks() -> None:
    """Who acts first sees the transcript."""
    assert read_script("channel: rules\nmona: hello").viewer == "mona"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("alice sings: a song", "line 1: Nobody can do 'sings' here, but: replies, presses"),
        ("alice:", "line 1: Words are missing"),
        ("just words", "line 1: This is no step."),
        ("time: noon\nalice: hi", "time: 'noon' is no time."),
        ("# nothing", "Nobody does anything in it."),
        ("alice:\n\nbob wails: x", "line 1: .*\nline 3: "),
    ],
)
def test_every_fault_is_told_with_its_line(text: str, said: str) -> None:
    """Faults are told all at once, each with its line and its mend."""
    with pytest.raises(ScriptFault, match=said):
        read_script(text)


@pytest.mark.parametrize(
    ("line", "path", "options"),
    [
        ("/find what: a b quietly: true", "find", {"what": "a b", "quietly": "true"}),
        ("/find what: is it so: yes", "find", {"what": "is it so: yes"}),
        (
            '/find what: "so quietly: true" quietly: false',
            "find",
            {"what": "so quietly: true", "quietly": "false"},
        ),
        ('/find what: "so" quiet', "find", {"what": '"so" quiet'}),
        ('/find what: "so" loudly: true', "find", {"what": "so", "loudly": "true"}),
        ("/find waht: x", "find", {"waht": "x"}),
        (
            "/rules set mode:kind where: #general",
            "rules set",
            {"mode": "kind", "where": "#general"},
        ),
        ("/rules set", "rules set", {}),
        ("/find", "find", {}),
    ],
)
def test_commands_are_written_as_in_the_channel(
    line: str, path: str, options: dict[str, object]
) -> None:
    """Options stand behind the path, each by its name; a text in quotation marks may hold one."""
    assert command_line(line, COMMANDS) == (path, options)


def test_the_bundle_is_whole() -> None:
    """The modules of a transcript are one script: no import is left, no name stands twice."""
    script = bundle()
    assert "import " not in "".join(line for line in script.splitlines() if "from" in line)
    assert "export " not in script
    names = [
        line.split("(")[0].split("=")[0].split()[-1]
        for line in script.splitlines()
        if line.startswith(("const ", "let ", "function ", "class ", "async function "))
    ]
    plain = [name for name in names if name.isidentifier()]
    assert len(plain) > len(MODULES)
    assert len(plain) == len(set(plain))


@pytest.mark.asyncio(loop_scope="session")
async def test_a_conversation_is_played_step_by_step(hall: Hall) -> None:
    """Members write, use menus and delete; what a step can't do is told with its line."""
    script = read_script(
        "alice: hello **all**\nalice: second\nalice edits: second, @Mona\nmona: gone\nmona deletes:"
    )
    visited = await play(script, hall.sandbox)
    told = [message.content for message in hall.sandbox.messages(hall.general)]
    mona = hall.sandbox.member("mona").user
    assert told == ["hello **all**", f"second, <@{mona.id}>"]
    assert visited == [hall.general]


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("alice presses: Nothing", "alice sees no button 'Nothing', but: none,"),
        ("zoe: hi", "there is no member 'zoe', but: owner, alice, mona"),
        ("viewer: zoe\nmona: hi", "viewer: there is no member 'zoe'"),
        (
            "channel: nowhere\nmona: hi",
            "sees no channel 'nowhere', but: general, rules, direct",
        ),
        ("mona: /fnid what: x", "no command 'fnid' here, but: find, rules"),
        ("mona: /find", "/find needs its option 'what'"),
        ("mona: /find waht: x", "/find has no option 'waht', but: what, quietly"),
        ("mona: /find what: x quitely: true", "write quietly: for quitely:, or the text in"),
        ("mona: /find what: x what: y", "what: stands twice"),
        ('mona: /find what: "x" loudly: true', "/find has no option 'loudly', but: what, quietly"),
        ("mona: /find what: x quietly: maybe", "'quietly' takes true or false, not 'maybe'"),
        ("mona: /rules", "/rules is not complete without one of: set"),
        ("mona: /rules sit", "/rules has no subcommand 'sit', but: set"),
        ("mona: /rules set mode: odd", "'odd' is none of the choices of 'mode', but: "),
        (
            "mona: /rules set mode: kind where: #here",
            "'#here' is no channel, but: #general",
        ),
        ("alice: /rules set mode: kind", "alice is shown no command 'rules' here, but: find"),
    ],
)
async def test_what_can_not_be_played_is_told_with_its_mend(
    hall: Hall, line: str, said: str
) -> None:
    """A step that a member can't do is told with its line, and with what there is instead."""
    number = "" if line.startswith("viewer") else f"line {len(line.splitlines())}: "
    with pytest.raises(ScriptFault, match=re.escape(said)) as fault:
        await play(read_script(line), hall.sandbox)
    assert str(fault.value).startswith(number)


@pytest.mark.asyncio(loop_scope="session")
async def test_options_reach_the_bot_as_what_they_are(hall: Hall) -> None:
    """Truth as truth, a channel by its id, though by its name in a script."""
    options = [{"type": kind, "name": name, "description": "x"} for kind, name in KINDS]
    world = hall.sandbox.world
    kinds = {"id": "9", "application_id": str(world.bot.id), "type": 1, "name": "kinds"}
    world.commands[None][9] = {**kinds, "description": "x", "options": options}

    sent: list[Interaction] = []

    def done(which: Interaction) -> None:
        sent.append(which)
        hall.sandbox.services.interactions.respond(which, Response.MESSAGE, {"content": "done"})

    hall.answer(done)
    line = "mona: /kinds yes: TRUE where: #rules"
    await play(read_script(line), hall.sandbox)
    data = sent[0].data
    given = {one["name"]: one["value"] for one in data["options"]}
    assert given == {"yes": True, "where": str(hall.sandbox.channel("rules").id)}
    assert set(data["resolved"]) == {"channels"}


@pytest.mark.asyncio(loop_scope="session")
async def test_a_transcript_holds_nothing_of_the_run(hall: Hall) -> None:
    """The same conversation gives the same bytes, whenever it is held and whatever the ids."""
    script = read_script("alice: look, <script>alert(1)</script> & </style>")

    async def once() -> tuple[str, str]:
        for message in hall.sandbox.messages(hall.general):
            hall.sandbox.services.messages.remove(message)
        await play(script, hall.sandbox)
        hall.post("", {"type": 10, "content": "**Yes**\\. <@1>"})
        viewer = hall.sandbox.member("alice").user
        made = Transcript(hall.sandbox, [hall.general], viewer, "<T>", script.time)
        return made.html(), made.text()

    (html, text), again = await once(), await once()
    assert (html, text) == again
    assert "<script>alert" not in html
    assert "<title>&lt;T&gt;</title>" in html
    assert text.startswith("#general\n\nAlice\n    look, <script>")
    assert "**Yes**." in text
