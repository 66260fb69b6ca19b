"""The quality of reviews: known cases, decisions that are judged twice, how well people agree."""
