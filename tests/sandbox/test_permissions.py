"""Permissions: roles and overwrites add up as Discord's documentation says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import Overwrite, Permission, World
from bot.sandbox.guild import ALL, in_channel

P = Permission
bits = st.integers(0, (1 << 41) - 1).map(lambda b: b & ~P.ADMINISTRATOR)


@given(bits, bits, st.tuples(bits, bits), st.tuples(bits, bits), st.tuples(bits, bits))
def test_overwrites_apply_from_everyone_to_the_member(
    base: int, of_role: int, everyone: tuple[int, int], role: tuple[int, int], own: tuple[int, int]
) -> None:
    """First everyone's overwrite, then the roles' together, then the member's own."""
    world = World()
    guild = world.add_guild("Hall")
    guild.roles[guild.id].permissions = base
    readers = world.add_role(guild, "readers", of_role)
    member = world.add_member(guild, "alice", readers)
    targets = (guild.id, everyone), (readers.id, role), (member.user.id, own)
    overwrites = tuple(Overwrite(t, allow=a, deny=d) for t, (a, d) in targets)
    channel = world.add_channel(guild, "general", overwrites=overwrites)
    held = in_channel(guild, member, channel)
    expected = base | of_role
    for allow, deny in (everyone, role, own):
        expected = expected & ~deny | allow
    assert held == (expected if expected & P.VIEW_CHANNEL else 0)


def test_owners_and_administrators_may_do_everything() -> None:
    """The owner and administrators are above all overwrites; strangers may do nothing."""
    world = World()
    guild = world.add_guild("Hall")
    chief = world.add_member(guild, "chief", world.add_role(guild, "chiefs", P.ADMINISTRATOR))
    stranger = world.add_user("stranger")
    shut = Overwrite(guild.id, deny=ALL)
    channel = world.add_channel(guild, "general", overwrites=(shut,))
    assert world.permissions(world.owner, channel) == ALL
    assert world.permissions(chief.user, channel) == ALL
    assert world.permissions(stranger, channel) == 0


def test_a_thread_has_its_parents_overwrites() -> None:
    """A thread is seen by who sees its parent."""
    world = World()
    guild = world.add_guild("Hall")
    alice, bob = (world.add_member(guild, name).user for name in ("alice", "bob"))
    shut = Overwrite(bob.id, of_member=True, deny=P.VIEW_CHANNEL)
    channel = world.add_channel(guild, "quiet", overwrites=(shut,))
    thread = world.add_thread(channel, "talk", alice)
    assert [world.sees_channel(one, thread) for one in (alice, bob)] == [True, False]


def test_a_direct_channel_is_for_its_two() -> None:
    """Nobody else sees a direct channel, and it is made once."""
    world = World()
    alice, bob = world.add_user("alice"), world.add_user("bob")
    channel = world.direct_channel(alice, world.bot)
    assert world.direct_channel(world.bot, alice) is channel
    assert world.permissions(alice, channel) & P.SEND_MESSAGES
    assert world.permissions(bob, channel) == 0
