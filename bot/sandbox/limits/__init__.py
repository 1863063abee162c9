"""Discord's limits, counted by hand: each room takes a body and tells every fault it finds."""
