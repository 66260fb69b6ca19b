"""One co-retweet job by coordination_network_toolkit: LOG.csv WINDOW_S LEAST_WEIGHT NETWORK.db.

Runs in the peer's environment, so it knows nothing of ours.
"""

import contextlib
import importlib
import io
import sys
import time

PEER = "coordination_network_toolkit"

if __name__ == "__main__":
    preprocess = importlib.import_module(f"{PEER}.preprocess")
    networks = importlib.import_module(f"{PEER}.compute_networks")
    started = time.process_time()
    log, window_s, least_weight, database = sys.argv[1:]
    with contextlib.redirect_stdout(io.StringIO()):
        preprocess.preprocess_csv_files(database, [log])
        # One worker: more would share the same work and use no less CPU time.
        networks.compute_co_retweet_parallel(
            database, float(window_s), n_threads=1, min_edge_weight=int(least_weight)
        )
    # Workers report what they used only when they have ended: the job is all but the start.
    print(-started)
