"""The note beside the database, and what is made of one that is stale, broken or not ours."""

import os
from pathlib import Path

import pytest

from tests.connectors.stub_server import Reply, free_port, serving
from workbench import loopback
from workbench.settings import ServerNote, server_note_path


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "w.duckdb"


def test_the_note_is_for_this_user_only_and_goes_away_again(database: Path) -> None:
    note = loopback.leave_note(database, "http://127.0.0.1:1")
    assert server_note_path(database).stat().st_mode & 0o777 == 0o600
    assert loopback.read_note(database) == note
    assert (note.process_id, len(note.token) > 30) == (os.getpid(), True)
    loopback.remove_note(database, note)
    assert not server_note_path(database).exists()


def test_the_note_of_another_process_is_left(database: Path) -> None:
    mine = loopback.leave_note(database, "http://127.0.0.1:1")
    theirs = loopback.leave_note(database, "http://127.0.0.1:2")
    loopback.remove_note(database, mine)
    assert loopback.read_note(database) == theirs


@pytest.mark.parametrize("text", ["", "{", "[]", '{"url": "x"}', "\xff"])
def test_a_note_that_cannot_be_read_is_none(database: Path, text: str) -> None:
    server_note_path(database).write_text(text, encoding="latin-1")
    assert loopback.read_note(database) is None


def test_nobody_answers_at_a_stale_note() -> None:
    assert not loopback.is_answering(ServerNote(f"http://127.0.0.1:{free_port()}", 1, "token"))


def test_another_program_at_the_address_is_not_the_app() -> None:
    with serving(Reply(body={"process_id": 1})) as stub:
        assert not loopback.is_answering(ServerNote(stub.base_url.removesuffix("/v1"), 1, "token"))


@pytest.mark.parametrize(
    "reply", [Reply(body="no json"), Reply(body=""), Reply(body='{"progress": "half"}\n'), Reply(close=True)]
)
def test_an_answer_that_ends_early_is_silence_not_success(reply: Reply) -> None:
    with serving(reply) as stub, pytest.raises(loopback.AppSilent):
        loopback.send_command(ServerNote(stub.base_url.removesuffix("/v1"), 1, "token"), "report", {})
