"""Writing as a member: messages, threads, posts, and the sign of writing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.sandbox.channels import Channel, ChannelType
from bot.sandbox.invoking import Impossible
from bot.sandbox.message_payloads import snapshot
from bot.sandbox.messages import Body, Message, MessageType, Reference
from bot.sandbox.permissions import Permission
from bot.sandbox.seeing import Seeing

P = Permission

LONGEST = 2_000
"""Characters that a member can send in one message."""


class Writing(Seeing):
    """One person's pen."""

    async def say(
        self,
        channel: Channel,
        text: str,
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        files: Sequence[str] = (),
    ) -> Message:
        """Send a message.

        Args:
            channel: Where.
            text: What; `sandbox.bot_mention` mentions the bot.
            reply_to: The message that it replies to.
            ping: Whether the reply pings who wrote that message.
            files: Names of files that come along.
        """
        self._need_to_send(channel)
        if not (text.strip() or files) or len(text) > LONGEST:
            raise Impossible(f"a message has 1 to {LONGEST} characters")
        if reply_to is not None:
            self._need_to_see(reply_to)
        if channel.thread is not None and channel.thread.archived:
            self.realm.posting.archive(channel, archived=False)
        allowed = {"parse": ["users", "roles", "everyone"], "replied_user": ping}
        attached = [{"id": str(i), "filename": f, "size": 1} for i, f in enumerate(files)]
        for made in attached:
            made["url"] = made["proxy_url"] = f"attachment://{made['filename']}"
        return self.realm.posting.post(
            channel,
            self.user,
            Body(content=text, allowed_mentions=allowed, attachments=attached),
            kind=MessageType.REPLY if reply_to else MessageType.DEFAULT,
            reference=Reference(reply_to.id, channel.id, channel.guild_id) if reply_to else None,
        )

    async def forward(self, message: Message, channel: Channel) -> Message:
        """Forward a message to a channel; the new one has no text of its own."""
        self._need_to_see(message)
        self._need_to_send(channel)
        guild = self.realm.world.channels[message.channel_id].guild_id
        return self.realm.posting.post(
            channel,
            self.user,
            Body(),
            reference=Reference(message.id, message.channel_id, guild),
            snapshot=snapshot(message),
        )

    async def edit(self, message: Message, text: str) -> None:
        """Change an own message."""
        if message.author_id != self.user.id:
            raise Impossible("only who wrote a message edits it")
        message.body.content = text
        self.realm.posting.changed(message)

    async def delete(self, message: Message) -> None:
        """Delete an own message, with the right to it anybody's; dismiss an ephemeral one."""
        self._need_to_see(message)
        if message.author_id != self.user.id and message.only_for != self.user.id:
            self._need(self.realm.world.channels[message.channel_id], P.MANAGE_MESSAGES, "delete")
        self.realm.posting.remove(message)

    async def type(self, channel: Channel) -> None:
        """Begin to write."""
        self._need_to_send(channel)
        self.realm.posting.typing(channel, self.user)

    async def direct(self) -> Channel:
        """The direct channel with the bot."""
        return self.realm.world.direct_channel(self.user, self.realm.world.bot)

    async def open_thread(
        self, channel: Channel, name: str, *, on: Message | None = None
    ) -> Channel:
        """Open a thread in a channel, perhaps on a message; or a forum's post without its text."""
        post = channel.type is ChannelType.FORUM
        self._need(channel, P.SEND_MESSAGES if post else P.CREATE_PUBLIC_THREADS, "open threads")
        return self.realm.posting.open_thread(channel, name, self.user, on=on)

    async def post(self, forum: Channel, title: str, text: str) -> Channel:
        """Open a forum's post with its first message; the post is told of before the message."""
        if forum.type is not ChannelType.FORUM:
            raise Impossible("posts are for forums")
        thread = await self.open_thread(forum, title)
        await self.say(thread, text)
        return thread
