"""The terminal's verbs as a person or a script gives them: exit status, sentences, one JSON object."""

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import click
import pytest
from openpyxl import load_workbook

from tests.app_process import COMMAND, environment, give, serving_app, workbench
from tests.connectors.stub_server import Reply, chat, serving
from workbench.cli import main

REQUIRED = {
    "candidate", "answered", "correct", "incorrect", "no_answer", "unsure", "failed", "unlabelled",
    "precision_rate", "precision_low", "precision_high", "coverage_rate", "bar_rate",
}  # fmt: skip
GOLDEN = "clause,text,kind\n" + "".join(
    f"C{n},{'governed by the laws of Ontario' if n % 2 else 'liability shall not exceed the fees'} {n},"
    f"{'Law' if n % 2 else 'Cap'}\n"
    for n in range(20)
)
ANSWERS = "clause,tool,said,right\nC0,Vendor,Cap,correct\nC1,Vendor,Cap,incorrect\nC2,Vendor,,no answer\n"
RULES = "pattern,answer\nlaws of,Law\nshall not exceed,Cap\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_path: Path) -> Path:
    """The folder one stands in, with a golden dataset, a vendor's answers and a table of rules."""
    for name, text in (("golden.csv", GOLDEN), ("answers.csv", ANSWERS), ("rules.csv", RULES)):
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the golden dataset imported."""
    folder = tmp_path_factory.mktemp("imported")
    (folder / "golden.csv").write_text(GOLDEN)
    command = ("import-dataset", folder / "golden.csv", "--id", "clause", "--expected", "kind")
    done(*command, "--workflow", "Clauses", "--database", folder / "w.duckdb")
    return folder / "w.duckdb"


@pytest.fixture
def golden(folder: Path, imported: Path, database_path: Path) -> Path:
    """The folder one stands in, with the golden dataset already imported."""
    shutil.copy(imported, database_path)
    return folder


def done(*arguments: object) -> dict[str, Any]:
    """Give a command with --json; it has to succeed and print one JSON object and nothing else."""
    result = give(*arguments, "--json")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_the_whole_story_from_the_terminal(folder: Path) -> None:
    assert done("add-workflow", "Clauses", "--bar", "90 %", "--trusted-scorer", "exact")["bar_rate"] == 0.9
    command = (
        "import-dataset",
        "golden.csv",
        "--workflow",
        "Clauses",
        "--id",
        "clause",
        "--expected",
        "kind",
    )
    assert done(*command)["item_count"] == 20
    assert done("split", "--workflow", "Clauses", "--holdout", "0.5")["splits"]["holdout"] == 10
    done("add-candidate", "Rules", "--workflow", "Clauses", "--kind", "rules", "--rules", "rules.csv")
    [run] = done("run", "--workflow", "Clauses", "--candidate", "Rules", "--split", "holdout")["runs"]
    assert (run["planned"], run["done"], run["failed"], run["state"]) == (10, 10, 0, "finished")
    [rules] = done("report", "--workflow", "Clauses")["candidates"]
    assert set(rules) >= REQUIRED
    assert (rules["correct"], rules["incorrect"], rules["coverage_rate"], rules["bar_rate"]) == (
        10,
        0,
        1.0,
        0.9,
    )
    assert give("report", "--workflow", "Clauses").output.count("Rules") >= 1


def test_importing_the_same_files_again_adds_no_rows(golden: Path) -> None:
    command = (
        "import-dataset",
        "golden.csv",
        "--workflow",
        "Clauses",
        "--id",
        "clause",
        "--expected",
        "kind",
    )
    again = done(*command)
    assert (again["rows_imported"], again["is_new_version"], again["version"]) == (0, False, 1)
    columns = ("--candidate-column", "tool", "--item-column", "clause", "--output-column", "said")
    outputs = (
        "import-outputs",
        "answers.csv",
        "--workflow",
        "Clauses",
        *columns,
        "--verdict-column",
        "right",
    )
    first, again = done(*outputs), done(*outputs)
    assert (first["outputs_added"], first["labels_added"]) == (3, 3)
    assert (again["outputs_added"], again["labels_added"]) == (0, 0)
    [vendor] = done("report", "--workflow", "Clauses")["candidates"]
    assert (vendor["correct"], vendor["incorrect"], vendor["no_answer"]) == (1, 1, 1)
    assert vendor["coverage_rate"] == pytest.approx(2 / 3)


def test_import_dataset_makes_the_workflow_with_a_bar_of_95(golden: Path) -> None:
    assert done("report", "--workflow", "Clauses")["bar_rate"] == 0.95


def test_rows_refused_are_status_1_and_are_named(golden: Path) -> None:
    Path("odd.csv").write_text("clause,said\nC0,Cap\nC999,Law\n")
    command = (
        "import-outputs",
        "odd.csv",
        "--workflow",
        "Clauses",
        "--candidate",
        "Odd",
        "--item-column",
        "clause",
    )
    result = give(*command, "--output-column", "said")
    assert result.exit_code == 1
    assert "1 row refused" in result.stdout
    assert "C999" in result.stderr
    as_json = give(*command, "--output-column", "said", "--json")
    assert as_json.exit_code == 1
    assert [row["row"] for row in json.loads(as_json.stdout)["refused"]] == [3]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("report", "--workflow", "Nothing"), r"no workflow called “Nothing”.*There is “Clauses”"),
        (("import-dataset", "none.csv", "--workflow", "New"), r"none\.csv does not exist. Check the path"),
        (("run", "--workflow", "Clauses", "--candidate", "Ghost"), r"no candidate called “Ghost”"),
        (("report",), r"Missing option '--workflow'.*workbench report --help"),
        (("frobnicate",), r"No such command 'frobnicate'.*workbench --help"),
        (("export", "--workflow", "Clauses", "out.pdf"), r"out\.pdf ends neither in \.xlsx nor in \.csv"),
        (("export", "--workflow", "Clauses", "nowhere/out.xlsx"), r"no folder .*nowhere.*Make it"),
        (("add-workflow", "Clauses"), r"Clauses"),
        (("add-workflow", "B", "--bar", "much"), r"“much” is not a bar"),
        (("split", "--workflow", "Clauses", "--train", "0.9", "--holdout", "0.9"), r"add up"),
    ],
)  # fmt: skip
def test_a_refusal_is_status_2_and_one_sentence_on_standard_error(
    golden: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    for as_json in ((), ("--json",)):
        result = give(*arguments, *as_json)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert re.search(sentence, result.stderr)
        assert "Traceback" not in result.stderr


def test_a_workflow_made_for_a_file_that_is_refused_does_not_stay(folder: Path) -> None:
    Path("empty.csv").write_text("")
    assert give("import-dataset", "empty.csv", "--workflow", "New").exit_code == 2
    assert "none yet" in give("report", "--workflow", "New").stderr


def test_every_verb_explains_itself(database_path: Path) -> None:
    listed = give("--help").output
    for name, command in main.commands.items():
        shown = give(name, "--help")
        assert shown.exit_code == 0
        assert name in listed
        assert "--json" in shown.output and "--database" in shown.output
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, f"{name} {option.name} says nothing"
        assert not re.search(r"\.\.\.$", re.search(rf"^  {name} .*$", listed, re.M).group(0))  # type: ignore[union-attr]


def test_no_verb_at_all_shows_the_verbs(database_path: Path) -> None:
    shown = give()
    assert shown.exit_code == 2
    assert "import-dataset" in shown.stderr


def test_exports_a_workbook_and_a_table(golden: Path) -> None:
    columns = ("--candidate-column", "tool", "--item-column", "clause", "--output-column", "said")
    done("import-outputs", "answers.csv", "--workflow", "Clauses", *columns, "--verdict-column", "right")
    assert Path(done("export", "--workflow", "Clauses", "out.xlsx")["file"]) == golden / "out.xlsx"
    assert {"Summary", "Outputs", "Labels", "ROI"} <= set(load_workbook("out.xlsx").sheetnames)
    done("export", "--workflow", "Clauses", "out.csv")
    assert Path("out.csv").read_text(encoding="utf-8-sig").count("Vendor") == 3


def test_a_command_of_its_own_process_prints_one_object_and_nothing_else(folder: Path) -> None:
    command = (
        "import-dataset",
        "golden.csv",
        "--workflow",
        "Clauses",
        "--database",
        "rel/w.duckdb",
        "--json",
    )
    result = workbench(*command, cwd=folder)
    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout)["item_count"] == 20
    assert (folder / "rel" / "w.duckdb").is_file()
    assert not list(folder.glob("rel/*.wal"))


def test_a_command_waits_for_another_one_and_then_says_which_process_holds_the_file(folder: Path) -> None:
    code = "import sys; from pathlib import Path; from workbench.store.database import Database; "
    code += "held = Database(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    command = [COMMAND[0], "-c", code, str(folder / "held.duckdb")]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment(), **pipes) as holder:
        assert holder.stdin is not None and holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        refused = give("report", "--workflow", "x", "--database", "held.duckdb")
        assert refused.exit_code == 2
        assert f"in use by process {holder.pid}" in refused.stderr
        threading.Timer(1.0, holder.stdin.close).start()
        assert (
            "no workflow called “x”" in give("report", "--workflow", "x", "--database", "held.duckdb").stderr
        )


def slow_model(base_url: str) -> None:
    done(
        "add-candidate", "Model", "--workflow", "Clauses", "--kind", "endpoint", "--base-url", base_url,
        "--model", "small", "--setting", "concurrency=1",
    )  # fmt: skip
    done("set-workflow", "Clauses", "--prompt-template", "Which kind? {text}", "--trusted-scorer", "exact")


def slowly(body: dict[str, Any]) -> Reply:
    reply = chat("Law" if "laws" in body["messages"][-1]["content"] else "Cap")
    reply.delay_s = 0.15
    return reply


RUN = ("run", "--workflow", "Clauses", "--candidate", "Model")


def test_ctrl_c_stops_a_run_after_the_calls_in_flight_and_resume_asks_only_what_is_left(
    golden: Path, database_path: Path
) -> None:
    with serving(script=slowly) as stub:
        slow_model(stub.base_url)
        with subprocess.Popen(
            [*COMMAND, *RUN, "--database", database_path],
            env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            while len(stub.requests) < 4:
                time.sleep(0.02)
                assert process.poll() is None
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
        asked = len(stub.requests)
        assert (process.returncode, out) == (2, "")
        assert re.search(r"Stopped with \d+ items left.*--resume", err)
        [run] = done(*RUN, "--resume")["runs"]
        assert (run["done"], run["planned"], run["failed"]) == (20, 20, 0)
        assert asked < 20 and len(stub.requests) == 20  # no answer that was paid for is asked again


def test_a_run_that_was_killed_is_taken_up_again(golden: Path, database_path: Path) -> None:
    with serving(script=slowly) as stub:
        slow_model(stub.base_url)
        with subprocess.Popen([*COMMAND, *RUN, "--database", database_path], env=environment()) as process:
            while len(stub.requests) < 8:
                time.sleep(0.02)
            process.kill()
        assert 8 <= len(stub.requests) < 20
        resumed = workbench(*RUN, "--resume", "--json", "--database", database_path, cwd=golden)
        [run] = json.loads(resumed.stdout)["runs"]
        assert (run["done"], run["state"]) == (20, "finished")
        assert len(stub.requests) <= 26  # what was stored is not asked again


def test_a_command_finds_keys_in_streamlits_secrets_too(
    golden: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "CLI_STUB_KEY", ""
    )  # Streamlit puts what it finds into the environment: taken away again
    (golden / ".streamlit").mkdir()
    (golden / ".streamlit" / "secrets.toml").write_text('CLI_STUB_KEY = "from the file"\n')
    with serving(script=slowly) as stub:
        model = ("--kind", "endpoint", "--base-url", stub.base_url, "--model", "small")
        done("add-candidate", "Model", "--workflow", "Clauses", *model, "--key-variable", "CLI_STUB_KEY")
        done(*RUN, "--limit", 1)
        assert stub.keys == ["Bearer from the file"]


def heed_ctrl_c() -> None:
    """What a shell starts in the background is deaf to it, and so is all that this starts in turn."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_a_terminal_sees_how_far_a_run_is(golden: Path, database_path: Path) -> None:
    with serving(script=slowly) as stub:
        slow_model(stub.base_url)
        terminal, theirs = pty.openpty()
        process = subprocess.Popen(
            [*COMMAND, *RUN, "--database", database_path, "--json"],
            env=environment(COLUMNS="120"), stdout=subprocess.PIPE, stderr=theirs, text=True,
        )  # fmt: skip
        os.close(theirs)
        out, _ = process.communicate(timeout=60)
        shown = os.read(terminal, 100_000).decode()
        os.close(terminal)
    assert json.loads(out)["runs"][0]["done"] == 20
    assert re.search(r"\rModel: \d+ of 20 items, [\d.]+ a second, about .* left", shown)
    assert "Model: 20 of 20 items" in shown


