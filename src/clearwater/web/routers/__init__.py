"""One file a noun: a request becomes a call of a use-case, what it returns becomes an answer."""

from clearwater.web.routers.bodies import bodies
from clearwater.web.routers.case_rows import case_rows
from clearwater.web.routers.cases import cases
from clearwater.web.routers.claims import claims
from clearwater.web.routers.clues import clues
from clearwater.web.routers.decisions import decisions
from clearwater.web.routers.duties import duties
from clearwater.web.routers.events import events
from clearwater.web.routers.exchange import exchange
from clearwater.web.routers.expansions import expansions
from clearwater.web.routers.groups import groups
from clearwater.web.routers.histories import histories
from clearwater.web.routers.jobs import jobs
from clearwater.web.routers.ledger import ledger
from clearwater.web.routers.logins import logins
from clearwater.web.routers.logs import logs
from clearwater.web.routers.passing import passing
from clearwater.web.routers.people import people
from clearwater.web.routers.privacy import privacy
from clearwater.web.routers.provider import provider
from clearwater.web.routers.publishing import publishing
from clearwater.web.routers.quality import quality
from clearwater.web.routers.rules import rules
from clearwater.web.routers.run_views import run_views
from clearwater.web.routers.runs import runs
from clearwater.web.routers.sessions import sessions
from clearwater.web.routers.uploads import uploads
from clearwater.web.routers.user_reports import user_reports
from clearwater.web.routers.work import work

ROUTERS = (
    *(
        cases,
        case_rows,
        decisions,
        clues,
        runs,
        groups,
        events,
        histories,
        expansions,
        claims,
        rules,
        ledger,
    ),
    *(user_reports, bodies, passing, duties, publishing, exchange, privacy),
    *(work, quality),
    *(people, sessions, provider, logins),
    *(uploads, logs, jobs, run_views),
)
"""Every noun."""
