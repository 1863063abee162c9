"""The loopback Discord, driven by an unpatched client of the real library."""
