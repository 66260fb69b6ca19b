"""Measures of accounts that follow to order."""
