"""A golden dataset in a sentence, and its parts one at a time: items, changes, splits, versions, export."""

import streamlit as st

from workbench.domain import DatasetVersion, Role
from workbench.domain.formats import plural
from workbench.store import dataset as datasets
from workbench.store import version as versions
from workbench.store.database import Database
from workbench.ui.dataset_changes import changes_between, changes_words, show_changes
from workbench.ui.dataset_export import show_export
from workbench.ui.dataset_items import show_items
from workbench.ui.dataset_splits import show_splits
from workbench.ui.dataset_versions import show_versions

_TABS = ("Items", "What changed", "Splits", "Versions", "Export")


def show_dataset(database: Database, version: DatasetVersion) -> None:
    """The parts of a version; only the open one is read from the database."""
    items, changes, splits, every, export = st.tabs(_TABS, key="dataset-part", on_change="rerun")
    if items.open:
        with items:
            show_items(database, version, _newest(database, version).number == version.number)
    if changes.open:
        with changes:
            show_changes(database, version)
    if splits.open:
        with splits:
            show_splits(database, version)
    if every.open:
        with every:
            show_versions(database, version)
    if export.open:
        with export:
            show_export(database, version)


def dataset_sentence(database: Database, version: DatasetVersion) -> str:
    """What the dataset holds, what the newest version changed, and what is out of date or has to be done next."""
    said = version_sentence(version)
    newest = _newest(database, version)
    if version.number < newest.number:
        return f"{said} This is version {version.number}; version {newest.number} is the newest."
    every = datasets.list_versions(database, version.dataset_id)
    if len(every) > 1:
        said += f" Since version {every[1].number}: {changes_words(changes_between(database, every[1], version))}."
    stale = sum(row["output_count"] for row in versions.count_out_of_date(database, version))
    if stale:
        said += f" {plural(stale, 'output')} {'is' if stale == 1 else 'are'} out of date."
    if not datasets.get_split(database, version.dataset_version_id):
        said += " No splits are drawn yet."
    return said


def version_sentence(version: DatasetVersion) -> str:
    """ "“Filings” holds 150 items. The question stands in text, the expected answer in clause_type." """
    inputs = ", ".join(version.named(Role.INPUT)) or "no column"
    expected = ", ".join(version.named(Role.EXPECTED))
    said = f"“{version.dataset_name}” holds {plural(version.item_count, 'item')}. The question stands in {inputs}, "
    return said + (
        f"the expected answer in {expected}." if expected else "and there are no expected answers."
    )


def _newest(database: Database, version: DatasetVersion) -> DatasetVersion:
    return datasets.list_versions(database, version.dataset_id)[0]
