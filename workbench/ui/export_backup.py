"""Back up: a consistent copy of the whole database while the app is in use."""

from datetime import datetime
from pathlib import Path

import streamlit as st

from workbench.domain.formats import file_size
from workbench.store.database import Database
from workbench.ui.export_download import download
from workbench.ui.states import sentences
from workbench.ui.text import plain

# A download passes through memory; a larger database is copied to a file beside it instead.
MOST_DOWNLOADED = 500 * 10**6


def draw_backup(database: Database) -> None:
    """The button that copies the database, and how a copy is put back."""
    st.subheader("Back up", anchor=False)
    size = database_size(database)
    st.markdown(
        plain(
            f"One file with everything in this workspace: workflows, datasets, runs, outputs, labels. It holds "
            f"{file_size(size)} now. Nobody has to stop working while it is copied; "
            "the copy leaves out unused space and so may be smaller."
        )
    )
    if size <= MOST_DOWNLOADED:
        download(
            "Back up",
            database.copy_to,
            _file_name(database),
            "backup",
            "Copying the database",
            icon=":material/backup:",
        )
    else:
        _draw_copy_beside(database)
    with st.expander("How to restore a backup"):
        st.markdown(
            "1. Stop the app (Ctrl-C in its terminal).\n"
            "2. Move this file elsewhere, and a file of the same name ending in .wal, if there is one:"
        )
        st.code(str(database.path), language=None, wrap_lines=True)
        st.markdown("3. Put the copy in its place, under the same name.\n4. Start the app again.")
        st.markdown("To look into a copy while this app goes on, open it beside:")
        st.code('workbench serve --port 8502 --database "the copy.duckdb"', language=None, wrap_lines=True)


def database_size(database: Database) -> int:
    """Bytes on disk, with what waits in the write-ahead log."""
    files = (database.path, database.path.with_name(database.path.name + ".wal"))
    return sum(file.stat().st_size for file in files if file.is_file())


def _draw_copy_beside(database: Database) -> None:
    target = database.path.with_name(_file_name(database))
    st.caption(
        plain(
            f"It is too large to pass through the browser, so the copy is written into the folder of the database, "
            f"{database.path.parent}."
        )
    )
    if st.button("Back up", key="backup-beside", icon=":material/backup:"):
        with sentences(), st.spinner("Copying the database", show_time=True):
            database.copy_to(target)
            st.success(plain(f"The copy is {target}, {file_size(target.stat().st_size)}."))


def _file_name(database: Database) -> str:
    return f"{Path(database.path.name).stem} {datetime.now():%Y-%m-%d %H%M}.duckdb"
