"""Rows on their way in: set aside, compared and stored by the database."""

from pathlib import Path

import pandas as pd
import pytest

from tests.store.building import a_workflow
from workbench.domain import Column, Role
from workbench.store import dataset as datasets
from workbench.store.database import Database
from workbench.store.staged import SetAside, Stage, StagedColumn, Use
from workbench.store.staging import Staging

COLUMNS = [Column("id", Role.ID), Column("text", Role.INPUT), Column("expected", Role.EXPECTED)]
USE = Use(inputs=(1,), contents=(1,), key=0, expected=2)


def _staged(database: Database, *rows: tuple[str | None, str | None, str | None]) -> Staging:
    staging = Staging(database, [StagedColumn(name) for name in ("id", "text", "expected")])
    frame = pd.DataFrame(rows, columns=["c0", "c1", "c2"]).astype("str")
    frame.insert(0, "row_number", range(2, len(rows) + 2))
    staging.take(frame)
    return staging


def test_rows_are_set_aside_with_the_first_reason(database: Database) -> None:
    with _staged(
        database,
        ("a", "x", "1"),
        (None, "y", None),
        ("b", " \u00a0", "1"),
        ("c", "z", "\u2003"),
        ("a", "x", "1"),
    ) as staging:
        assert staging.check(USE) == {"no_id": 1, "no_input": 1, "no_expected": 1, "same": 1}
        assert staging.list_set_aside(10) == [
            SetAside(3, "no_id"), SetAside(4, "no_input"), SetAside(5, "no_expected"), SetAside(6, "same", "a", 2),
        ]  # fmt: skip


def test_a_check_under_another_use_starts_anew(database: Database) -> None:
    with _staged(database, ("a", "x", None), ("a", "y", "1")) as staging:
        assert staging.check(USE) == {"no_expected": 1}
        assert staging.check(Use((1,), (1,), None, 2, needs_expected=False)) == {}


def test_outer_spaces_do_not_tell_ids_apart(database: Database) -> None:
    with _staged(database, ("a", "x", "1"), ("\ta ", "x", "1")) as staging:
        assert staging.check(USE) == {"same": 1}


def test_a_name_with_signs_of_every_kind_stays_a_name(database: Database) -> None:
    name = 'it\'s {key} "q" $name0 -- ; \\'
    staging = Staging(database, [StagedColumn(name), StagedColumn("b")])
    staging.take(pd.DataFrame({"row_number": [2], "c0": ["v"], "c1": ["k"]}))
    staging.check(Use((0,), (0,), 1))
    stored = staging.add_version(
        a_workflow(database).workflow_id, "Golden", [Column(name, Role.INPUT)], datasets.Source()
    )
    staging.close()
    assert datasets.list_items(database, stored.version.dataset_version_id)[0].content == {name: "v"}


def test_a_failing_store_leaves_nothing_behind(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    workflow = a_workflow(database)
    with _staged(database, ("a", "x", "1")) as staging:
        staging.check(USE)
        staging._names["content"] = "error('stop')"
        with pytest.raises(Exception, match="stop"):
            staging.add_version(workflow.workflow_id, "Golden", COLUMNS, datasets.Source())
    assert datasets.list_datasets(database, workflow.workflow_id) == []
    assert database.value("dataset.list_dataset_ids", workflow_id=workflow.workflow_id) is None


def test_item_ids_are_given_once_though_others_import_meanwhile(database: Database) -> None:
    workflow = a_workflow(database)
    with (
        _staged(database, ("a", "x", "1")) as one,
        _staged(database, ("b", "y", "1"), ("c", "z", "1")) as other,
    ):
        one.check(USE)
        other.check(USE)
        versions = [
            staging.add_version(workflow.workflow_id, name, COLUMNS, datasets.Source()).version
            for name, staging in (("One", one), ("Other", other))
        ]
    ids = [item.item_id for one in versions for item in datasets.list_items(database, one.dataset_version_id)]
    assert len(set(ids)) == 3


def test_text_that_is_not_as_wide_as_its_header_is_not_read(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "ragged.csv"
    path.write_text("id,text,expected\na,x\n")
    with Staging(database, [StagedColumn(name) for name in ("id", "text", "expected")]) as staging:
        assert not staging.read_text(path, ",", True, True)


@pytest.mark.parametrize("stage", list(Stage))
def test_an_import_that_is_stopped_at_any_stage_stores_nothing_and_can_be_done_again(
    database: Database, stage: Stage
) -> None:
    workflow = a_workflow(database)
    rows = pd.DataFrame({"row_number": [2, 3], "c0": ["a", "b"], "c1": ["One", "Two"]})
    columns = [Column("id", Role.ID), Column("text", Role.INPUT)]

    def stop(at: Stage) -> None:
        if at is stage:
            raise KeyboardInterrupt

    with Staging(database, [StagedColumn("id"), StagedColumn("text")]) as staging:
        staging.take(rows)
        staging.check(Use(inputs=(1,), contents=(1,), key=0))
        source = datasets.Source(file_name="rows.csv")
        with pytest.raises(KeyboardInterrupt):
            staging.add_version(workflow.workflow_id, "Golden", columns, source, on_stage=stop)
        assert datasets.list_current_versions(database, workflow.workflow_id) == []
        assert datasets.find_dataset(database, workflow.workflow_id, "Golden") is None
        told: list[Stage] = []
        stored = staging.add_version(workflow.workflow_id, "Golden", columns, source, on_stage=told.append)
    assert (stored.version.number, stored.version.item_count, told) == (1, 2, list(Stage))
