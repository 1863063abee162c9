"""An article: its text, its sentences, and the quotes and links that point into it."""
