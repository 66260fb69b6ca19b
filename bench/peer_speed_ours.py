"""One co-retweet job by `clearwater.compat`: LOG.csv WINDOW_S LEAST_WEIGHT EDGES.parquet."""

from __future__ import annotations

import sys
import time

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from clearwater.compat.coordination_network_toolkit import compute_network

COLUMNS = ("message_id", "user_id", "repost_id", "timestamp")

if __name__ == "__main__":
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
    pa_parquet.write_table(network, edges)
    print(started)
