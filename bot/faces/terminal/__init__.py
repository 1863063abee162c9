"""The terminal: the same replies as lines, records and a conversation."""
