"""How an organisation says to others what it decided: a section of the policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from clearwater.cases.exchange.dsa_codes import CONTENT_TYPES, COUNTRIES, DECISIONS
from clearwater.cases.measures.policy_fields import Address, Line, Name, Pattern

ACCOUNT, DECISION = "account", "decision"
"""`Exchange.statement_per`."""

DsaDecision = Annotated[
    str,
    Pattern(
        "|".join(["", *(word for words in DECISIONS.values() for word in words)]),
        "a decision of EU statements of reasons such as DECISION_ACCOUNT_SUSPENDED, or nothing",
    ),
]
"""Nothing: what is no restriction, and so no statement."""
Country = Annotated[
    str, Pattern("|".join(COUNTRIES), "a country of the European Economic Area, such as DE")
]
ContentType = Annotated[str, Pattern("|".join(CONTENT_TYPES), " | ".join(CONTENT_TYPES))]


@dataclass(frozen=True)
class Exchange:
    """How what is decided here is said in other people's standards."""

    statement_per: Annotated[str, Pattern(f"{ACCOUNT}|{DECISION}", f"{ACCOUNT} | {DECISION}")]
    """Whether each account of a decision gets an EU statement of reasons, or all have one."""
    territory: tuple[Country, ...]
    """Where measures hold, for EU statements of reasons."""
    content_types: tuple[ContentType, ...]
    """What measures are about, for EU statements of reasons."""
    content_other: Line
    """What that is, where `content_types` says ``CONTENT_TYPE_OTHER``."""
    terms: Address
    """Where the rules can be read; nothing: nowhere."""
    flag_actor: Address
    """Who sends flags to federated servers: an actor of the organisation, no person. Nothing: no
    flags go out."""
    flag_category: Name
    """The `Category` under which flags of federated servers are reports: they say none of ours."""
    accounts_begin: Address
    """How addresses of our accounts begin for federated servers; the account's identifier follows.
    Nothing: identifiers are addresses."""
