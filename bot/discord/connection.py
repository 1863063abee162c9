"""The connection to Discord: which address, and shards that come back soon after any outage.

discord.py does this with three habits that are too slow for people who wait. Its pauses between two
tries grow up to 17 minutes; after one failed try it gives the session up, so that nothing of the
outage is sent; and a connection on which nothing answers is noticed after a minute, and closed for
another half. Hence a shard of our own, which keeps to discord.py's events and exceptions.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from time import monotonic, perf_counter
from typing import Any, Literal
from urllib.parse import SplitResult, urlsplit

import yarl
from discord.backoff import ExponentialBackoff
from discord.ext import commands, tasks
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.http import Route
from discord.shard import AutoShardedClient, EventItem, EventType, Shard

from bot.discord.logs import log

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class NotThisMachine(ValueError):
    """An address that is not on this machine."""


def point_at(base: str) -> None:
    """Make every client of this process connect to a Discord on this machine.

    Args:
        base: Its REST address, such as `http://127.0.0.1:8080/api/v10`; its gateway is at
            `/gateway/` beside it.

    Raises:
        NotThisMachine: The token would be sent to another machine.
    """
    try:
        gateway = _gateway(urlsplit(base))
    except ValueError:  # no address at all, or an impossible port
        gateway = None
    if gateway is None:
        raise NotThisMachine(
            "DISCORD_API_BASE must be an http address on this machine, such as "
            "http://127.0.0.1:8080/api/v10: the token is sent there. Leave it empty for Discord."
        )
    Route.BASE = base.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = gateway


def _gateway(parts: SplitResult) -> yarl.URL | None:
    """The gateway beside an address; None if that is not on this machine."""
    if parts.scheme != "http" or parts.hostname not in LOOPBACK or "@" in parts.netloc:
        return None
    return yarl.URL(f"ws://{parts.netloc}/gateway/")


# Discord takes one IDENTIFY within five seconds, and resets the token of a bot that makes more
# than a thousand a day. discord.py waits five seconds before each but the first, and counts none.

APART = 5.0  # seconds between two IDENTIFYs that Discord wants
AT_ONCE = 30  # IDENTIFYs that may follow each other so
EACH = 100.0  # seconds for one after those: Discord takes a token away that makes 1,000 a day


class IdentifyPacer:
    """Paces the IDENTIFYs of all shards."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = asyncio.Lock()
        self._last = -APART + clock()
        self._left = float(AT_ONCE)

    def wait(self) -> float:
        """Seconds until the next one may be made."""
        now = self._clock()
        return max(0.0, self._last + APART - now, (1 - self._left_at(now)) * EACH)

    def made(self, *, counts: bool = True) -> None:
        """One is made now; the first of each shard does not count towards the day's."""
        now = self._clock()
        self._left = self._left_at(now) - counts
        self._last = now

    async def acquire(self, *, counts: bool = True) -> None:
        """Wait until the next one may be made, and make it; one that is cancelled is not made."""
        async with self._lock:
            await asyncio.sleep(self.wait())
            self.made(counts=counts)

    def _left_at(self, now: float) -> float:
        return min(float(AT_ONCE), self._left + (now - self._last) / EACH)


PAUSE = 2.0  # seconds between two tries at most, and half as many at least
OPENING = 5.0  # seconds that a connection may take until the gateway greets on it
STARTING = 60.0  # seconds that the first may take, with the pause that Discord wants
ANSWERING = 10.0  # seconds that a heartbeat may go without any answer
QUIET = 20.0  # seconds without a word from Discord after which a heartbeat is not waited for
LOOK_EVERY = 1.0  # seconds between two looks at the heartbeats


class SteadyBackoff(ExponentialBackoff[Literal[False]]):
    """Pauses that do not grow: what fails here is this machine's network, not Discord's patience.

    Against Discord itself, `IdentifyPacer` takes care not to try too often.
    """

    def delay(self) -> float:
        """Seconds until the next try."""
        return float(self._randfunc(PAUSE / 2, PAUSE))


