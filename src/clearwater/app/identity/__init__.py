"""How people and programs prove who they are, for whoever serves the store to others.

::

    gate = Gate(store, clock_us)
    cookie, session = log_in(gate, organisation, user, password, code)     login.py
    present = session_of(gate, cookie)            -> Present               present.py
    present = caller_of_token(gate, bearer)       -> Present               tokens.py
    require_fresh(gate, present, verb)            or RefusedError
    desk_of(gate, present)                        -> Desk, for every other use-case

A `Present` says who asks (`Present.caller`) and within which bounds. Its desk keeps these bounds:
what a token has no scope for, or somebody without the second factor that his roles need, is refused
by the workflow itself. What cannot be undone needs `require_fresh` besides.
"""
