"""Reports by users of a platform: taken in, weighed, answered. None of it leads to a decision."""
