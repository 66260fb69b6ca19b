"""One file a noun: a request becomes a call of a use-case, what it returns becomes an answer."""

from clearwater.web.routers.case_rows import case_rows
from clearwater.web.routers.cases import cases
from clearwater.web.routers.clues import clues
from clearwater.web.routers.decisions import decisions
from clearwater.web.routers.ledger import ledger
from clearwater.web.routers.logins import logins
from clearwater.web.routers.people import people
from clearwater.web.routers.provider import provider
from clearwater.web.routers.rules import rules
from clearwater.web.routers.runs import runs
from clearwater.web.routers.sessions import sessions

ROUTERS = (
    *(cases, case_rows, decisions, clues, runs, rules, ledger),
    *(people, sessions, provider, logins),
)
"""Every noun."""
