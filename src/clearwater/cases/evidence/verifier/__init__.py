"""The verifier of evidence packages, in parts that are joined into one file, ``verify.py``.

Every part runs on Python 3.8 and later with the standard library alone, imports nothing of
Clearwater but other parts, and has names that no other part has: see
`clearwater.cases.evidence.standalone`, which joins them.
"""
