"""A case for other organisations, as STIX 2.1."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clearwater.app.case.desk import Desk
from clearwater.app.exchange.frozen_findings import FrozenFinding, frozen_finding
from clearwater.app.exchange.identifiers import identifiers_of
from clearwater.app.exchange.partners import the_partner
from clearwater.cases.exchange.stix import TLP, SeenCase, SeenGroup, bundle_of
from clearwater.cases.exchange.stix_check import stix_faults
from clearwater.cases.records.case import Case, CaseFinding, Member
from clearwater.cases.records.exchange import Partner
from clearwater.cases.records.privacy import FILES_GONE, Erasure
from clearwater.cases.store.base import Unit
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.asking import decided_about, newest_standing
from clearwater.cases.workflow.base import CaseFile, Context
from clearwater.cases.workflow.commands import ReadPersonalData
from clearwater.cases.workflow.commands_exchange import KeepExport
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError, ParameterError, near_names


@dataclass(frozen=True)
class BundleAsked:
    """What is asked for."""

    case: str
    finding: str | None = None
    """Only this finding of the case."""
    tlp: str = "amber"
    """``clear``, ``green``, ``amber`` or ``red``."""
    partner: str | None = None
    """For whom; their tokens are theirs alone."""
    purpose: str | None = None
    """Why identifiers are told instead of tokens; nothing: tokens."""


def stix_bundle(store: SqlStore, desk: Desk, asked: BundleAsked) -> dict[str, Any]:
    """Return a case as a bundle; that it was made, for whom and with what, is on record.

    Accounts that were excluded, or for whom an appeal was won, are not in it.

    Raises
    ------
    ParameterError
        If the case has no such finding, or nothing to tell.
    RefusedError
        If the person may not, the partner does not get this, or the purpose is none.
    """
    _check_tlp(asked.tlp)
    with store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.EXPORT)
        file = desk.file_of(unit, asked.case)
        partner = None if asked.partner is None else the_partner(unit, asked.partner)
        bundle, accounts = _Told(store, unit, file, context, asked).bundle()
        if asked.purpose is not None:
            command = ReadPersonalData("exchange", accounts, asked.purpose)
            desk.done(unit, context, file, command)
        _keep(desk, unit, context, bundle, asked, partner, accounts)
    faults = stix_faults(bundle)
    assert not faults, faults  # noqa: S101 - a fault of ours, never of who asks
    return bundle


def bundle_text(bundle: dict[str, Any]) -> str:
    """Return the text of a bundle; the same bundle gives the same bytes."""
    return json.dumps(bundle, ensure_ascii=False, indent=2) + "\n"


def _keep(
    desk: Desk,
    unit: Unit,
    context: Context,
    bundle: dict[str, Any],
    asked: BundleAsked,
    partner: Partner | None,
    accounts: int,
) -> None:
    digest = hashlib.sha256(bundle_text(bundle).encode()).hexdigest()
    command = KeepExport("stix", accounts, digest, asked.case, partner)
    desk.without_case(unit, context, command)


class _Told:
    """What is told of one case."""

    def __init__(
        self, store: SqlStore, unit: Unit, file: CaseFile, context: Context, asked: BundleAsked
    ) -> None:
        self._store, self._unit, self._file = store, unit, file
        self._policy, self._asked = context.policy, asked
        (self._case,) = file.all(Case)

    def bundle(self) -> tuple[dict[str, Any], int]:
        """Return the bundle, and how many accounts it names."""
        members = decided_about(self._file)
        findings = self._findings()
        members = tuple(one for one in members if one.finding in {f.finding for f in findings})
        if not findings or not members:
            raise ParameterError(
                "the case has nothing to tell",
                where=self._case.case,
                expected="a finding with members who are not excluded",
                found=f"{len(findings)} findings, {len(members)} members",
            )
        named = self._named(members)
        groups = tuple(
            self._group(one, [m for m in members if m.finding == one.finding], named)
            for one in findings
            if any(m.finding == one.finding for m in members)
        )
        seen = SeenCase(
            name=self._token(self._case.case),
            organisation=self._case.organisation,
            author=self._unit.token("stix author", self._case.organisation),
            groups=groups,
            techniques=self._techniques(),
            confidence=self._case.confidence_milli // 10,
            created_us=self._case.opened_us,
            modified_us=max(self._case.opened_us, *(self._changes())),
            tlp=self._asked.tlp,
            tokens=self._asked.purpose is None,
        )
        return bundle_of(seen), len(named)

    def _token(self, name: str) -> str:
        """Return a name that leads nobody to another export, or to another partner's copy."""
        whom = "anybody" if self._asked.partner is None else f"partner {self._asked.partner}"
        return self._unit.token(f"stix for {whom}", name)

    def _findings(self) -> tuple[CaseFinding, ...]:
        found = self._file.all(CaseFinding)
        wanted = self._asked.finding
        if wanted is None:
            return found
        named = tuple(one for one in found if one.finding == wanted)
        if not named:
            known = [one.finding for one in found]
            raise NothingThereError(
                "the case has no such finding",
                expected=", ".join(known) or "none: it was opened for a clue",
                found=repr(wanted[:80]),
                next_step=near_names(wanted, known),
            )
        return named

    def _named(self, members: Iterable[Member]) -> dict[str, str]:
        subjects = [one.subject for one in members]
        if self._asked.purpose is None:
            return {one: self._token(f"account {one}")[:32] for one in subjects}
        return identifiers_of(self._unit, subjects)

    def _group(
        self, finding: CaseFinding, members: list[Member], named: dict[str, str]
    ) -> SeenGroup:
        frozen = frozen_finding(self._store.blobs, self._file, finding) or FrozenFinding(
            (), 0, 0.0, self._case.opened_us, self._case.opened_us
        )
        known = bool(frozen.families)
        return SeenGroup(
            name=self._token(f"finding {finding.run} {finding.finding}"),
            level=finding.level,
            families=frozen.families,
            score_bits=finding.score_millibits / 1000,
            q_value=float(finding.q_value),
            accounts=tuple(sorted({named[one.subject] for one in members})),
            objects=finding.objects,
            events=sum(one.events for one in members),
            first_us=frozen.first_us,
            last_us=frozen.last_us,
            meetings=frozen.meetings if known else None,
            expected_meetings=round(frozen.expected, 6) if known else None,
        )

    def _techniques(self) -> tuple[str, ...]:
        decision = newest_standing(self._file)
        if decision is None or decision.measure is None:
            return ()
        codes = {one.code: one for one in self._policy.reasons}
        reason = codes.get(decision.reason_code)
        return () if reason is None else self._policy.category(reason.category).techniques

    def _changes(self) -> Iterable[int]:
        """Return when what is told was changed: looking at a case is no change of it."""
        looked = {"personal data read", "exported", "evidence sealed"}
        for entry in self._unit.entries(self._case.case):
            if entry.act not in looked:
                yield entry.time_us
        # An erasure is no entry of the case, and takes the evidence away of which this tells.
        for what in FILES_GONE:
            erasure = self._unit.get(Erasure, what, self._case.case)
            if erasure is not None:
                yield erasure.erased_us


def _check_tlp(said: str) -> None:
    if said not in TLP:
        raise ParameterError(
            "the Traffic Light Protocol has no such word",
            expected=" | ".join(TLP),
            found=repr(said[:40]),
            next_step=near_names(said, TLP),
        )
