"""Large text files that need no reader: what is looked for at both ends and in between."""

import hashlib
from pathlib import Path

import pytest

from workbench.spreadsheets import tidy_text
from workbench.spreadsheets.tables import Choices
from workbench.spreadsheets.tidy_text import look_at_text, pass_over

TIDY = "id,question,expected\n" + "".join(f'k{n},"What, exactly, is {n}?",{n}\n' for n in range(50))


@pytest.fixture(autouse=True)
def even_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidy_text, "LARGE", 1)


def _look(folder: Path, text: str, **choices: object) -> tidy_text.TidyText | None:
    path = folder / "table.csv"
    path.write_bytes(text.encode())
    return look_at_text(path, path.name, Choices(**choices))  # type: ignore[arg-type]


def test_a_tidy_file_is_told_by_its_ends(tmp_path: Path) -> None:
    found = _look(tmp_path, TIDY)
    assert found is not None
    assert (found.delimiter, found.is_quoted, found.has_header, found.size) == (",", True, True, len(TIDY))


@pytest.mark.parametrize(
    "text", ["Our golden dataset\n\n" + TIDY, TIDY + "Total,,50\n", TIDY + "\nChecked by Ada\n"]
)
def test_titles_above_and_totals_or_notes_below_are_left_to_the_reader(tmp_path: Path, text: str) -> None:
    assert _look(tmp_path, text) is None


def test_a_persons_choice_of_how_to_read_goes_to_the_reader(tmp_path: Path) -> None:
    assert _look(tmp_path, TIDY, encoding="cp1252") is None


def test_every_byte_is_fingerprinted(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b'a,"b\n\nc"\n' * 300_000)
    found = pass_over(path, is_quoted=True)
    assert found.is_tidy  # the blank lines stand inside cells
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "bad", [b"a,b\n\na,b\n", b'a, "b"\n', b"a,#REF!\n", b"a,\0\n", b"a,b\rc\n", b'a,"b\n', b"\r\n\r\na,b\r\n"]
)
def test_what_the_database_would_read_otherwise_is_found_anywhere(tmp_path: Path, bad: bytes) -> None:
    path = tmp_path / "long.csv"
    good = b'a,"b"\n' * 400_000  # more than two of the pieces it is read in
    for text in (bad + good, good + bad + good, good + bad if bad.strip() != b"" else good):
        path.write_bytes(text)
        assert not pass_over(path, is_quoted=True).is_tidy
