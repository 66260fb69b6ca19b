"""Measures of accounts that rate and buy against the crowd."""
