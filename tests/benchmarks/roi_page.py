"""How long the ROI page takes to answer when a slider moves: `python -m tests.benchmarks.roi_page`.

A workflow with four candidates over 2,000 items, three of them with confidences, all labelled. The page is run as the
browser has it run, from a slider's new value to the last element sent; the last line is one JSON object with the median
in milliseconds (`median_ms`), the processor time of the median answer (`cpu_ms`) and the first drawing (`first_ms`).
"""

import json
import logging
import os
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit
from streamlit.testing.v1 import AppTest

from tests.store.building import a_candidate, a_run, a_version, a_workflow
from workbench.domain import Answer, BusinessFigures, CandidateKind
from workbench.settings import DATABASE_VARIABLE
from workbench.store import label as labels
from workbench.store import run as runs
from workbench.store.database import Database, open_database

PAGE = Path(__file__).resolve().parents[2] / "pages" / "roi.py"
ITEMS, ANSWERS = 2_000, 21


def fill(database: Database) -> str:
    """The workflow, its outputs and their labels; its name."""
    figures = BusinessFigures(4000, 12, 50, 2.4, 60, 11_160)
    workflow = a_workflow(database, "Clauses", figures=figures, categories=("x", "y", "z"))
    keys = [f"k{number}" for number in range(ITEMS)]
    version = a_version(database, workflow, {key: (f"text {key}", "x") for key in keys})
    draw = np.random.default_rng(7)
    for name, right, price in (
        ("Rules", 0.8, 0.0),
        ("Small", 0.9, 0.001),
        ("Large", 0.96, 0.02),
        ("Vendor", 0.94, 0.1),
    ):
        sure = draw.uniform(0.4, 1.0, ITEMS)
        answers = {
            key: Answer(
                "x" if sure[n] > 0.45 else None,
                confidence=None if name == "Vendor" else float(sure[n]),
                cost_usd=price,
            )
            for n, key in enumerate(keys)
        }
        run = a_run(database, a_candidate(database, workflow, name, CandidateKind.FILE), version, answers)
        found = runs.list_outputs(database, run.run_id, limit=ITEMS)
        verdicts = np.where(draw.random(len(found)) < right, "correct", "incorrect")
        table = pd.DataFrame(
            {"output_id": [row["output_id"] for row in found], "labeler": "Ada", "verdict": verdicts}
        )
        table = table.assign(source="import", is_sample=False, correction=None, comment=None)
        labels.add_labels(
            database, table.astype({"correction": "str", "comment": "str"}).where(table.notna(), None)
        )
    return workflow.name


def measure() -> dict[str, float]:
    """Milliseconds of an answer, by the clock and on the processor, and of the first drawing."""
    page = AppTest.from_file(str(PAGE), default_timeout=120)
    page.session_state["workflow"] = "Clauses"
    started = time.perf_counter()
    page.run()
    first = time.perf_counter() - started
    assert not page.exception, page.exception
    clock, processor = [], []
    for step in range(1, ANSWERS + 1):
        slider = next(one for one in page.select_slider if one.label.startswith("Items a month"))
        slider.set_value(4000.0 + 100 * (1 if step % 2 else -1) * step)
        began, spent = time.perf_counter(), time.process_time()
        page.run()
        clock.append(time.perf_counter() - began)
        processor.append(time.process_time() - spent)
        assert not page.exception
    return {
        "median_ms": round(statistics.median(clock) * 1000, 1),
        "cpu_ms": round(statistics.median(processor) * 1000, 1),
        "first_ms": round(first * 1000, 1),
    }


def main() -> None:
    """Fill a database of its own, measure, print."""
    logging.disable(logging.CRITICAL)
    streamlit.page_link = lambda *_, **__: None  # a page alone has no table of pages to lead to
    with tempfile.TemporaryDirectory() as folder:
        os.environ[DATABASE_VARIABLE] = str(Path(folder) / "workbench.duckdb")
        fill(open_database(Path(folder) / "workbench.duckdb"))
        print(json.dumps(measure()))


if __name__ == "__main__":
    main()
