"""The editor's tools: a new FAQ, its check, drift, gaps, replay, evaluation and report."""
