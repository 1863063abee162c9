"""Finds the entries that a question may mean: words, spelling, index and ranker. Pure."""
