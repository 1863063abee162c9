"""A question passes few files: whoever follows one does not get lost."""

from __future__ import annotations

from tests.way import way_of_ask, way_of_message

MOST_OF_ASK, MOST_OF_MESSAGE = 24, 32


def test_footnote_ask_passes_few_files() -> None:
    """From the loaded FAQ to the lines on the terminal."""
    files = way_of_ask()
    assert files[0] == "answering/answerer.py"
    assert "answering/features.py" in files
    assert len(files) <= MOST_OF_ASK, files


async def test_a_message_passes_few_files() -> None:
    """From `on_message` to the card that is sent."""
    files = await way_of_message()
    assert files[0] == "discord/client.py"
    assert {"answering/answerer.py", "answering/features.py", "discord/cards.py"} <= set(files)
    assert len(files) <= MOST_OF_MESSAGE, files