def test_while_the_app_owns_the_file_commands_go_through_it(golden: Path, database_path: Path) -> None:
    """Paths are those of the terminal's folder, not the app's; `report` works while a run is under way."""
    elsewhere = golden / "elsewhere"
    elsewhere.mkdir()
    with serving(script=slowly) as stub, serving_app(database_path, "--no-samples", cwd=elsewhere) as app:
        slow_model(stub.base_url)
        run = subprocess.Popen(
            [*COMMAND, *RUN, "--database", database_path, "--json"], env=environment(), stdout=subprocess.PIPE
        )
        while len(stub.requests) < 5:
            time.sleep(0.02)
        [model] = done("report", "--workflow", "Clauses")["candidates"]
        assert 0 <= model["correct"] < 20
        assert json.loads(run.communicate(timeout=60)[0])["runs"][0]["done"] == 20
        done("export", "--workflow", "Clauses", "out.csv")
        assert (golden / "out.csv").is_file()
        assert give("report", "--workflow", "Nothing").stderr.startswith(
            "There is no workflow called “Nothing”"
        )
        assert app.process.poll() is None


def test_ctrl_c_stops_a_run_that_the_app_carries_out(golden: Path, database_path: Path) -> None:
    # Seconds an answer: time to stop before the last of them, and well within what calls in flight are given.
    pace = [0.8]

    def at_pace(body: dict[str, Any]) -> Reply:
        reply = slowly(body)
        reply.delay_s = pace[0]
        return reply

    with serving(script=at_pace) as stub, serving_app(database_path, "--no-samples"):
        slow_model(stub.base_url)
        with subprocess.Popen(
            [*COMMAND, *RUN, "--database", database_path],
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=heed_ctrl_c,
        ) as process:
            while len(stub.requests) < 2:
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=60)
        pace[0] = 0.02
        assert process.returncode == 2
        assert "Stopped" in err and "--resume" in err
        deadline = time.monotonic() + 10
        asked = -1
        while asked != len(stub.requests) and time.monotonic() < deadline:
            asked = len(stub.requests)
            time.sleep(1.5)
        assert asked < 20
        [run] = done(*RUN, "--resume")["runs"]
        assert (run["done"], run["state"]) == (20, "finished")
        assert len(stub.requests) == 20
