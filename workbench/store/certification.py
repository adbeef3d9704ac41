"""Tests against the bar in the database: the pool and its order as they were committed, and the labels on them."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from workbench.domain.bar_tests import BarTest, TestDesign, TestedCandidate, WeightedDraw
from workbench.store.database import Database, now
from workbench.store.evidence import json_pointer

_TEST_FIELDS = tuple(BarTest.__dataclass_fields__)
_CANDIDATE_FIELDS = tuple(TestedCandidate.__dataclass_fields__)


def pool_table(
    database: Database, workflow_id: int, dataset_version_id: int, split: str | None = None
) -> pd.DataFrame:
    """One row per current output of a candidate in a version (or split), as a test would commit it.

    Columns: candidate_id, item_id, answer_key, state, label_verdict (None without a label), trusted_correct,
    judge_correct (None where not scored), cost_usd.
    """
    return database.table(
        "certification.pool", workflow_id=workflow_id, dataset_version_id=dataset_version_id, split=split
    )


def list_pool_keys(
    database: Database, workflow_id: int, dataset_version_id: int, split: str | None = None
) -> dict[int, int]:
    """A hash of every candidate's outputs in a version (or split), by candidate_id; equal for equal outputs."""
    rows = database.rows(
        "certification.pool_keys", workflow_id=workflow_id, dataset_version_id=dataset_version_id, split=split
    )
    return {row["candidate_id"]: row["pool_key"] for row in rows}


def add_test(
    database: Database,
    test: dict[str, Any],
    candidates: pd.DataFrame,
    classes: pd.DataFrame,
    outputs: pd.DataFrame,
    ends: Iterable[tuple[int, str]] = (),
) -> int:
    """Store a test with its whole pool and order in one transaction; returns its bar_test_id.

    `test` holds the columns of `bar_test` but the id and the times; `candidates`, `classes` and `outputs` those of
    the tables of these names but the id. The tests in `ends` (bar_test_id, why) end with it.
    """
    with database.write() as session:
        for bar_test_id, why in ends:
            session.run(
                "certification.end_tests", bar_test_ids=[bar_test_id], ended_at=now(), ended_because=why
            )
        bar_test_id = session.value("certification.add_test", **test | {"started_at": now()})
        for name, table in (("candidates", candidates), ("classes", classes), ("outputs", outputs)):
            with session.incoming(f"incoming_{name}", table):
                session.run(f"certification.add_{name}", bar_test_id=bar_test_id)
    return int(bar_test_id)


def list_tests(
    database: Database, workflow_id: int, dataset_version_id: int, split: str | None = None
) -> list[BarTest]:
    """The tests of one scope, the newest first, ended ones too."""
    rows = database.rows(
        "certification.list_tests",
        workflow_id=workflow_id,
        dataset_version_id=dataset_version_id,
        split=split,
    )
    return [_test(row) for row in rows]


def list_unused(
    database: Database, workflow_id: int, dataset_version_id: int, split: str | None
) -> dict[int, bool]:
    """Tests on items of a version (or split) that have neither ended nor drawn a label: {bar_test_id: whether they are
    about just this version and split}."""
    rows = database.rows(
        "certification.list_unused",
        workflow_id=workflow_id,
        dataset_version_id=dataset_version_id,
        split=split,
    )
    return {row["bar_test_id"]: row["is_same_scope"] for row in rows}


def count_earlier(
    database: Database, workflow_id: int, dataset_version_id: int, split: str | None = None
) -> int:
    """How many tests of a workflow, ended or not, have drawn labels on items of a version (or split)."""
    return int(
        database.value(
            "certification.count_earlier",
            workflow_id=workflow_id,
            dataset_version_id=dataset_version_id,
            split=split,
        )
    )


def newest_elsewhere(
    database: Database, workflow_id: int, dataset_version_id: int, split: str | None = None
) -> tuple[BarTest, int] | None:
    """The newest test on another version of the same dataset and that version's number; None where there is none."""
    row = database.one(
        "certification.newest_elsewhere",
        workflow_id=workflow_id,
        dataset_version_id=dataset_version_id,
        split=split,
    )
    return (_test(row), row["version_number"]) if row else None


def list_candidates(database: Database, bar_test_id: int) -> list[TestedCandidate]:
    """The candidates of a test, the strongest first; the name is "" where the candidate has been deleted."""
    rows = database.rows("certification.list_candidates", bar_test_id=bar_test_id)
    return [
        TestedCandidate(
            **{name: row[name] for name in _CANDIDATE_FIELDS}
            | {"candidate_name": row["candidate_name"] or ""}
        )
        for row in rows
    ]


