"""The console: pages for people, at the same use-cases and by the same door as the HTTP interface.

A page only looks. Whatever somebody does on it, its script asks the HTTP interface for, so there is
one way to do a thing, one place of rights, and one record of it.
"""
