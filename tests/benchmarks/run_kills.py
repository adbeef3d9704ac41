"""A run of 2,000 items whose process is killed at 100 random moments: nothing is lost, nothing is stored twice.

    python -m tests.benchmarks.run_kills

The last line is one JSON object.
"""

import json
import os

from tests.runs.killing import CONCURRENCY, kill_again_and_again

KILLS, ITEMS, LATENCY_S = 100, 2000, 0.3


def main() -> None:
    """Kill, count, and say so."""
    found = kill_again_and_again(KILLS, ITEMS, LATENCY_S, longest_s=0.6, seed=20)
    found["lost_per_kill"] = round((found["answered_by_server"] - found["items"]) / max(1, found["kills"]), 1)
    # In flight at a kill, and what had come in the quarter of a second before it.
    found["lost_per_kill_at_most"] = round(CONCURRENCY + 0.25 * CONCURRENCY / LATENCY_S, 1)
    kept = found["outputs"] == found["items_with_output"] == found["items"] and not found["shown_but_lost"]
    matches = found["lost_per_kill"] <= found["lost_per_kill_at_most"] and found["kills"] >= KILLS
    print("Every item has exactly one output." if kept else "Items were lost or stored twice.")
    said = (
        "up to those in flight at the kills"
        if matches
        else "only with more lost per kill than were in flight"
    )
    print(f"The server's own count of answered calls matches, {said}; load {os.getloadavg()[0]:.1f}.")
    print(json.dumps(found), flush=True)
    if not (kept and matches):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
