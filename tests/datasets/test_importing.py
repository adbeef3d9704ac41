"""Files become versions: the same items, hashes and reasons by either way in."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.building import a_workflow
from workbench.datasets import intake as intakes
from workbench.datasets.checking import WITHOUT_EXPECTED, likely_meant
from workbench.datasets.importing import ROW_NUMBERS, ImportPlan, import_dataset, plan_import, store_import
from workbench.datasets.intake import open_file
from workbench.datasets.roles import Roles, guess_roles
from workbench.datasets.splitting import draw_split
from workbench.domain import AnswerType, Workflow
from workbench.errors import BadMapping
from workbench.spreadsheets import tidy_text
from workbench.spreadsheets.tables import Choices
from workbench.store import dataset as datasets
from workbench.store.database import Database
from workbench.store.workflow import get_workflow

CLAUSES = """id,text,expected,area
C-1,"Either party may end this, on notice.",Termination,Services
C-2,Irish law governs this agreement.,Governing law,Services
C-3,Liability is capped at the fees.,Cap,Supply
"""
ROLES = Roles("id", ("text",), "expected", ("area",))


@pytest.fixture
def workflow(database: Database) -> Workflow:
    return a_workflow(database)


@pytest.fixture
def past_the_reader(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Send even small text files straight to the database, or none."""

    def choose(straight: bool) -> None:
        size = 1 if straight else 1 << 40
        monkeypatch.setattr(tidy_text, "LARGE", size)
        monkeypatch.setattr(intakes, "LARGE", size)

    return choose


