"""One co-retweet job by `clearwater.compat`: LOG.csv WINDOW_S LEAST_WEIGHT EDGES.arrow."""

from __future__ import annotations

import sys
import time

import pyarrow as pa
import pyarrow.csv as pa_csv

from clearwater.compat.coordination_network_toolkit import compute_network

COLUMNS = ("message_id", "user_id", "repost_id", "timestamp")

if __name__ == "__main__":
    # At its first conversion Arrow imports pandas where it finds it. It is here for the tests and
    # no part of an installation; at any rate it belongs to the start.
    pa.array([0])
    started = time.process_time()
    log, window_s, least_weight, edges = sys.argv[1:]
    table = pa_csv.read_csv(
        log,
        convert_options=pa_csv.ConvertOptions(
            include_columns=COLUMNS, column_types=dict.fromkeys(COLUMNS[:3], pa.string())
        ),
    )
    network = compute_network(
        table,
        "co_retweet",
        time_window=float(window_s),
        min_edge_weight=int(least_weight),
        bug_compatible=True,  # loops as in the peer's table, so that all rows can be compared
    )
    with pa.ipc.new_file(edges, network.schema) as file:
        file.write_table(network)
    print(time.process_time() - started)
