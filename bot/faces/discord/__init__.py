"""The Discord face: members ask there, moderators switch, operators run, examine and supervise.

The doors are `running.run`, `doctor.doctor` and `health.health`; each is imported from its own
module, so that asking for health does not load discord.py.
"""
