"""Makes the README's pictures from its conversation, with the real bot and a headless browser.

    python -m tests.page.pictures

`card.png` is one answered question out of the transcript; the others are the whole page.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from bot.cli.trying import tried as trying
from bot.sandbox.player import play
from bot.sandbox.script import Script, read_script
from bot.sandbox.transcript import Transcript
from bot.sandbox.try_out import TryOut
from tests.page.conftest import FLAGS, NAMES

FOLDER = Path(__file__).parents[2] / ".github" / "pictures"
LARGEST = 200_000  # bytes
WIDE = {"width": 1220, "height": 740}
NARROW = {"width": 390, "height": 780}


async def main() -> None:
    """Make all of them."""
    script = read_script((FOLDER / "conversation.txt").read_text(encoding="utf-8"))
    async with trying(Path("faq"), lambda _line: None, without_cooldown=True) as stage:
        await stage.connected()
        played = await play(script, stage.sandbox)
        shown = Transcript(
            stage.sandbox,
            played.channels,
            stage.sandbox.member(script.viewer).user,
            script.title,
            script.time,
        )
        async with async_playwright() as driver:
            found = next(filter(None, map(shutil.which, NAMES)))
            browser = await driver.chromium.launch(executable_path=found, args=FLAGS)
            await card(browser, shown.html())
            await channel(browser, stage, script)
            await browser.close()
    for file in FOLDER.glob("*.png"):
        size = file.stat().st_size
        print(f"{file.name}: {size // 1000} KB")  # noqa: T201 - a tool that people run
        assert size < LARGEST, file


async def card(browser: Browser, html: str) -> None:
    """The first question with its answer, cut out of the transcript."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "transcript.html"
        file.write_text(html, encoding="utf-8")
        page = await browser.new_page(
            viewport={"width": 720, "height": 900}, device_scale_factor=2, color_scheme="light"
        )
        await page.goto(file.as_uri())
        first, second = page.locator(".message").nth(0), page.locator(".message").nth(1)
        top, bottom = await first.bounding_box(), await second.bounding_box()
        assert top is not None
        assert bottom is not None
        height = bottom["y"] + bottom["height"] - top["y"]
        clip = {"x": 0, "y": top["y"] - 12, "width": 720, "height": height + 24}
        await page.screenshot(path=FOLDER / "card.png", clip=clip)  # type: ignore[arg-type]  # a dict of its keys
        await page.close()


async def channel(browser: Browser, stage: TryOut, script: Script) -> None:
    """The whole page: light and dark, and as narrow as a phone."""
    context = await browser.new_context(viewport=WIDE, color_scheme="light")  # type: ignore[arg-type]  # a dict of its keys
    page = await context.new_page()
    await page.goto(stage.address())
    await page.wait_for_selector(f"body[data-ready={script.viewer}]")
    await page.get_by_role("tab", name="Why").click()
    await page.locator("#sheet table").first.wait_for()
    await shoot(page, "channel-light.png", end=True)
    await page.get_by_role("tab", name="FAQ").click()
    await page.locator("#sheet .lines").wait_for()
    await page.emulate_media(color_scheme="dark")
    await shoot(page, "channel-dark.png")
    await page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # a dict of its keys
    await page.get_by_role("button", name="Fold the panel away").click()
    await shoot(page, "channel-phone.png")


async def shoot(page: Page, name: str, *, end: bool = False) -> None:
    """A picture of the beginning of the conversation, or its end, with nothing in focus."""
    await page.evaluate("document.activeElement.blur()")
    where = "log.scrollHeight" if end else "0"
    await page.locator("#log").evaluate(f"log => {{ log.scrollTop = {where}; }}")
    await page.mouse.move(0, 0)
    await page.screenshot(path=FOLDER / name)


if __name__ == "__main__":
    asyncio.run(main())
