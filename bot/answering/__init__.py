"""From a message to a response: features, scorer, thresholds, dialogue and reply. Pure."""
