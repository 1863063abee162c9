"""The commands of `footnote`, one file each, and what they print."""
