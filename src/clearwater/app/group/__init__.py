"""A group as one thing: what a page shows of it, from frozen evidence or from a run folder."""
