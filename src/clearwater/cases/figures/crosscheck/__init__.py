"""Figures of one source against another: weekly reports, public tables, statements, the ledger.

Each rule has an id and words, and says where both figures stand. Rules are pure: sources come in
read, and faults go out. None of them says who is right.
"""
