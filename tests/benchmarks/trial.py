"""How long it takes from `footnote try` to the first answered question in a browser.

    python -m tests.benchmarks.trial [RUNS]

The browser is open already, as a person's is. Times are seconds since the command was started:
`address` when it prints where to go, `page` when the channel is shown, `bot` when the bot is there,
`answer` when the card of the first question stands in the channel.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
import statistics
import sys
import time

from playwright.async_api import Browser, async_playwright

from tests.page.conftest import FLAGS, NAMES

STEPS = ("address", "page", "bot", "answer")
WANTED = 5.0


async def once(browser: Browser) -> dict[str, float]:
    """One run, from the command to the answer and to an orderly end."""
    started = time.perf_counter()
    seen: dict[str, float] = {}

    def note(step: str) -> None:
        seen[step] = time.perf_counter() - started

    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "try", "--no-browser", stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    address = (await child.stdout.readline()).decode().split()[-1]
    note("address")
    page = await browser.new_page()
    await page.goto(address)
    await page.wait_for_selector("body[data-ready]")
    note("page")
    await page.wait_for_selector("body:not(.bot-away)")
    note("bot")
    await page.locator("#text").fill("@Footnote who owns linkedin?")
    await page.locator("#text").press("Enter")
    await page.wait_for_selector(".message blockquote")
    note("answer")
    await page.close()
    child.send_signal(signal.SIGINT)
    await child.communicate()
    assert child.returncode == 0
    return seen


async def main(runs: int) -> None:
    """Run and print the table."""
    async with async_playwright() as driver:
        found = next(filter(None, map(shutil.which, NAMES)))
        browser = await driver.chromium.launch(executable_path=found, args=FLAGS)
        results = [await once(browser) for _ in range(runs)]
        await browser.close()
    for step in STEPS:
        times = [result[step] for result in results]
        print(f"{step:8} median {statistics.median(times):5.2f} s   worst {max(times):5.2f} s")
    print(f"wanted: an answer within {WANTED:g} s")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
