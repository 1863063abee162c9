"""The commands; the only place that turns errors into words and exit statuses."""
