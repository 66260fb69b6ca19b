"""Logs that people bring to a server, and the work on them: beside the requests, in processes."""
