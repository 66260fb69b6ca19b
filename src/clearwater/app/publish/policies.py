"""The policy as it was at a moment: figures of a past period go by the rules of that time."""

from __future__ import annotations

from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.policy import PolicyRow, PolicyVersion
from clearwater.cases.store.base import Unit
from clearwater.errors import StoreError


class Policies:
    """The policies of one organisation by time.

    Parameters
    ----------
    unit
        Of the organisation.
    """

    def __init__(self, unit: Unit) -> None:
        kept = sorted(unit.find(PolicyVersion), key=lambda one: one.version)
        self._versions = [(one.version, one.since_us, one.policy) for one in kept]
        # One that was put in force before versions were kept is still the present one.
        row = unit.get(PolicyRow, unit.organisation)
        if row is not None and row.version not in {version for version, _, _ in self._versions}:
            self._versions.append((row.version, row.since_us, row.policy))
        self._versions.sort()
        self._read: dict[int, Policy] = {0: default_policy()}

    def at(self, time_us: int) -> tuple[int, Policy]:
        """Return the policy in force at a moment, and its version; 0 is Clearwater's own.

        Raises
        ------
        StoreError
            If it was replaced before versions were kept.
        """
        earlier = [one for one in self._versions if one[1] <= time_us]
        if not earlier:
            first = min((version for version, _, _ in self._versions), default=1)
            if first > 1:
                raise StoreError(
                    "the policy of that time was not kept",
                    expected="version 1 and all after it",
                    found=f"version {first} as the first",
                    next_step="Figures can be counted from the next change of the policy on.",
                )
            return 0, self._read[0]
        version, _, text = earlier[-1]
        if version not in self._read:
            self._read[version] = Policy.of_json(text)
        return version, self._read[version]