def _write(folder: Path, text: str, name: str = "clauses.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def _plan(database: Database, path: Path, *switches: str, roles: Roles | None = ROLES) -> ImportPlan:
    with open_file(database, path) as intake:
        return plan_import(intake, roles or guess_roles(intake.table), frozenset(switches))


def _stored(database: Database, version_id: int) -> list[tuple[str, str, str | None, str]]:
    with database.read() as session:
        return session.cursor.execute(
            "select item_key, content, expected, content_hash from version_item join item using (item_id) "
            "where dataset_version_id = $1 order by position",
            [version_id],
        ).fetchall()


def test_a_file_becomes_a_version_with_its_origin(
    database: Database, workflow: Workflow, tmp_path: Path
) -> None:
    path = _write(tmp_path, CLAUSES)
    result = import_dataset(database, path, path.name, workflow.workflow_id, imported_by="Ada", note="First")
    version = result.version
    assert (result.is_new_version, result.rows_read, result.rows_imported, result.added) == (True, 3, 3, 3)
    assert (version.dataset_name, version.number, version.item_count) == ("clauses", 1, 3)
    assert (version.file_size, version.imported_by, version.note) == (len(CLAUSES), "Ada", "First")
    assert re.fullmatch("[0-9a-f]{64}", version.file_sha256)
    first = datasets.list_items(database, version.dataset_version_id)[0]
    assert (first.item_key, first.expected) == ("C-1", "Termination")
    assert first.content == {"text": "Either party may end this, on notice.", "area": "Services"}


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_both_ways_in_store_the_same_bytes(
    database: Database,
    workflow: Workflow,
    tmp_path: Path,
    past_the_reader: Callable[[bool], None],
    ending: str,
) -> None:
    rows = [
        "id,text,expected,score,done,day",
        'a,"line one\nline two ""quoted"" \\ / é 😀",yes,5,true,2024-01-31',
        'b,"tab\there, and more", no ,-2.50,false,2024-02-01',
        "c,plain,yes,1e3,true,",
        "d,  spaced  ,yes,,false,2024-02-03",
        "e,last,no,12345678901234,true,2024-02-04",
    ]
    path = _write(tmp_path, ending.join(rows) + ending)
    stored = []
    for straight in (False, True):
        past_the_reader(straight)
        with open_file(database, path) as intake:
            assert intake.is_sample is straight
            roles = Roles("id", ("text",), "expected")
            done = store_import(database, plan_import(intake, roles), workflow.workflow_id, f"Way {straight}")
        stored.append(_stored(database, done.version.dataset_version_id))
    assert stored[0] == stored[1]
    content = json.loads(stored[0][0][1])
    assert content == {
        "text": 'line one\nline two "quoted" \\ / é 😀', "score": 5, "done": True, "day": "2024-01-31",
    }  # fmt: skip
    assert stored[0][0][1] == json.dumps(content, ensure_ascii=False)
    assert json.loads(stored[0][1][1])["score"] == -2.5
    assert stored[0][1][2] == "no"
    assert json.loads(stored[0][3][1])["text"] == "  spaced  "


def test_the_same_file_by_the_other_way_adds_nothing(
    database: Database, workflow: Workflow, tmp_path: Path, past_the_reader: Callable[[bool], None]
) -> None:
    path = _write(tmp_path, CLAUSES)
    past_the_reader(True)
    first = import_dataset(database, path, path.name, workflow.workflow_id)
    past_the_reader(False)
    again = import_dataset(database, path, path.name, workflow.workflow_id)
    assert not again.is_new_version
    assert again.version.dataset_version_id == first.version.dataset_version_id


@pytest.mark.parametrize(
    "text",
    [
        "id,text,expected\na,one,x\n\nb,two,y\n",  # a blank line: the rows' numbers would shift
        "id,text,expected\na,one\nb,two,y\n",  # ragged
        'id,text,expected\na, "one, or",x\nb,two,y\n',  # a space before the quotation mark
        "id,text,expected\na,#N/A,x\nb,two,y\n",  # an error cell
        "id,text,expected\na,on\x00e,x\nb,two,y\n",
        'id,text,expected\na,"open,x\nb,two,y\n',
    ],
)
def test_a_text_file_that_is_not_tidy_goes_to_the_reader(
    database: Database, tmp_path: Path, past_the_reader: Callable[[bool], None], text: str
) -> None:
    past_the_reader(True)
    with open_file(database, _write(tmp_path, text)) as intake:
        assert not intake.is_sample


def test_a_number_column_that_ends_in_words_goes_to_the_reader(
    database: Database,
    tmp_path: Path,
    past_the_reader: Callable[[bool], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    past_the_reader(True)
    monkeypatch.setattr(tidy_text, "_HEAD", 2_000)
    monkeypatch.setattr(tidy_text, "_TAIL", 200)
    rows = [f"k{number},text {number},{number}" for number in range(500)]
    rows[250] = "k250,text 250,many"
    path = _write(tmp_path, "id,text,expected\n" + "\n".join(rows) + "\n")
    with open_file(database, path) as intake:
        assert not intake.is_sample
    path = _write(tmp_path, ("id,text,expected\n" + "\n".join(rows) + "\n").replace("many", "7"))
    with open_file(database, path) as intake:
        assert intake.is_sample
        assert intake.rows_read == 500


@pytest.mark.parametrize("straight", [False, True])
def test_rows_that_cannot_be_imported_are_refused_with_their_number(
    database: Database, tmp_path: Path, past_the_reader: Callable[[bool], None], straight: bool
) -> None:
    past_the_reader(straight)
    text = CLAUSES + (
        ",No id here.,Cap,Supply\n"  # 5
        "C-5,   ,Cap,Supply\n"  # 6
        "C-6,No answer.,,Supply\n"  # 7
        'C-1,"Either party may end this, on notice.",Termination,Services\n'  # 8: the same
        "C-2,Irish law governs this agreement.,Governing law,\n"  # 9: a copy without its remarks
        "C-3,Liability is unlimited.,Cap,Supply\n"  # 10: another content
    )
    plan = _plan(database, _write(tmp_path, text))
    assert (plan.rows_read, plan.row_count) == (9, 3)
    reasons = {row.row_number: row.reason for row in plan.refused}
    assert reasons.keys() == {5, 6, 7, 10}
    assert reasons[5].startswith("Row 5 of “clauses.csv” has no id in column “id”. Fill it in")
    assert "has nothing to ask in column “text”" in reasons[6]
    assert "has no answer in column “expected”" in reasons[7]
    assert "has the id “C-3” of row 4 but other content" in reasons[10]
    assert [row.row_number for row in plan.left_out] == [8, 9]
    assert "repeats row 2 and was left out" in plan.left_out[0].reason
    assert plan.report.duplicate_ids == ["C-1", "C-2", "C-3"]
    assert plan.report.id_conflicts == ["C-3"]


def test_switches_import_what_was_refused(database: Database, tmp_path: Path) -> None:
    text = CLAUSES + "C-4,No answer.,,Supply\nC-1,Other words.,Cap,Supply\n"
    path = _write(tmp_path, text)
    assert [finding.switch for finding in _plan(database, path).findings][-2:] == [
        WITHOUT_EXPECTED,
        ROW_NUMBERS,
    ]
    assert _plan(database, path, WITHOUT_EXPECTED).row_count == 4
    both = _plan(database, path, WITHOUT_EXPECTED, ROW_NUMBERS)
    assert both.row_count == 5
    assert all(finding.is_on for finding in both.findings[-2:])


def test_the_same_input_with_other_answers_is_a_contradiction(database: Database, tmp_path: Path) -> None:
    text = (
        CLAUSES
        + "C-4,irish  LAW governs this agreement.,Venue,Supply\nC-5,Liability is capped at the fees.,Cap,x\n"
    )
    report = _plan(database, _write(tmp_path, text)).report
    assert report.contradiction_count == 1
    assert [(row, key, said) for row, key, said in report.contradictions[0].rows] == [
        (3, "C-2", "Governing law"), (5, "C-4", "Venue"),
    ]  # fmt: skip
    assert report.repeated_inputs == 2


def test_answers_outside_the_categories_come_with_the_likely_one(database: Database, tmp_path: Path) -> None:
    workflow = a_workflow(
        database, "Kinds", answer_type=AnswerType.CATEGORY, categories=("Termination", "Governing law")
    )
    path = _write(tmp_path, CLAUSES.replace("Governing law", "Goverining Law"))
    with open_file(database, path) as intake:
        outside = plan_import(intake, ROLES, frozenset(), workflow).report.outside
    assert {(one.value, one.first_row, one.meant) for one in outside} == {
        ("Goverining Law", 3, "Governing law"), ("Cap", 4, ""),
    }  # fmt: skip


def test_a_later_file_changes_adds_and_removes(
    database: Database, workflow: Workflow, tmp_path: Path
) -> None:
    path = _write(tmp_path, CLAUSES)
    import_dataset(database, path, path.name, workflow.workflow_id, "Golden")
    path = _write(tmp_path, CLAUSES.replace("C-3", "C-9").replace("Irish", "Danish"))
    result = import_dataset(database, path, path.name, workflow.workflow_id, "golden")
    assert (result.version.number, result.added, result.removed, result.changed) == (2, 1, 1, 1)
    assert [item.item_key for item in datasets.list_items(database, result.version.dataset_version_id)] == [
        "C-1", "C-2", "C-9",
    ]  # fmt: skip


def test_unchanged_items_are_stored_once(database: Database, workflow: Workflow, tmp_path: Path) -> None:
    path = _write(tmp_path, CLAUSES)
    first = import_dataset(database, path, path.name, workflow.workflow_id, "Golden").version
    path = _write(tmp_path, CLAUSES + "C-4,More.,Cap,Supply\n")
    second = import_dataset(database, path, path.name, workflow.workflow_id, "Golden").version
    before, after = (
        [item.item_id for item in datasets.list_items(database, version.dataset_version_id)]
        for version in (first, second)
    )
    assert after[:3] == before
    assert [item.position for item in datasets.list_items(database, second.dataset_version_id)] == [
        0,
        1,
        2,
        3,
    ]


def test_mended_rows_are_added_to_the_version(database: Database, workflow: Workflow, tmp_path: Path) -> None:
    path = _write(tmp_path, CLAUSES)
    import_dataset(database, path, path.name, workflow.workflow_id, "Golden")
    mended = _write(tmp_path, "id,text,expected,area\nC-4,Mended.,Cap,Supply\nC-1,Now other.,Cap,Supply\n")
    with open_file(database, mended) as intake:
        plan = plan_import(intake, ROLES)
        result = store_import(database, plan, workflow.workflow_id, "Golden", keeps_rest=True)
    assert (result.added, result.removed, result.changed, result.version.item_count) == (1, 0, 1, 4)
    items = datasets.list_items(database, result.version.dataset_version_id)
    assert [item.item_key for item in items] == ["C-2", "C-3", "C-4", "C-1"]
    assert [item.position for item in items] == [0, 1, 2, 3]


def test_what_was_held_out_stays_held_out(database: Database, workflow: Workflow, tmp_path: Path) -> None:
    rows = [f"k{number},text number {number},Cap,x" for number in range(40)]
    path = _write(tmp_path, "id,text,expected,area\n" + "\n".join(rows))
    first = import_dataset(database, path, path.name, workflow.workflow_id, "Golden").version
    draw_split(database, first.dataset_version_id, {"train": 0.5, "holdout": 0.5})
    path = _write(tmp_path, "id,text,expected,area\n" + "\n".join([*rows, "new,another,Cap,y"]))
    second = import_dataset(database, path, path.name, workflow.workflow_id, "Golden").version
    sides = [
        {item.item_key: item.split for item in datasets.list_items(database, version.dataset_version_id)}
        for version in (first, second)
    ]
    assert sides[1].pop("new") is not None
    assert sides[0] == sides[1]


def test_splits_that_a_cut_off_import_did_not_come_to_are_carried_over_by_the_next(
    database: Database, workflow: Workflow, tmp_path: Path
) -> None:
    rows = [f"k{number},text number {number},Cap,x" for number in range(40)]
    path = _write(tmp_path, "id,text,expected,area\n" + "\n".join(rows))
    first = import_dataset(database, path, path.name, workflow.workflow_id, "Golden").version
    draw_split(database, first.dataset_version_id, {"train": 0.5, "holdout": 0.5})
    path = _write(tmp_path, "id,text,expected,area\n" + "\n".join([*rows, "new,another,Cap,y"]))
    with open_file(database, path) as intake:
        plan = plan_import(intake, guess_roles(intake.table))
        source = datasets.Source(path.name)
        cut = intake.staging.add_version(workflow.workflow_id, "Golden", plan.columns, source).version
    assert datasets.count_splits(database, cut.dataset_version_id) == {}
    again = import_dataset(database, path, path.name, workflow.workflow_id, "Golden")
    assert (again.is_new_version, again.version.number) == (False, 2)
    assert sum(datasets.count_splits(database, cut.dataset_version_id).values()) == 41


def test_a_category_workflow_takes_its_categories_from_the_answers(
    database: Database, workflow: Workflow, tmp_path: Path
) -> None:
    path = _write(tmp_path, CLAUSES + "C-4,x,Cap,a\nC-5,y,Cap,a\nC-6,z,Termination,a\n")
    import_dataset(database, path, path.name, workflow.workflow_id)
    assert get_workflow(database, workflow.workflow_id).categories == ("Cap", "Governing law", "Termination")


def test_an_archived_dataset_gets_no_version_that_nobody_sees(
    database: Database, workflow: Workflow, tmp_path: Path
) -> None:
    path = _write(tmp_path, "id,text,expected\na,some words,Law\nb,other words,Cap\n")
    made = import_dataset(database, path, path.name, workflow.workflow_id, "Golden").version
    datasets.set_dataset_archived(database, made.dataset_id, True)
    _write(tmp_path, "id,text,expected\na,some words,Law\nb,new words,Cap\n")
    with pytest.raises(BadMapping, match="“Golden” is archived.*Bring it back"):
        import_dataset(database, path, path.name, workflow.workflow_id, "golden")
    datasets.set_dataset_archived(database, made.dataset_id, False)
    again = import_dataset(database, path, path.name, workflow.workflow_id, "golden")
    assert (again.version.dataset_id, again.version.number) == (made.dataset_id, 2)


def test_a_file_without_a_row_to_import_stores_nothing(
    database: Database, workflow: Workflow, tmp_path: Path
) -> None:
    path = _write(tmp_path, "id,text,expected\nC-1,One clause,\nC-2,Another clause,\n")
    with pytest.raises(
        BadMapping, match=r"No row of “clauses\.csv” can be imported\. Row 2 .* has no answer"
    ):
        import_dataset(database, path, path.name, workflow.workflow_id, expected_column="expected")
    assert datasets.list_datasets(database, workflow.workflow_id) == []


def test_nothing_to_ask_is_said_with_the_way_out(database: Database, tmp_path: Path) -> None:
    with pytest.raises(BadMapping, match="Mark the column with the question or text as input"):
        _plan(database, _write(tmp_path, CLAUSES), roles=Roles("id", (), "expected"))


def test_choices_reach_the_reader(database: Database, workflow: Workflow, tmp_path: Path) -> None:
    path = _write(tmp_path, "a,first words,x\nb,second words,y\nc,third words,x\n")
    choices = Choices(header_rows=())
    result = import_dataset(
        database, path, path.name, workflow.workflow_id, input_columns=["Column 2"], choices=choices
    )
    assert result.rows_imported == 3


@pytest.mark.parametrize(
    ("value", "meant"), [("governing LAW.", "Governing law"), ("Terminaton", "Termination"), ("Venue", "")]
)
def test_the_category_likely_meant(value: str, meant: str) -> None:
    assert likely_meant(value, ["Governing law", "Termination"]) == meant
