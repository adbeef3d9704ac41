"""A file made when asked for: its content, and what the page gets to say about how it ended."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench.errors import WorkbenchError
from workbench.ui.export_download import Making


def test_hands_over_what_was_written_and_notes_its_size() -> None:
    making = Making()
    assert making.run(lambda path: path.write_bytes(b"x" * 2_500) and None, "out.csv") == b"x" * 2_500
    assert (making.made, making.failure, making.ended_count) == ("“out.csv” is ready, 2.5 kB.", "", 1)


def test_writes_under_the_files_own_name_and_leaves_nothing_behind() -> None:
    seen: list[Path] = []

    def make(path: Path) -> None:
        seen.append(path)
        path.touch()

    Making().run(make, "out.csv")
    assert seen[0].name == "out.csv"
    assert not seen[0].parent.exists()


def test_a_refusal_is_kept_as_its_sentence() -> None:
    making = Making()

    def refuse(path: Path) -> None:
        raise WorkbenchError("The disk is full.")

    with pytest.raises(WorkbenchError):
        making.run(refuse, "out.csv")
    assert (making.made, making.failure, making.ended_count) == ("", "The disk is full.", 1)


def test_what_nobody_foresaw_is_a_sentence_too_and_the_next_try_starts_afresh() -> None:
    making = Making()
    with pytest.raises(ZeroDivisionError):
        making.run(lambda path: print(1 / 0), "out.csv")
    assert making.failure.startswith("The file could not be made. Nothing stored is lost.")
    making.run(Path.touch, "out.csv")
    assert making.failure == ""


PAGE = """
import streamlit as st
from workbench.ui.export_download import Making, tell
making = st.session_state.setdefault("making", Making())
if st.button("Make"):
    making.ask()
    try:
        making.run(st.session_state["make"], "out.csv")
    except Exception:
        pass
tell(making, "Writing")
"""


@pytest.mark.parametrize("fails", [False, True])
def test_the_page_says_how_it_ended_once(fails: bool) -> None:
    def make(path: Path) -> None:
        path.touch()
        if fails:
            raise WorkbenchError("The disk is full.")

    page = AppTest.from_string(PAGE)
    page.session_state["make"] = make
    page.run()
    assert not page.caption and not page.error
    page.button[0].click().run()
    assert [error.value for error in page.error] == (["The disk is full\\."] if fails else [])
    assert bool(page.caption) is not fails
    page.run()
    assert not page.caption and not page.error
