"""The picture of a card for the README, made from what the bot really sent.

Run it with `python -m tests.benchmarks.picture`. A member asks the real bot on the loopback
Discord; the components that the bot sent are drawn as a page, and headless Chromium takes its picture.
"""

from __future__ import annotations

import asyncio
import html
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bot.desk import Desk
from bot.faces.discord.clerk import Clerk
from bot.faces.discord.client import FootnoteBot
from bot.faces.discord.loopback import point_at
from bot.faces.discord.options import Options
from bot.faces.discord.running import serve
from bot.faces.discord.service import Service
from bot.sandbox import Sandbox, World
from bot.store.ledger import Ledger
from bot.store.library import Library

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / ".github" / "pictures" / "card.png"
QUESTION = "who is linkedins chinese rival?"
ASKER = "ada"
SIZE = "760,{height}"
BLURPLE = 1
STYLE = """
body { margin: 0; padding: 20px; background: #313338; color: #dbdee1;
  font: 15px/1.375 "gg sans", "Noto Sans", "DejaVu Sans", sans-serif; width: 720px;
  box-sizing: border-box; }
.message { display: flex; gap: 14px; }
.face { width: 40px; height: 40px; border-radius: 50%; background: #4a6fa5; color: #fff;
  display: grid; place-items: center; font-weight: 700; flex: none; }
.name { color: #f2f3f5; font-weight: 600; }
.tag { background: #5865f2; color: #fff; border-radius: 4px; font-size: 10px; padding: 1px 5px;
  margin-left: 6px; vertical-align: 2px; }
.container { background: #2b2d31; border: 1px solid #3f4147; border-left: 4px solid;
  border-radius: 8px; padding: 14px 16px; margin-top: 6px; display: grid; gap: 10px; }
.sub { color: #949ba4; font-size: 12.5px; }
.h { color: #f2f3f5; font-weight: 700; font-size: 17px; margin: 2px 0 4px; }
.quote { border-left: 4px solid #4e5058; border-radius: 4px; padding-left: 10px; margin-top: 6px; }
.mention { background: #5865f233; color: #c9cdfb; border-radius: 3px; padding: 0 2px; }
a { color: #00a8fc; text-decoration: none; }
.row { display: flex; flex-wrap: wrap; gap: 8px; }
.button { background: #4e5058; color: #fff; border-radius: 4px; padding: 5px 14px;
  font-size: 14px; font-weight: 500; }
.button.blurple { background: #5865f2; }
"""


async def sent() -> list[dict[str, Any]]:
    """The components of the bot's answer to a member's `/ask`."""
    world = World()
    guild = world.add_guild("Reading room")
    world.add_member(guild, ASKER)
    channel = world.add_channel(guild, "general")
    with tempfile.TemporaryDirectory() as folder:
        async with Sandbox(world) as sandbox:
            point_at(sandbox.api_base)
            library, ledger = Library(ROOT / "faq"), Ledger.open(f"sqlite:///{folder}/x.db")
            options = Options(token=sandbox.token, runtime_dir=Path(folder))
            service, leave = (
                Service(Desk(library), library, Clerk(ledger), options),
                asyncio.Event(),
            )
            serving = asyncio.create_task(serve(FootnoteBot(service), leave, lambda _: None))
            await sandbox.gateway.connected()
            done = await sandbox.member(ASKER).ask_command(
                "ask", in_channel=channel, question=QUESTION
            )
            leave.set()
            await serving
            ledger.close()
    if done.message is None:
        raise SystemExit("the bot did not answer")
    return done.message.components


def page(components: list[dict[str, Any]]) -> str:
    """The page that shows the components as Discord does, roughly."""
    drawn = "".join(_drawn(component) for component in components)
    return (
        f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>"
        "<div class=message><div class=face>F</div><div><span class=name>Footnote</span>"
        f"<span class=tag>APP</span>{drawn}</div></div>"
    )


def _drawn(component: dict[str, Any]) -> str:
    inner = "".join(_drawn(child) for child in component.get("components", []))
    match component["type"]:
        case 17:
            colour = f"#{component.get('accent_color') or 0:06x}"
            return f'<div class=container style="border-left-color:{colour}">{inner}</div>'
        case 10:
            return (
                "<div>"
                + "".join(_line(line) for line in component["content"].split("\n"))
                + "</div>"
            )
        case 1:
            return f"<div class=row>{inner}</div>"
        case _:
            kind = " blurple" if component["style"] == BLURPLE else ""
            label = component.get("label") or component["emoji"]["name"]
            return f'<span class="button{kind}">{html.escape(label)}</span>'


def _line(line: str) -> str:
    for mark, kind in (("### ", "h"), ("-# ", "sub"), ("> ", "quote")):
        if line.startswith(mark):
            return f"<div class={kind}>{_inline(line.removeprefix(mark))}</div>"
    return f"<div>{_inline(line)}</div>"


def _inline(text: str) -> str:
    """Escapes, bold, mentions and masked links; the bot sends no other marks."""
    kept: list[str] = []

    def keep(shown: re.Match[str]) -> str:
        kept.append(shown[1])
        return f"\0{len(kept) - 1}\0"

    text = html.escape(re.sub(r"\\([^0-9A-Za-z\s])", keep, text), quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    text = re.sub(r"&lt;@\d+&gt;", f"<span class=mention>@{ASKER}</span>", text)
    text = re.sub(r"\[(.+?)\]\(&lt;.+?&gt;\)", r"<a>\1</a>", text)
    return re.sub("\0(\\d+)\0", lambda place: html.escape(kept[int(place[1])]), text)


def take(markup: str, picture: Path) -> None:
    """Let headless Chromium take the page's picture, at the height that it has."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise SystemExit("Chromium is not installed")
    picture.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "card.html"
        place.write_text(markup, encoding="utf-8")
        base = [browser, "--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu"]
        base += [f"--user-data-dir={folder}/profile", "--proxy-server=127.0.0.1:9"]
        base += ["--force-device-scale-factor=2"]
        height = _height(base, place)
        _run(
            [*base, f"--window-size={SIZE.format(height=height)}", f"--screenshot={picture}"], place
        )


def _height(base: list[str], place: Path) -> int:
    """How high the page is: it says so itself in its title once it is laid out."""
    script = "<script>document.title=document.documentElement.scrollHeight</script>"
    measured = place.with_name("measured.html")
    measured.write_text(place.read_text(encoding="utf-8") + script, encoding="utf-8")
    out = _run([*base, f"--window-size={SIZE.format(height=100)}", "--dump-dom"], measured)
    found = re.search(r"<title>(\d+)</title>", out)
    return int(found[1]) if found else 600


def _run(command: list[str], place: Path) -> str:
    # Our own page and the browser of this machine; nothing from outside is in the command.
    done = subprocess.run(  # noqa: S603
        [*command, place.as_uri()], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def main() -> int:
    """Make the picture."""
    take(page(asyncio.run(sent())), PICTURE)
    sys.stdout.write(f"{PICTURE.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
