"""The labelling workbook: out to Excel and back without loss or doubling, and conflicts told."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.store.building import a_candidate, a_label, a_run, a_version, a_workflow, outputs_by_key
from workbench.domain import Assignment, DatasetVersion, LabellingRules, Run, Verdict, Workflow
from workbench.errors import BadMapping, UnreadableFile
from workbench.labeling.assignments import assign_work
from workbench.labeling.workbook import read_in, take_in, write_out
from workbench.store import label as labels
from workbench.store.database import Database
from workbench.store.labelling_rules import set_rules

World = tuple[Workflow, DatasetVersion, Run]
REASONS = ("Wrong party", "Wrong law, or date")


@pytest.fixture
def world(database: Database) -> World:
    workflow = a_workflow(database)
    version = a_version(
        database, workflow, {"a": ("=text, with a sign", "x"), "b": ("t" * 40_000, None), "c": ("t3", "x")}
    )
    run = a_run(
        database, a_candidate(database, workflow, "Secret model"), version, {"a": "007", "b": "yes", "c": "x"}
    )
    set_rules(
        database,
        LabellingRules(workflow.workflow_id, error_categories=REASONS, instructions="Be strict.\nTwice."),
    )
    return workflow, version, run


def write(database: Database, world: World, folder: Path, **more: Any) -> Path:
    target = folder / "labels.xlsx"
    write_out(database, world[0], world[1], None, "Ada", target, **more)
    return target


def filled(path: Path, fill: Callable[[dict[str, dict[str, Any]]], None]) -> bytes:
    """The workbook after a person's work: `fill` gets the cells by item and header."""
    book = openpyxl.load_workbook(path)
    page = book["Labels"]
    header = [cell.value for cell in page[1]]
    fill({row[0].value: dict(zip(header, row, strict=True)) for row in page.iter_rows(min_row=2)})
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def say(**by_item: str) -> Callable[[dict[str, dict[str, Any]]], None]:
    def fill(rows: dict[str, dict[str, Any]]) -> None:
        for item, verdict in by_item.items():
            rows[item]["Verdict"].value = verdict

    return fill


def test_goes_out_with_lists_instructions_and_hidden_keys_and_names_no_candidate(
    database: Database, world: World, tmp_path: Path
) -> None:
    path = write(database, world, tmp_path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Labels", "Instructions", "Lists", "About these labels"]
    assert [book[name].sheet_state for name in book.sheetnames] == ["visible", "visible", "hidden", "hidden"]
    page = book["Labels"]
    assert [cell.value for cell in page[1]] == [
        "Item", "text", "Expected answer", "Answer", "Verdict", "Reason", "Right answer", "Comment",
        "Key, leave as it is",
    ]  # fmt: skip
    assert page.freeze_panes == "B2" and page.column_dimensions["I"].hidden
    lists = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation}
    assert lists == {"E2:E4": "'Lists'!$A$2:$A$5", "F2:F4": "'Lists'!$B$2:$B$3"}
    told = [cell.value for row in book["Instructions"].iter_rows() for cell in row if cell.value]
    assert "Be strict." in told and "Twice." in told
    by_item = {row[0]: row for row in page.iter_rows(min_row=2, values_only=True)}
    assert by_item["a"][1] == "=text, with a sign" and by_item["a"][3] == "007"
    assert "cut: 40,000 characters" in str(by_item["b"][1])
    words = " ".join(
        str(cell)
        for name in book.sheetnames
        for row in book[name].iter_rows(values_only=True)
        for cell in row
    )
    assert "Secret" not in words


def test_comes_back_whole_and_twice_changes_nothing(database: Database, world: World, tmp_path: Path) -> None:
    def fill(rows: dict[str, dict[str, Any]]) -> None:
        for name, value in {
            "Verdict": "Wrong", "Reason": REASONS[1], "Right answer": 7, "Comment": " see annex ",
        }.items():  # fmt: skip
            rows["a"][name].value = value
        rows["b"]["Verdict"].value = "correct"

    data = filled(write(database, world, tmp_path), fill)
    returned = read_in(database, world[0], data, "labels.xlsx")
    assert (returned.labeler, len(returned.new), returned.empty_count) == ("Ada", 2, 1)
    assert take_in(database, returned) == 2
    events = {event.output_id: event for event in labels.list_events(database, world[0].workflow_id)}
    event = events[outputs_by_key(database, world[2])["a"]]
    assert (event.verdict, event.correction, event.comment, event.reasons) == (
        Verdict.INCORRECT, "7", "see annex", (REASONS[1],),
    )  # fmt: skip
    assert (event.source, event.order_strategy, event.instructions_version) == ("workbook", "random", 1)
    assert event.draw_position in (1, 2, 3) and event.draw_probability is not None
    again = read_in(database, world[0], data, "labels.xlsx")
    assert (len(again.new), again.same_count, again.conflicts) == (0, 2, [])


