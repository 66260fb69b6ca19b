"""The whole of an expansion, from a population and leads to its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clearwater.detect.expand.growth import Grower, Step
from clearwater.detect.expand.lead import Lead
from clearwater.detect.expand.standing import standing
from clearwater.detect.expand.start import start_of, without_objects
from clearwater.detect.expand.tables import expansion_of
from clearwater.detect.population import Population
from clearwater.findings.expansion import Expansion
from clearwater.units import MICROSECONDS


def expand_population(
    population: Population,
    leads: Sequence[Lead],
    windows_us: Sequence[int],
    *,
    q: float,
    most_steps: int,
    seed: int,
    step: Step,
) -> Expansion:
    """Return who else belongs to `leads`.

    Parameters
    ----------
    windows_us : sequence of int
        Microseconds, ascending, each once.
    q : float
        False discovery rate of all steps together, above 0, at most 0.5.
    most_steps : int
        At least 1.
    seed : int
        Of the replicas.

    Raises
    ------
    ParameterError
        If the log does not hold a lead, or too many accounts share it.
    """
    start = start_of(population.log, leads, windows_us)
    seen = replace(population, log=without_objects(population.log, start.aside))
    step("count what accounts share", 0, 1)
    grower = Grower.of(seen, start, windows_us, q)
    step("count what accounts share", 1, 1)
    growth = grower.grow(most_steps, step)
    step("ask everybody again", 0, 1)
    stands = standing(grower, growth.circle, len(growth.steps) + 1, seed)
    step("ask everybody again", 1, 1)
    parameters = {
        "windows_s": [window / MICROSECONDS for window in windows_us],
        "q": q,
        "most_steps": most_steps,
        "seed": seed,
    }
    return expansion_of(population.log.actors, leads, growth, stands, parameters)
