"""How long imports take beside the libraries they stand on: `python -m tests.benchmarks.import_speed`.

Every ratio comes from one run, rounds of ours and theirs taking turns, best against best. The last line is one JSON
object:
csv_ratio: a million rows from file to stored version, checks and splits included, to DuckDB's read_csv into a table;
csv_memory_ratio: peak memory of the process that does it, to the size of the file;
xlsx_ratio_calamine: 100,000 rows read, percentages, dates and hidden rows understood, to calamine reading cells alone;
xlsx_stored_ratio_calamine: the same up to the stored version;
xlsx_ratio_openpyxl: pandas reading it with openpyxl, to ours (higher is better);
million_row_page_s: the page of a dataset of a million items.
"""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROWS, SHEET_ROWS = 1_000_000, 100_000
_WORDS = [
    "agreement", "assignment", "audit", "cap", "change", "clause", "commitment", "competitive", "contract",
    "control", "customer", "duration", "exclusive", "governing", "harmless", "hold", "indemnify", "insurance",
    "law", "liability", "license", "minimum", "notice", "party", "price", "renewal", "restriction", "revenue",
    "rights", "shall", "supplier", "term", "termination", "the", "volume", "warranty",
]  # fmt: skip
_ANSWERS = ("Governing Law", "Audit Rights", "Cap On Liability", "Renewal Term", "Insurance", "Exclusivity")


def write_csv(path: Path, rows: int) -> None:
    """Five columns, about 190 bytes a row: an id, two texts, a category, a slice."""
    draw = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("id,question,context,expected,segment\n")
        for number in range(rows):
            asked = " ".join(draw.choices(_WORDS, k=6))
            read = " ".join(draw.choices(_WORDS, k=14))
            side = draw.choice(("north", "south", "east", "west"))
            file.write(f'ITEM-{number:07d},"{asked}, {number}?",{read},{draw.choice(_ANSWERS)},{side}\n')


def write_workbook(path: Path, rows: int) -> None:
    """Five columns with percentages, dates and 200 hidden rows."""
    import xlsxwriter

    draw = random.Random(7)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Items")
        percent, day = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["id", "question", "signed", "share", "expected"])
        for row in range(1, rows + 1):
            if row % 500 == 0:
                sheet.set_row(row, None, None, {"hidden": True})
            sheet.write_string(row, 0, f"ITEM-{row:07d}")
            sheet.write_string(row, 1, f"{' '.join(draw.choices(_WORDS, k=8))} {row}?")
            sheet.write_datetime(row, 2, date(2015, 1, 1) + timedelta(days=draw.randrange(4000)), day)
            sheet.write_number(row, 3, draw.randrange(1000) / 1000, percent)
            sheet.write_string(row, 4, draw.choice(_ANSWERS))


