"""How fast 100,000 outputs become an .xlsx, and in how much memory, against pandas with openpyxl.

    python -m tests.benchmarks.export_speed [rows]

Ours reads the outputs from the database, item by item with their verdicts, and writes the sheet; the reference writes
the same cells, already in memory, with `DataFrame.to_excel(engine="openpyxl")`. Each in a process of its own, one
after the other; memory is the peak above what the process held before it read the first output. The last line is one
JSON object: ratio_to_pandas (time of ours ÷ time of pandas; the goal is at most 0.5) and peak_mb (ours), with the
times and their processor share.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from tests.store.building import a_candidate, a_run, a_workflow
from workbench.decisions.output_sheets import output_sheet
from workbench.domain import Answer, Column, Kind, Role
from workbench.spreadsheets.writing import Sheet, write_workbook
from workbench.store import dataset as datasets
from workbench.store.database import Database
from workbench.store.workflow import list_workflows

ROWS, COLUMNS = 100_000, 20


def build(path: Path, rows: int) -> None:
    """A workflow with so many outputs, each with a verdict, over items with four columns."""
    database = Database(path)
    workflow = a_workflow(database)
    columns = [Column("id", Role.ID), Column("expected", Role.EXPECTED)]
    columns += [
        Column("text", Role.INPUT),
        Column("amount", Role.OTHER, Kind.NUMBER),
        Column("area", Role.SLICE),
    ]
    content = [
        json.dumps(
            {
                "text": f"Clause {n} of the agreement between the parties",
                "amount": n * 1.5,
                "area": f"area {n % 9}",
            }
        )
        for n in range(rows)
    ]
    table = pd.DataFrame(
        {
            "item_key": [f"item {n}" for n in range(rows)], "content": content,
            "expected": [f"category {n % 12}" for n in range(rows)], "content_hash": [f"{n:064x}" for n in range(rows)],
            "position": range(rows),
        }
    )  # fmt: skip
    version = datasets.add_version(
        database, workflow.workflow_id, "Golden", columns, table, datasets.Source("golden.xlsx")
    )
    answers = {
        f"item {n}": Answer(
            f"category {n % 11}",
            cost_usd=0.0001,
            latency_s=0.2,
            confidence=0.9,
            input_tokens=90,
            output_tokens=4,
        )
        for n in range(rows)
    }
    a_run(database, a_candidate(database, workflow), version, answers)


def outputs(path: Path) -> Sheet:
    """The Outputs sheet, its first twenty columns."""
    database = Database(path)
    [workflow] = list_workflows(database)
    [version] = datasets.list_current_versions(database, workflow.workflow_id)
    sheet = output_sheet(database, workflow, version, None)
    return Sheet(sheet.name, sheet.columns[:COLUMNS], (row[:COLUMNS] for row in sheet.rows))


def measured(which: str, folder: Path) -> dict[str, float]:
    """One writer in this process: seconds, processor seconds, peak MB above what it held before."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sheet = outputs(folder / "w.duckdb")
    if which == "pandas":
        frame = pd.DataFrame(list(sheet.rows), columns=[column.title for column in sheet.columns])
        for name in frame.columns[frame.dtypes == "datetime64[us, UTC]"]:
            frame[name] = frame[name].dt.tz_localize(None)
    began, used = time.perf_counter(), time.process_time()
    if which == "pandas":
        frame.to_excel(folder / "pandas.xlsx", index=False, engine="openpyxl")
    else:
        write_workbook(folder / "ours.xlsx", [sheet])
    took, used = time.perf_counter() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
    return {"s": round(took, 2), "cpu_s": round(used, 2), "peak_mb": round(peak, 1)}


def main(rows: int = ROWS) -> None:
    """Measure both, one after the other, and print what came of it."""
    found = {}
    with tempfile.TemporaryDirectory() as name:
        build(Path(name) / "w.duckdb", rows)
        for which in ("ours", "pandas"):
            command = [sys.executable, "-m", "tests.benchmarks.export_speed", which, name]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found[which] = json.loads(done.stdout.splitlines()[-1])
            one = found[which]
            print(
                f"{which}: {rows:,} rows x {COLUMNS} columns in {one['s']} s ({one['cpu_s']} s of processor time), "
                f"{one['peak_mb']} MB above before"
            )
    ours, pandas = found["ours"], found["pandas"]
    print(
        json.dumps(
            {
                "ratio_to_pandas": round(ours["s"] / pandas["s"], 3), "peak_mb": ours["peak_mb"],
                "ratio_of_processor_time": round(ours["cpu_s"] / pandas["cpu_s"], 3),
                "pandas_peak_mb": pandas["peak_mb"],
                "seconds": ours["s"], "pandas_seconds": pandas["s"],
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(measured(sys.argv[1], Path(sys.argv[2]))))
    else:
        main(*map(int, sys.argv[1:]))
