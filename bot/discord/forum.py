"""Forum posts: one first answer to a new post, from its title, and its text if that is readable."""

from __future__ import annotations

import asyncio

import discord
from cachetools import FIFOCache

from bot.answering.reply import Response
from bot.discord.cards import Audience, card
from bot.discord.logs import described, log, logged
from bot.discord.messages import from_a_person
from bot.discord.replies import send
from bot.discord.service import Asker, Service
from bot.discord.text import lines, one_line
from bot.discord.tracking import ChannelActivity

PATIENCE = 3.0  # seconds to wait for a post's first message, which may come after the post
TRIES = 4
PAUSE = 1.0  # seconds before Discord is asked again, twice as many each time
NO_STARTER_YET = 40058  # "Cannot message this thread until after the post author has sent..."
KEPT = 1_000


class Forum:
    """Answers new posts of the forums that a moderator switched on."""

    def __init__(self, service: Service, activity: ChannelActivity) -> None:
        self._service = service
        self._activity = activity
        self._starters: FIFOCache[int, asyncio.Future[str | None]] = FIFOCache(KEPT)

    def begun(self, message: discord.Message) -> None:
        """A post's first message came, which bears the post's own number."""
        starter = self._starter(message.id)
        if not starter.done():
            starter.set_result(message.content if from_a_person(message) else None)

    async def read(self, post: discord.Thread) -> None:
        """Answer a new post, once, if the bot listens in its forum and the article answers."""
        if post.parent_id not in self._service.listening or not isinstance(
            post.parent, discord.ForumChannel
        ):
            return
        if not self._service.handled.first(("post", post.id)):
            return
        with logged("forum post"):
            await self._answer(post)

    async def _answer(self, post: discord.Thread) -> None:
        try:  # what the first message says; empty where it can't be read
            said = await asyncio.wait_for(asyncio.shield(self._starter(post.id)), PATIENCE)
        except TimeoutError:
            said = ""
        if said is None:  # no person wrote it
            return
        title = one_line(post.name)
        response = await self._answering(post, title, lines(said))
        asker = Asker(post.owner_id, post.id)
        if response is None or await self._activity.answered_in(post):
            return
        if self._service.refusal(asker):
            return
        self._service.note(response, asker, title)
        await self._post(post, response, Audience(post.owner_id, title))

    async def _answering(self, post: discord.Thread, title: str, said: str) -> Response | None:
        """The title asks, also without a question mark; else the text does, by itself."""
        service = self._service
        for text, titled in ((title, True), (said, False)):
            if text and not service.too_long(text) and service.answerer.may_ask(text, title=titled):
                response = await service.unasked(text, post.id, title=titled)
                if response is not None:
                    return response
        return None

    def _starter(self, number: int) -> asyncio.Future[str | None]:
        return self._starters.setdefault(number, asyncio.get_running_loop().create_future())

    async def _post(self, post: discord.Thread, response: Response, audience: Audience) -> None:
        """Post the answer; Discord refuses it for as long as it has no first message."""
        for attempt in range(TRIES):
            try:
                await send(post, post.id, view=card(response, audience))
            except discord.HTTPException as error:
                if error.code != NO_STARTER_YET or attempt == TRIES - 1:
                    raise
                log.info("forum post without a first message yet (%s)", described(error))
                await asyncio.sleep(PAUSE * 2**attempt)
                if await self._activity.answered_in(post):
                    return
            else:
                return