def test_what_was_changed_in_the_app_meanwhile_is_a_conflict_to_choose_in(
    database: Database, world: World, tmp_path: Path
) -> None:
    data = filled(write(database, world, tmp_path), say(a="correct", b="correct", c="unsure"))
    ids = outputs_by_key(database, world[2])
    a_label(database, ids["a"], Verdict.INCORRECT)
    a_label(database, ids["b"], Verdict.CORRECT)
    a_label(database, ids["c"], Verdict.INCORRECT, "Bob")  # another person's label is no conflict
    returned = read_in(database, world[0], data, "labels.xlsx")
    assert ([one.row.item_key for one in returned.new], returned.same_count) == (["c"], 1)
    [conflict] = returned.conflicts
    assert conflict.standing is not None
    assert (conflict.row.item_key, conflict.standing.verdict) == ("a", Verdict.INCORRECT)
    assert take_in(database, returned) == 1
    assert labels.list_standing(database, ids["a"])[0].verdict is Verdict.INCORRECT
    later = read_in(database, world[0], data, "labels.xlsx")
    assert take_in(database, later, [conflict.row.row_number]) == 1
    assert labels.list_standing(database, ids["a"])[0].verdict is Verdict.CORRECT
    a_label(database, ids["c"], None)
    taken_back = read_in(database, world[0], data, "labels.xlsx")
    [conflict] = taken_back.conflicts
    assert conflict.standing is not None
    assert (conflict.row.item_key, conflict.standing.verdict) == ("c", None)


def test_a_workbook_filled_in_further_goes_on_from_its_own_labels(
    database: Database, world: World, tmp_path: Path
) -> None:
    path = write(database, world, tmp_path)
    take_in(database, read_in(database, world[0], filled(path, say(a="correct")), "labels.xlsx"))
    returned = read_in(database, world[0], filled(path, say(a="incorrect", b="correct")), "labels.xlsx")
    assert (len(returned.new), returned.conflicts) == (2, [])
    assert take_in(database, returned) == 2
    assert (
        labels.list_standing(database, outputs_by_key(database, world[2])["a"])[0].verdict
        is Verdict.INCORRECT
    )


def test_rows_may_be_sorted_deleted_and_doubled_but_not_contradict_each_other(
    database: Database, world: World, tmp_path: Path
) -> None:
    def fill(rows: dict[str, dict[str, Any]]) -> None:
        page = rows["a"]["Item"].parent
        say(a="correct", b="no idea", c="correct")(rows)
        page.append([cell.value for cell in rows["a"].values()])
        contrary = {name: cell.value for name, cell in rows["c"].items()} | {"Verdict": "incorrect"}
        page.append(list(contrary.values()))
        page.append([*[None] * 4, "correct"])

    returned = read_in(database, world[0], filled(write(database, world, tmp_path), fill), "labels.xlsx")
    assert len(returned.new) == 2
    reasons = " ".join(one.reason for one in returned.refused)
    assert "“no idea” is no verdict" in reasons
    assert "judges the same output otherwise" in reasons
    assert "its hidden key is missing" in reasons


def test_takes_along_only_what_is_assigned(database: Database, world: World, tmp_path: Path) -> None:
    wanted = Assignment(world[0].workflow_id, world[1].dataset_version_id, ("Ada",), share_rate=0.34)
    given = assign_work(database, wanted)
    data = filled(write(database, world, tmp_path, assignment=given), lambda rows: None)
    returned = read_in(database, world[0], data, "labels.xlsx")
    assert (returned.empty_count, given.task_count) == (1, 1)


def test_other_files_and_other_workflows_are_refused_in_words(
    database: Database, world: World, tmp_path: Path
) -> None:
    path = write(database, world, tmp_path)
    with pytest.raises(BadMapping, match="made for another workflow"):
        read_in(database, a_workflow(database, "Other"), path.read_bytes(), "labels.xlsx")
    with pytest.raises(UnreadableFile, match="not a labelling workbook"):
        read_in(database, world[0], b"verdict\n", "labels.csv")

    def without_verdicts(rows: dict[str, dict[str, Any]]) -> None:
        rows["a"]["Verdict"].parent["E1"].value = "Opinion"

    with pytest.raises(UnreadableFile, match="no column “Verdict” any more"):
        read_in(database, world[0], filled(path, without_verdicts), "labels.xlsx")
    other = replace(world[0], workflow_id=world[0].workflow_id)
    assert read_in(database, other, path.read_bytes(), "labels.xlsx", "Bob").labeler == "Bob"
