"""Rules between sources that state the same: values, definitions, the ledger, small cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from clearwater.cases.figures.crosscheck.base import (
    LEDGER,
    PUBLIC,
    SELF_REPORT,
    WEEKLY,
    Claim,
    Fault,
    Rule,
    Source,
    fault,
    of_kind,
)
from clearwater.cases.figures.crosscheck.rolled_up import counts_of, roll_ups, values_of
from clearwater.cases.measures.policy_fields import Words


def _differs(sources: Sequence[Source]) -> Iterable[Fault]:
    """Yield numbers that two publications give differently."""
    yield from _different("value.differs", of_kind(sources, WEEKLY, PUBLIC))
    for platform in _by_organisation(of_kind(sources, SELF_REPORT)):
        yield from _different("value.differs", platform)
    yield from _of_bodies(sources)


def _of_bodies(sources: Sequence[Source]) -> Iterator[Fault]:
    """Yield what a roll-up says of a body that the body's own report does not say."""
    own = {(one.organisation, one.period): one for one in of_kind(sources, WEEKLY)}
    for source, below in roll_ups(sources):
        for body, figure, by, value, where in values_of(below):
            theirs = own.get((body, source.period))
            if theirs is None:
                continue
            for part, stated in value.items():
                claim = theirs.at(figure, by, part)
                if claim is None and not by:
                    continue
                # Of parts a report names only those in which there is something.
                expected, at = (0, figure) if claim is None else (claim.value, claim.where)
                if stated != expected:
                    places = ((theirs, at), (source, where))
                    yield fault("value.differs", expected, repr(stated)[:60], *places)


def _from_the_ledger(sources: Sequence[Source]) -> Iterable[Fault]:
    """Yield numbers that are not what the ledger says."""
    ledger = {
        (source.organisation, claim.place): (source, claim)
        for source in of_kind(sources, LEDGER)
        for claim in source.claims
    }
    for source in of_kind(sources, WEEKLY, PUBLIC):
        for claim in _once(source.claims):
            counted = ledger.get((source.organisation, claim.place))
            if counted is None or claim.value is None:
                continue
            if claim.value != counted[1].value:
                places = ((source, claim.where), (counted[0], counted[1].where))
                rule = "ledger.differs"
                yield fault(rule, counted[1].value, repr(claim.value)[:60], *places)
    yield from _below_from_the_ledger(sources)


def _below_from_the_ledger(sources: Sequence[Source]) -> Iterator[Fault]:
    counted = {
        (one.organisation, one.period_name): (one, counts_of(below))
        for one, below in roll_ups(sources, LEDGER)
    }
    for source, below in roll_ups(sources):
        found = counted.get((source.organisation, source.period_name))
        if found is None:
            continue
        ledger, wanted = found
        stated = counts_of(below)
        for key in sorted({*wanted, *stated}, key=repr):
            if stated.get(key) != wanted.get(key):
                figure, place = key
                where = " ".join(["below", figure, *(f"{axis}={value}" for axis, value in place)])
                places = ((source, where), (ledger, where))
                yield fault("ledger.differs", wanted.get(key), stated.get(key), *places)


def _root(sources: Sequence[Source]) -> Iterable[Fault]:
    roots = {
        (source.organisation, source.document["ledger"]["size"]): source
        for source in of_kind(sources, LEDGER)
        if "ledger" in source.document
    }
    for source in of_kind(sources, WEEKLY, PUBLIC):
        stated = source.document["ledger"]
        counted = roots.get((source.organisation, stated["size"]))
        if counted is not None and counted.document["ledger"]["root"] != stated["root"]:
            places = ((source, "ledger.root"), (counted, f"at {stated['size']} entries"))
            expected = counted.document["ledger"]["root"]
            yield fault("ledger.root_differs", expected, stated["root"], *places)


