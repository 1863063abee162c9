"""The pure part: no Discord, disk, clock, environment or logging."""
