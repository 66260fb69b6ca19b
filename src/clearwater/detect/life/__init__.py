"""Measures of how an account lives: its gaps, sleep, first days, kinds of action and devices."""
