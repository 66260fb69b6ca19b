"""Measures and the rules for them: all pure, from rows and times alone.

Nothing is re-exported here: `clearwater.cases.measures.policy` is what most callers want.
"""
