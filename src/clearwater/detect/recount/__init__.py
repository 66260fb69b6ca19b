"""Recount: what is left of the numbers when what groups did together is set aside."""
