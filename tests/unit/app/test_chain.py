from __future__ import annotations

from clearwater.app.chain import chain_of
from clearwater.app.progress import no_progress
from clearwater.app.read_population import read_population
from clearwater.findings.chain import CUSTOMERS, ROLES, SUPPLIERS
from clearwater.findings.run import empty_tables
from tests.helpers.desk import DESK
from tests.helpers.desk_run import desk_event_log, desk_run


def test_desks_that_act_in_random_order_have_executors_only() -> None:
    population, _ = read_population(desk_event_log(), no_progress)
    found = chain_of(population, desk_run().tables)
    members = set(desk_run().members["account"].to_pylist())
    assert set(found.roles["account"].to_pylist()) == members >= set(DESK)
    assert set(found.roles["role"].to_pylist()) == {"executor"}
    assert found.suppliers.num_rows == 0
    assert found.skipped == (
        "suppliers by prefix: the log has no column ip",
        "suppliers by client: the log has no column client",
        "customers: the log has no column target",
    )


def test_a_run_without_findings_has_no_chain() -> None:
    population, _ = read_population(desk_event_log(), no_progress)
    found = chain_of(population, empty_tables())
    assert found.roles.num_rows == 0
    assert (found.roles.schema, found.suppliers.schema, found.customers.schema) == (
        ROLES,
        SUPPLIERS,
        CUSTOMERS,
    )
