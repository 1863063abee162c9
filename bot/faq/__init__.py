"""The FAQ files: read, validated, proved against the article, watched, and edited in place."""
