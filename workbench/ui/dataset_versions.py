"""The versions of a dataset: who made which from what, when and why; and bringing an older one back."""

from typing import Any

import streamlit as st

from workbench.datasets.editing import restore_version
from workbench.domain import DatasetVersion
from workbench.domain.formats import count, day, file_size, plural
from workbench.store import dataset as datasets
from workbench.store.database import Database
from workbench.ui.labelers import current_labeler
from workbench.ui.lifecycle import lifecycle
from workbench.ui.run_table import table_height
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain, text

_ORIGINS = {"import": "imported", "edit": "edited here", "restore": "restored"}


def show_versions(database: Database, version: DatasetVersion) -> None:
    """Every version, newest first; one of them in full, with the button that restores it."""
    every = datasets.list_versions(database, version.dataset_id)
    chosen = st.dataframe(
        [_row(one) for one in every], hide_index=True, on_select="rerun", selection_mode="single-row", placeholder="",
        height=table_height(len(every), 300), key=f"versions-{version.dataset_id}-{len(every)}",
        column_config={"Version": st.column_config.NumberColumn(width="small"),
                       "Why": st.column_config.TextColumn(width="large")},
    )  # fmt: skip
    picked = chosen.selection.rows
    one = every[picked[0]] if picked and picked[0] < len(every) else version
    if len(every) > 1 and not picked:
        st.caption("Select a version to read where it came from, and to restore it.")
    _read_one(one)
    if one.number != every[0].number:
        _restore(database, one, every[0])
    _dataset_lifecycle(database, version)


def _row(one: DatasetVersion) -> dict[str, Any]:
    return {
        "Version": one.number,
        "Items": one.item_count,
        "Made": day(one.created_at),
        "By": one.imported_by,
        "How": _ORIGINS.get(one.origin, one.origin),
        "File": one.file_name + (f", sheet {one.sheet}" if one.sheet else ""),
        "Rows refused": one.rows_refused,
        "Why": one.note,
    }


def _read_one(one: DatasetVersion) -> None:
    by = f" by {one.imported_by}" if one.imported_by else ""
    said = f"Version {one.number} was {_ORIGINS.get(one.origin, one.origin)} on {_moment(one)}{by}"
    if one.file_name:
        said += f" from “{one.file_name}”"
        said += f", {file_size(one.file_size)}" if one.file_size else ""
        said += f": {plural(one.rows_read, 'row')} read, {count(one.rows_refused)} refused"
    st.markdown(plain(f"{said}."))
    if one.file_sha256:
        st.caption(f"SHA-256 of the file: {one.file_sha256}")
    if one.note:
        st.caption("Why")
        text(one.note)


def _restore(database: Database, one: DatasetVersion, newest: DatasetVersion) -> None:
    with (
        st.popover(
            f"Restore version {one.number}",
            icon=":material/history:",
            key=f"restore-{one.dataset_version_id}",
        ),
        sentences(),
    ):
        st.markdown(
            f"Version {newest.number + 1} will read as version {one.number} does. Version {newest.number} stays; "
            "outputs and labels given to these items as they read then count again."
        )
        key = one.dataset_version_id
        name = st.text_input("Your name", value=current_labeler(), max_chars=80, key=f"restore-by-{key}")
        note = st.text_input("Why (optional)", max_chars=500, key=f"restore-why-{key}")
        if st.button(f"Restore as version {newest.number + 1}", type="primary", key=f"restore-now-{key}"):
            made = restore_version(database, one, name.strip(), note)
            st.query_params["dataset"] = str(made.dataset_version_id)
            notice(f"Version {one.number} of “{made.dataset_name}” is restored as version {made.number}.")
            st.rerun()


def _dataset_lifecycle(database: Database, version: DatasetVersion) -> None:
    """Rename, archive or delete the dataset."""
    dataset = datasets.get_dataset(database, version.dataset_id)
    lifecycle(
        "dataset",
        dataset.name,
        datasets.count_attached(database, dataset.dataset_id),
        lambda name: datasets.set_dataset_name(database, dataset, name),
        lambda archived: datasets.set_dataset_archived(database, dataset.dataset_id, archived),
        lambda: datasets.delete_dataset(database, dataset.dataset_id),
        archived=dataset.archived_at is not None,
    )


def _moment(one: DatasetVersion) -> str:
    return f"{day(one.created_at)}, {one.created_at:%H:%M} UTC"
