"""Taking a version away as a file that can be uploaded again without a loss."""

import streamlit as st

from workbench.datasets.exporting import FORMATS, export_version
from workbench.domain import DatasetVersion
from workbench.store.database import Database
from workbench.ui.chart_frame import safe_file_name
from workbench.ui.export_download import download


def show_export(database: Database, version: DatasetVersion) -> None:
    """Pick a format and download the version."""
    st.markdown(
        "The file holds every cell as it stands here, types included: uploaded again, it reads back as this version. "
        "Cells edited in between are taken as edited."
    )
    chosen = st.segmented_control(
        "Format", list(FORMATS), default="xlsx", required=True, key="dataset-format",
        format_func=lambda name: FORMATS[name].words,
    )  # fmt: skip
    picked = FORMATS[chosen or "xlsx"]
    st.caption(picked.explanation)
    name = safe_file_name(version.dataset_name, f"version {version.number}") + picked.extension
    download(
        f"Download version {version.number} as {picked.words}",
        lambda path: export_version(database, version, path, chosen or "xlsx"),
        name,
        key=f"export-{version.dataset_version_id}-{chosen}",
        busy="Writing the file",
        is_primary=True,
    )
