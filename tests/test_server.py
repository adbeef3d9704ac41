"""The app as a process: what it prints, whom it lets in, how it ends, and what it says when it cannot start."""

import importlib.metadata
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.component_manager import BidiComponentManager

from tests.app_process import Serving, give, serving_app, workbench
from workbench.server import configure_streamlit
from workbench.settings import log_path, server_note_path
from workbench.store.database import Database
from workbench.store.workflow import list_workflows


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving_app(tmp_path_factory.mktemp("app") / "w.duckdb", "--no-samples") as running:
        yield running


def _names(path: Path) -> list[str]:
    database = Database(path)
    try:
        return [workflow.name for workflow in list_workflows(database)]
    finally:
        database.close()


def test_prints_one_object_with_its_loopback_address_and_no_warning(app: Serving) -> None:
    assert app.url.startswith("http://127.0.0.1:")
    assert app.started["sentence"] == f"Eval Workbench is at {app.url} (Ctrl-C ends it)."
    assert app.started["warning"] == ""


def test_streamlit_neither_watches_files_nor_looks_through_memory_after_each_run_nor_reports_home(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    packages = [one.name for one in importlib.metadata.distributions() if one.name.startswith("streamlit")]
    assert packages, "there would be something to read"
    monkeypatch.setattr(
        manifest_scanner, "scan_component_manifests", manifest_scanner.scan_component_manifests
    )
    configure_streamlit("127.0.0.1", 8501)
    try:
        with monkeypatch.context() as unread:
            unread.setattr(importlib.metadata, "distributions", lambda: pytest.fail("read at each start"))
            BidiComponentManager().discover_and_register_components(start_file_watching=False)
        for name, wanted in (
            ("server.fileWatcherType", "none"),
            ("runner.postScriptGC", False),
            ("browser.gatherUsageStats", False),
            ("client.showErrorDetails", "none"),
        ):
            assert config.get_option(name) == wanted
    finally:
        config.get_config_options(force_reparse=True)


def test_every_page_answers_by_its_own_address(app: Serving) -> None:
    for page in (
        "",
        "workflows",
        "golden_datasets",
        "candidates",
        "runs",
        "label",
        "precision",
        "roi",
        "exports",
    ):
        status, body = app.get(f"/{page}")
        assert (status, "<title>" in body) == (200, True)
    assert app.get("/_stcore/health") == (200, "ok")


def test_other_names_for_this_machine_are_refused_so_that_no_web_site_can_reach_the_app(app: Serving) -> None:
    for name in ("evil.example", "evil.example:8501", "127.0.0.1.evil.example", "[::ffff:1.2.3.4]", "["):
        status, said = app.get("/", Host=name)
        assert (status, "open to this machine only" in said) == (421, True), name
    assert app.get("/", Host="localhost")[0] == 200


def test_commands_need_the_token_from_the_note(app: Serving) -> None:
    note = json.loads(server_note_path(app.database).read_text())
    assert server_note_path(app.database).stat().st_mode & 0o077 == 0
    assert app.get("/api/app")[0] == 403
    assert app.get("/api/app", **{"x-workbench-token": "guess"})[0] == 403
    status, body = app.get("/api/app", **{"x-workbench-token": note["token"]})
    assert (status, json.loads(body)["process_id"]) == (200, app.process.pid)
    assert app.get("/api/app", Host="evil.example", **{"x-workbench-token": note["token"]})[0] == 421


def test_a_second_start_on_the_same_database_says_where_the_first_is(app: Serving) -> None:
    refused = workbench("serve", "--port", "0", "--database", app.database, cwd=app.database.parent)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"runs already with this database, at {app.url} (process {app.process.pid})" in refused.stderr


def test_a_port_in_use_is_said_with_another_one_to_take(app: Serving, tmp_path: Path) -> None:
    port = app.url.rsplit(":", 1)[1]
    refused = workbench("serve", "--port", port, "--database", tmp_path / "other.duckdb", cwd=tmp_path)
    assert refused.returncode == 2
    assert f"Port {port} on 127.0.0.1 cannot be used (address already in use)" in refused.stderr
    assert f"--port {int(port) % 65000 + 1}" in refused.stderr
    assert not server_note_path(tmp_path / "other.duckdb").exists()


def test_a_wider_host_is_printed_with_a_warning_and_other_names_may_ask(tmp_path: Path) -> None:
    with serving_app(tmp_path / "w.duckdb", "--no-samples", "--host", "0.0.0.0") as wide:
        assert "other machines can reach it, and there is no sign-in yet" in wide.started["warning"]
        assert socket.gethostname() in wide.started["sentence"]
        assert wide.url.startswith("http://127.0.0.1:")
        assert wide.get("/", Host="workbench.example")[0] == 200
        assert wide.get("/api/app", Host="workbench.example")[0] == 403


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_ends_within_seconds_and_leaves_one_whole_file(tmp_path: Path, number: int) -> None:
    path = tmp_path / "w.duckdb"
    with serving_app(path, "--no-samples") as app:
        assert give("add-workflow", "Clauses", "--database", path).exit_code == 0
        status, seconds, printed = app.end(number)
    assert (status, printed) == (0, "")
    assert seconds < 15
    assert {entry.name for entry in tmp_path.iterdir()} == {path.name, log_path(path).name}
    assert _names(path) == ["Clauses"]


def test_after_a_kill_the_note_it_left_misleads_nobody_and_nothing_stored_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with serving_app(path, "--no-samples") as app:
        assert give("add-workflow", "Clauses", "--database", path).exit_code == 0
        app.end(signal.SIGKILL)
        assert server_note_path(path).exists()
    said = give("report", "--workflow", "Clauses", "--json", "--database", path)
    assert (said.exit_code, json.loads(said.stdout)["workflow"]) == (0, "Clauses")
    with serving_app(path, "--no-samples") as again:
        assert again.get("/")[0] == 200
        note = json.loads(server_note_path(path).read_text())
        assert note["process_id"] == again.process.pid
    assert not server_note_path(path).exists()


def test_a_start_that_is_ended_while_it_loads_the_samples_is_taken_up_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with serving_app(path) as app:
        time.sleep(1)
        status, _, printed = app.end()
        assert (status, printed) == (0, "")
    assert len(_names(path)) <= 2
    with serving_app(path):
        deadline = time.monotonic() + 120
        candidates: list[str] = []
        while len(candidates) < 3 and time.monotonic() < deadline:
            time.sleep(0.5)
            said = give("report", "--workflow", "Expense coding", "--json", "--database", path)
            if said.exit_code == 0:
                judged = [one for one in json.loads(said.stdout)["candidates"] if one["answered"]]
                candidates = [one["candidate"] for one in judged]
    assert {"Hand-written rules", "Small trained classifier"} <= set(candidates)
    assert _names(path) == ["Contract clauses", "Expense coding"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"PK\x03\x04" * 2000, "not a DuckDB file"), (b"", "not a DuckDB file")],
    ids=["a workbook", "empty"],
)
def test_a_file_that_is_no_database_is_said_and_left_alone(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "w.duckdb"
    path.write_bytes(content)
    refused = give("report", "--workflow", "Clauses", "--database", path)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert sentence in refused.stderr and "restore a backup" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert path.read_bytes() == content


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB of its own; only root may make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip(
            "needs root and the right to mount: tests/store/test_database.py fills a limited file instead"
        )
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_a_sentence_and_what_was_stored_stays(small_disk: Path, tmp_path: Path) -> None:
    path = small_disk / "w.duckdb"
    (tmp_path / "big.csv").write_text(
        "id,text\n" + "".join(f"{n},{os.urandom(400).hex()}\n" for n in range(6000)), encoding="utf-8"
    )
    (tmp_path / "small.csv").write_text("id,text,expected\n1,one,A\n2,two,B\n")
    kept = ("import-dataset", tmp_path / "small.csv", "--workflow", "Kept", "--database", path)
    assert give(*kept).exit_code == 0
    refused = give("import-dataset", tmp_path / "big.csv", "--workflow", "Big", "--database", path)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "the disk is full" in refused.stderr and "What was stored before is kept" in refused.stderr
    assert "Traceback" not in refused.stderr
    said = give("report", "--workflow", "Kept", "--json", "--database", path)
    assert (said.exit_code, json.loads(said.stdout)["item_count"]) == (0, 2)


def test_a_read_only_disk_is_a_sentence(small_disk: Path) -> None:
    path = small_disk / "w.duckdb"
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    refused = give("report", "--workflow", "Clauses", "--database", path)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "read-only" in refused.stderr
    assert "Traceback" not in refused.stderr
