"""Makes the README's pictures from its conversation, with the real bot and a headless browser.

    python -m tests.page.pictures

`card.png` is the first question with its answer, `channel.png` the page in the dark. Beside them
stands `conversation.transcript.txt`: what they were made from, which a test compares.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import Browser, ViewportSize, async_playwright

from bot.sandbox.script import Script, play, read_script
from bot.sandbox.transcript import Transcript
from bot.sandbox.try_out import TryOut
from bot.terminal.trying import tried
from tests.page.conftest import FLAGS, NAMES

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "pictures"
CONVERSATION = FOLDER / "conversation.txt"
TRANSCRIPT = FOLDER / "conversation.transcript.txt"
LARGEST = 60_000  # bytes of a picture
CARD = ViewportSize(width=460, height=900)
CHANNEL = ViewportSize(width=760, height=430)


async def main() -> None:
    """Make all of them."""
    script = read_script(CONVERSATION.read_text(encoding="utf-8"))
    async with (
        tried(ROOT / "faq", lambda _line: None, without_cooldown=True) as stage,
        async_playwright() as driver,
    ):
        transcript = await played(stage, script)
        found = next(filter(None, map(shutil.which, NAMES)))
        browser = await driver.chromium.launch(executable_path=found, args=FLAGS)
        await card(browser, transcript.html())
        await channel(browser, stage, script)
        await browser.close()
    TRANSCRIPT.write_text(transcript.text(), encoding="utf-8")
    for file in FOLDER.glob("*.png"):
        size = file.stat().st_size
        print(f"{file.name}: {size // 1000} KB")  # noqa: T201 - a tool that people run
        assert size < LARGEST, file


async def played(stage: TryOut, script: Script) -> Transcript:
    """The transcript of the conversation, played with the bot."""
    await stage.connected()
    channels = await play(script, stage.sandbox)
    viewer = stage.sandbox.member(script.viewer).user
    return Transcript(stage.sandbox, channels, viewer, script.title, script.time)


async def card(browser: Browser, html: str) -> None:
    """The first question with its answer, cut out of the transcript."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "transcript.html"
        file.write_text(html, encoding="utf-8")
        page = await browser.new_page(viewport=CARD, color_scheme="light")
        await page.goto(file.as_uri())
        await page.evaluate("document.documentElement.style.fontSize = '14px'")
        first = await page.locator(".message").nth(0).bounding_box()
        second = await page.locator(".message").nth(1).bounding_box()
        assert first is not None
        assert second is not None
        top, bottom = first["y"], second["y"] + second["height"]
        clip = {"x": 0, "y": top, "width": CARD["width"], "height": bottom - top}
        await page.screenshot(path=FOLDER / "card.png", clip=clip)  # type: ignore[arg-type]  # a dict of its keys
        await page.close()


async def channel(browser: Browser, stage: TryOut, script: Script) -> None:
    """The whole page at the end of the conversation, in the dark, with nothing in focus."""
    page = await browser.new_page(viewport=CHANNEL, color_scheme="dark")
    await page.goto(stage.address())
    await page.wait_for_selector(f"body[data-ready={script.viewer}]")
    await page.evaluate("document.activeElement.blur()")
    await page.mouse.move(0, 0)
    await page.screenshot(path=FOLDER / "channel.png")


if __name__ == "__main__":
    asyncio.run(main())