def _published(sources: Sequence[Source]) -> Iterable[Fault]:
    """Yield reports of a period of which something else was published."""
    for ledger in of_kind(sources, LEDGER):
        for source in of_kind(sources, WEEKLY, PUBLIC):
            if source.organisation != ledger.organisation or not source.sha256:
                continue
            known = [
                sha256 for period, sha256 in ledger.publications if period == source.period_name
            ]
            if known and source.sha256 not in known:
                places = ((source, "the file"), (ledger, f"published of {source.period_name}"))
                yield fault("publication.other", known[-1], source.sha256, *places)
            if len(set(known)) > 1 and source.sha256 == known[-1]:
                places = ((source, "the file"), (ledger, f"published of {source.period_name}"))
                yield fault("publication.changed", known[0], known[-1], *places)


def _other(sources: Sequence[Source]) -> Iterable[Fault]:
    return [one for one in _published(sources) if one.rule == "publication.other"]


def _changed(sources: Sequence[Source]) -> Iterable[Fault]:
    return [one for one in _published(sources) if one.rule == "publication.changed"]


def _register(sources: Sequence[Source]) -> Iterable[Fault]:
    """Yield what a platform says of itself that is not what our own register says."""
    own = {
        claim.place: (source, claim)
        for source in (*of_kind(sources, WEEKLY), *of_kind(sources, LEDGER))
        for claim in source.claims
    }
    for source in of_kind(sources, SELF_REPORT):
        for claim in _once(source.claims):
            known = own.get(claim.place)
            if known is None or claim.number is None or known[1].number is None:
                continue
            if claim.number != known[1].number:
                places = ((source, claim.where), (known[0], known[1].where))
                yield fault("register.differs", known[1].number, claim.number, *places)


def _definitions(sources: Sequence[Source]) -> Iterable[Fault]:
    first: dict[str, tuple[Source, Claim]] = {}
    named: set[tuple[str, int]] = set()
    for source in sources:
        for claim in source.claims:
            if claim.version is None:
                continue
            known = first.setdefault(claim.figure, (source, claim))
            if known[1].version != claim.version and (claim.figure, claim.version) not in named:
                named.add((claim.figure, claim.version))
                places = ((known[0], known[1].where), (source, claim.where))
                expected = f"version {known[1].version}"
                found = f"version {claim.version}"
                yield fault("definition.changed", expected, found, *places)


def _different(rule: str, sources: Sequence[Source]) -> Iterable[Fault]:
    first: dict[object, tuple[Source, Claim]] = {}
    for source in sources:
        for claim in _once(source.claims):
            if claim.value is None:
                continue
            known = first.setdefault((source.organisation, claim.place), (source, claim))
            if known[0] is not source and known[1].value != claim.value:
                places = ((known[0], known[1].where), (source, claim.where))
                yield fault(rule, known[1].value, claim.value, *places)


def _once(claims: Iterable[Claim]) -> Iterable[Claim]:
    """Return claims without repetitions within a source, which another rule names."""
    return {claim.place: claim for claim in claims}.values()


def _by_organisation(sources: Sequence[Source]) -> Iterable[list[Source]]:
    lots: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        lots[source.organisation or ""].append(source)
    return lots.values()


RULES = (
    Rule(
        "value.differs",
        Words("A figure was published twice, differently.", "同一指标先后公布的数值不同。"),
        _differs,
    ),
    Rule(
        "ledger.differs",
        Words("A figure is not what the ledger says.", "指标与账本不符。"),
        _from_the_ledger,
    ),
    Rule(
        "ledger.root_differs",
        Words(
            "The ledger never had this root at this size.",
            "账本在该条数时的根哈希与所述不符。",
        ),
        _root,
    ),
    Rule(
        "publication.other",
        Words("Another file was published of this period.", "该期间公布的是另一份文件。"),
        _other,
    ),
    Rule(
        "publication.changed",
        Words("Two files were published of this period.", "该期间先后公布了两份不同的文件。"),
        _changed,
    ),
    Rule(
        "register.differs",
        Words(
            "What a platform says of itself is not what our register says.",
            "平台自报数与本机构登记不符。",
        ),
        _register,
    ),
    Rule(
        "definition.changed",
        Words("The definition changed in between.", "期间内指标口径发生变化。"),
        _definitions,
    ),
)