class SteadyShard(Shard):
    """A shard that tries again soon, resumes as long as it has a session, and notices silence."""

    def __init__(
        self, ws: DiscordWebSocket, client: AutoShardedClient, put: Callable[[EventItem], None]
    ) -> None:
        super().__init__(ws, client, put)
        self._backoff = SteadyBackoff()
        self._lost: float | None = None
        self._opened = monotonic()
        self._tries = 0  # since the connection was last there
        self._suspected = False
        self._closing: asyncio.Task[bool] | None = None
        self._probing: asyncio.Task[None] | None = None
        self.patience: asyncio.Timeout | None = None

    async def reidentify(self, exc: ReconnectWebSocket) -> None:
        """Connect again, as discord.py asks for after a loss."""
        self._renew(resume=exc.resume)

    async def reconnect(self) -> None:
        """Connect again, as discord.py asks for after a failed try."""
        self._renew(resume=True)

    def _renew(self, *, resume: bool) -> None:
        """Connect again in a task of its own, so that no shard waits for another."""
        self._cancel_task()
        self._dispatch("disconnect")
        self._dispatch("shard_disconnect", self.id)
        if self._lost is None:
            self._lost = monotonic()
            log.warning("shard %d: the connection is lost", self.id)
        session = bool(resume and self.ws.session_id)
        self._task = asyncio.create_task(self._try(session=session))

    async def _try(self, *, session: bool) -> None:
        if session and monotonic() - self._opened < 1:  # opened and closed again: not in a circle
            await asyncio.sleep(self._backoff.delay())
        self._tries += 1
        old = self.ws
        # A session is resumed where Discord said, but that place alone may be what is gone.
        gateway = old.gateway if session and self._tries % 2 else None
        try:
            async with asyncio.timeout(OPENING) as self.patience:
                self.ws = await DiscordWebSocket.from_client(
                    self._client,
                    shard_id=self.id,
                    resume=session,
                    gateway=gateway,
                    session=old.session_id if session else None,
                    sequence=old.sequence if session else None,
                )
        except self._handled_exceptions as error:
            await self._handle_disconnect(error)
        except ReconnectWebSocket as error:
            kind = EventType.resume if error.resume else EventType.identify
            self._queue_put(EventItem(kind, self, error))
        except Exception as error:  # noqa: BLE001  discord.py ends with it
            self._queue_put(EventItem(EventType.terminate, self, error))
        else:
            self._opened = monotonic()
            self.launch()

    def back(self) -> None:
        """Discord has greeted: the outage, if there was one, is over."""
        if self._lost is not None:
            seconds = monotonic() - self._lost
            log.warning("shard %d: connected again after %.1f seconds", self.id, seconds)
        self._lost, self._tries = None, 0

    def look(self) -> None:
        """Give the connection up if nothing answers on it, seen twice: a busy loop answers late."""
        if not silent(self.ws):
            self._suspected = False
            self._probe()
        elif not self._suspected:
            self._suspected = True
        else:
            self._suspected = False
            self._give_up()

    def _probe(self) -> None:
        """Send a heartbeat ahead of its time where it has long been quiet.

        Discord wants one in 41 seconds; silence is to be noticed sooner than that.
        """
        beat, now = self.ws._keep_alive, perf_counter()  # noqa: SLF001
        if beat is None or not self.ws.open:
            return
        quiet = min(QUIET, beat.interval or QUIET)
        if now - max(beat._last_recv, beat._last_send) > quiet:  # noqa: SLF001
            beat._last_send = now  # noqa: SLF001
            self._probing = asyncio.create_task(_sent(self.ws, beat.get_payload()))

    def _give_up(self) -> None:
        """Leave the connection to be closed for as long as that takes, and resume on a new one."""
        log.warning("shard %d: nothing answers any more", self.id)
        self._cancel_task()
        if self.ws._keep_alive is not None:  # noqa: SLF001
            self.ws._keep_alive.stop()  # noqa: SLF001
            self.ws._keep_alive = None  # noqa: SLF001
        self._closing = asyncio.create_task(self.ws.socket.close(code=4000))
        self._queue_put(EventItem(EventType.resume, self, ReconnectWebSocket(self.id)))


async def _sent(ws: DiscordWebSocket, heartbeat: dict[str, Any]) -> None:
    with contextlib.suppress(Exception):  # whoever reads from the connection learns of its end
        await ws.send_heartbeat(heartbeat)


def silent(ws: DiscordWebSocket) -> bool:
    """Whether a heartbeat has gone unanswered for longer than a living connection lets it."""
    beat = ws._keep_alive  # noqa: SLF001
    if beat is None or not ws.open:
        return False
    now, interval = perf_counter(), beat.interval or ANSWERING
    patience = min(ANSWERING, interval)
    # discord.py notes the time a moment after it has sent: a quick answer may be noted before.
    sent = beat._last_send - min(1.0, interval / 10)  # noqa: SLF001
    unheard = beat._last_recv < sent < now - patience  # noqa: SLF001
    greeted = beat.latency < float("inf")  # the first heartbeat follows the greeting at once
    longest = patience if not greeted else 2 * interval + patience
    return unheard or now - beat._last_ack > longest  # noqa: SLF001


class SteadyClient(commands.AutoShardedBot):
    """A client whose shards come back soon."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.identifying = IdentifyPacer()

    @property
    def steady_shards(self) -> dict[int, SteadyShard]:
        """The shards by number."""
        found: dict[int, SteadyShard] = self._AutoShardedClient__shards  # type: ignore[attr-defined]
        return found

    async def launch_shard(
        self, gateway: yarl.URL, shard_id: int, *, initial: bool = False
    ) -> None:
        """Connect a shard for the first time, with a line in the log for each try that fails."""
        while True:
            try:
                async with asyncio.timeout(STARTING):
                    ws = await DiscordWebSocket.from_client(
                        self, initial=initial, gateway=gateway, shard_id=shard_id
                    )
                break
            except Exception as error:  # noqa: BLE001  as discord.py has it: tried until it works
                log.warning("shard %d: no connection yet (%s)", shard_id, type(error).__name__)
                await asyncio.sleep(PAUSE)
        put = self._AutoShardedClient__queue.put_nowait  # type: ignore[attr-defined]
        self.steady_shards[shard_id] = shard = SteadyShard(ws, self, put)
        shard.launch()
        if not self._watch.is_running():
            self._watch.start()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait as long as Discord wants between two IDENTIFYs, and no longer."""
        shard = self.steady_shards.get(shard_id or 0)
        if shard is None or shard.patience is None or initial:
            await self.identifying.acquire(counts=False)
            return
        shard.patience.reschedule(None)
        await self.identifying.acquire()
        shard.patience.reschedule(asyncio.get_running_loop().time() + OPENING)

    @tasks.loop(seconds=LOOK_EVERY)
    async def _watch(self) -> None:
        for shard in list(self.steady_shards.values()):
            shard.look()

    async def close(self) -> None:
        """End the connections."""
        self._watch.cancel()
        await super().close()