def class_table(database: Database, bar_test_id: int) -> pd.DataFrame:
    """The classes of a test by number: class_number, position, item_id, answer_key, is_known, bin."""
    return database.table("certification.list_classes", bar_test_id=bar_test_id)


def output_table(database: Database, bar_test_id: int) -> pd.DataFrame:
    """Which candidate gave the answer of which class: candidate_id, class_number."""
    return database.table("certification.list_outputs", bar_test_id=bar_test_id)


def class_output_table(database: Database, bar_test_id: int) -> pd.DataFrame:
    """The output by which each class comes to the desk: class_number, output_id."""
    return database.table("certification.list_class_outputs", bar_test_id=bar_test_id)


def list_looks(
    database: Database, bar_test_id: int, item_ids: list[int] | None = None
) -> dict[tuple[int, str], dict[str, Any]]:
    """What was said of every labelled answer of a test (or of some of its items), by item_id and answer_key: rights,
    wrongs (looks), first, newest, decided (verdicts, None where there is none), labelers."""
    rows = database.rows(
        "certification.list_looks", bar_test_id=bar_test_id, item_ids=item_ids, workflow_id=None
    )
    return {(row["item_id"], row["answer_key"]): row for row in rows}


def list_looks_before(database: Database, workflow_id: int) -> dict[tuple[int, str], dict[str, Any]]:
    """The same of every labelled answer of a workflow."""
    rows = database.rows("certification.list_looks", bar_test_id=None, item_ids=None, workflow_id=workflow_id)
    return {(row["item_id"], row["answer_key"]): row for row in rows}


def list_draws(database: Database, bar_test_id: int) -> dict[int, list[WeightedDraw]]:
    """The weighted draws of a test in their order, by candidate_id."""
    found: dict[int, list[WeightedDraw]] = {}
    for row in database.rows("certification.list_draws", bar_test_id=bar_test_id):
        draw = WeightedDraw(
            row["class_number"], row["after_position"], row["probability"], tuple(row["shares"])
        )
        found.setdefault(row["candidate_id"], []).append(draw)
    return found


def add_draws(
    database: Database, bar_test_id: int, candidate_id: int, first: int, draws: Sequence[WeightedDraw]
) -> None:
    """Store weighted draws of a candidate, numbered from `first` on."""
    table = pd.DataFrame(
        {
            "draw_number": range(first, first + len(draws)),
            "class_number": [one.class_number for one in draws],
            "after_position": [one.after_position for one in draws],
            "probability": [one.probability for one in draws],
            "shares": [list(one.shares) for one in draws],
        }
    )
    with database.write() as session, session.incoming("incoming_draws", table):
        session.run(
            "certification.add_draws", bar_test_id=bar_test_id, candidate_id=candidate_id, drawn_at=now()
        )


def label_table(database: Database, bar_test_id: int) -> pd.DataFrame:
    """The verdict that counts for every labelled class of a test: class_number, verdict."""
    return database.table("certification.list_labels", bar_test_id=bar_test_id)


def list_events_since(database: Database, since: int) -> tuple[list[tuple[int, int, str]], int]:
    """The labelling events of the whole workspace after one (a label_id): label_id, item_id, answer_key; and how many
    there are in all."""
    rows = database.rows("certification.list_events_since", since=since)
    found = [
        (row["label_id"], row["item_id"], row["answer_key"]) for row in rows if row["label_id"] is not None
    ]
    return found, rows[0]["event_count"]


def standing_verdicts(database: Database, item_ids: list[int]) -> dict[tuple[int, str], str]:
    """The verdict that counts for every labelled answer to these items, by item_id and answer_key."""
    rows = database.rows("certification.list_standing", item_ids=item_ids)
    return {(row["item_id"], row["answer_key"]): row["verdict"] for row in rows}


def instructions_number(database: Database, workflow_id: int) -> int:
    """The number of the workflow's newest instructions for labelers; 0 where there are none."""
    return int(database.value("certification.instructions_number", workflow_id=workflow_id))


def has_repeats(database: Database, dataset_version_id: int, column: str) -> bool:
    """True where several of the first items of a version hold the same value in this column."""
    return bool(
        database.value(
            "certification.has_repeats", dataset_version_id=dataset_version_id, pointer=json_pointer(column)
        )
    )


def _test(row: dict[str, Any]) -> BarTest:
    return BarTest(**{name: row[name] for name in _TEST_FIELDS} | {"design": TestDesign(row["design"])})