def import_file(path: Path, folder: Path, with_split: bool) -> dict[str, float]:
    """Seconds from the file to a stored version on disk, and the process's peak memory in bytes."""
    from workbench.datasets.importing import import_dataset
    from workbench.datasets.splitting import draw_split
    from workbench.domain import Workflow
    from workbench.store.database import Database
    from workbench.store.workflow import add_workflow

    database = Database(folder / f"workbench-{path.stem}.duckdb")
    workflow = add_workflow(database, Workflow(0, "Speed"))
    start = time.perf_counter()
    result = import_dataset(database, path, path.name, workflow.workflow_id)
    if with_split:
        draw_split(database, result.version.dataset_version_id, {"train": 0.7, "holdout": 0.3})
    database.checkpoint()
    taken = time.perf_counter() - start
    assert result.rows_imported == (ROWS if with_split else SHEET_ROWS), result.rows_imported
    database.close()
    return {"s": taken, "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def read_sheet(path: Path, folder: Path) -> dict[str, float]:
    """Seconds until the sheet is read and its percentages, dates and hidden rows are understood."""
    from workbench.domain import Kind
    from workbench.spreadsheets.reading import read_table

    start = time.perf_counter()
    table = read_table(path)
    taken = time.perf_counter() - start
    assert (table.kinds["signed"], table.kinds["share"]) == (Kind.DATE, Kind.NUMBER)
    assert len(table.hidden_rows) == SHEET_ROWS // 500
    assert table.texts("share")[0].endswith("%")
    return {"s": taken}


def read_with_duckdb(path: Path, folder: Path) -> dict[str, float]:
    """Seconds that DuckDB alone takes to read the file into a table on disk."""
    import duckdb

    connection = duckdb.connect(str(folder / "alone.duckdb"))
    start = time.perf_counter()
    connection.execute("create table alone as select * from read_csv($path)", {"path": str(path)})
    connection.execute("checkpoint")
    taken = time.perf_counter() - start
    connection.close()
    return {"s": taken}


def read_with_calamine(path: Path, folder: Path) -> dict[str, float]:
    """Seconds that calamine alone takes to read the cells."""
    from python_calamine import CalamineWorkbook

    start = time.perf_counter()
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    taken = time.perf_counter() - start
    assert len(rows) == SHEET_ROWS + 1
    return {"s": taken}


def read_with_openpyxl(path: Path, folder: Path) -> dict[str, float]:
    """Seconds that pandas takes with openpyxl."""
    import pandas as pd

    start = time.perf_counter()
    pd.read_excel(path, engine="openpyxl")
    return {"s": time.perf_counter() - start}


def open_page(path: Path, folder: Path) -> dict[str, float]:
    """Seconds until the page of golden datasets stands, with the database and Streamlit already loaded."""
    database = folder / f"workbench-{path.stem}.duckdb"
    os.environ["WORKBENCH_DATABASE"] = str(database)
    from streamlit.testing.v1 import AppTest

    frame = Path(__file__).parents[2] / "streamlit_app.py"
    times = []
    for _ in range(4):
        page = AppTest.from_file(str(frame), default_timeout=120)
        page.switch_page("pages/golden_datasets.py")
        page.query_params["workflow"] = "Speed"
        start = time.perf_counter()
        page.run()
        times.append(time.perf_counter() - start)
        assert not page.exception, page.exception
    return {"s": min(times[1:])}


_STEPS: dict[str, Callable[[Path, Path], dict[str, float]]] = {
    "import_csv": lambda path, folder: import_file(path, folder, True),
    "read_xlsx": read_sheet,
    "import_xlsx": lambda path, folder: import_file(path, folder, False),
    "duckdb": read_with_duckdb,
    "calamine": read_with_calamine,
    "openpyxl": read_with_openpyxl,
    "page": open_page,
}


def _measure(step: str, path: Path, folder: Path) -> dict[str, float]:
    """One step in a process of its own, on databases that do not exist yet."""
    if step != "page":
        for old in folder.glob("*.duckdb*"):
            old.unlink()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.import_speed", "--step", step, str(path), str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(f"{step:12} {measured['s']:7.2f} s, {measured['cpu_s']:.2f} s of processor time", flush=True)
    return measured


def _rounds(rounds: int, *steps: tuple[str, Path], folder: Path) -> dict[str, list[dict[str, float]]]:
    taken: dict[str, list[dict[str, float]]] = {step: [] for step, _ in steps}
    for _ in range(rounds):
        for step, path in steps:
            taken[step].append(_measure(step, path, folder))
    return taken


def _ratio(ours: list[dict[str, float]], theirs: list[dict[str, float]], name: str) -> float:
    best = min(one["s"] for one in ours) / min(one["s"] for one in theirs)
    median = statistics.median(one["s"] for one in ours) / statistics.median(one["s"] for one in theirs)
    print(f"{name}: best {best:.2f}, median {median:.2f}", flush=True)
    return best


def main() -> None:
    """Write the files, measure, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=4)
    asked.add_argument("--step", nargs=3, metavar=("STEP", "FILE", "FOLDER"))
    options = asked.parse_args()
    if options.step:
        step, path, folder = options.step
        print(json.dumps(_STEPS[step](Path(path), Path(folder)) | {"cpu_s": time.process_time()}))
        return
    with tempfile.TemporaryDirectory(prefix="import-speed-") as name:
        folder = Path(name)
        text, book = folder / "million.csv", folder / "sheet.xlsx"
        write_csv(text, ROWS)
        write_workbook(book, SHEET_ROWS)
        print(
            f"{text.stat().st_size / 1e6:.0f} MB of .csv, {book.stat().st_size / 1e6:.1f} MB of .xlsx",
            flush=True,
        )
        csv = _rounds(options.rounds, ("duckdb", text), ("import_csv", text), folder=folder)
        page = _measure("page", text, folder)
        xlsx = _rounds(
            options.rounds, ("calamine", book), ("read_xlsx", book), ("import_xlsx", book), folder=folder
        )
        slow = _rounds(1, ("openpyxl", book), folder=folder)
        found: dict[str, Any] = {
            "csv_ratio": _ratio(csv["import_csv"], csv["duckdb"], "csv_ratio"),
            "xlsx_ratio_calamine": _ratio(xlsx["read_xlsx"], xlsx["calamine"], "xlsx_ratio_calamine"),
            "xlsx_ratio_openpyxl": _ratio(slow["openpyxl"], xlsx["read_xlsx"], "xlsx_ratio_openpyxl"),
            "csv_memory_ratio": max(one["bytes"] for one in csv["import_csv"]) / text.stat().st_size,
            "million_row_page_s": page["s"],
            "xlsx_stored_ratio_calamine": _ratio(
                xlsx["import_xlsx"], xlsx["calamine"], "xlsx_stored_ratio_calamine"
            ),
        }
        print(json.dumps({name: round(value, 3) for name, value in found.items()}))


if __name__ == "__main__":
    main()
