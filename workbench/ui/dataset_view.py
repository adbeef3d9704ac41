"""What a golden dataset holds: its versions, its items page by page, its splits."""

import pandas as pd
import streamlit as st

from workbench.datasets.splitting import draw_split
from workbench.domain import DatasetVersion, Role, Split
from workbench.domain.formats import count, day, plural
from workbench.store import dataset as datasets
from workbench.store.database import Database
from workbench.ui.lifecycle import lifecycle
from workbench.ui.states import notice, sentences

_PAGE = 50


def show_items(database: Database, version: DatasetVersion) -> None:
    """The items of a version, a page at a time."""
    pages = max(1, -(-version.item_count // _PAGE))
    page = 1
    if pages > 1:
        page = int(
            st.number_input(
                f"Page (of {count(pages)})",
                1,
                pages,
                1,
                key=f"items-page-{version.dataset_version_id}",
                width=160,
            )
        )
    items = datasets.list_items(database, version.dataset_version_id, limit=_PAGE, offset=(page - 1) * _PAGE)
    columns = [column.name for column in version.columns if column.role not in (Role.ID, Role.EXPECTED)]
    table = pd.DataFrame(
        [
            {
                "Item": item.item_key,
                "Expected": item.expected,
                "Split": item.split.value if item.split else "",
            }
            | {name: _cell(item.content.get(name)) for name in columns}
            for item in items
        ]
    )
    st.dataframe(table, hide_index=True, height=420)


def show_versions(database: Database, version: DatasetVersion) -> None:
    """Who imported which file when."""
    rows = [
        {
            "Version": one.number,
            "Items": one.item_count,
            "File": one.file_name,
            "Sheet": one.sheet,
            "Imported": day(one.created_at),
            "By": one.imported_by,
            "Rows read": one.rows_read,
            "Rows refused": one.rows_refused,
        }
        for one in datasets.list_versions(database, version.dataset_id)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def show_splits(database: Database, version: DatasetVersion) -> None:
    """The splits as drawn, and drawing them anew."""
    counts = datasets.count_splits(database, version.dataset_version_id)
    drawn = datasets.get_split(database, version.dataset_version_id)
    if drawn:
        parts = ", ".join(f"{count(number)} {name}" for name, number in counts.items())
        grouped = f", items with the same {drawn['group_column']} together" if drawn["group_column"] else ""
        st.markdown(
            f"{parts}. Drawn on {day(drawn['created_at'])} with seed {drawn['seed']}".replace("_", r"\_")
            + f"{grouped}."
        )
    else:
        st.markdown(
            "No splits yet. A trained candidate learns from the train split and is only ever judged on the rest; "
            "the holdout is what decides."
        )
    with st.form(f"split-{version.dataset_version_id}", border=False), sentences():
        columns = st.columns(4)
        train = columns[0].number_input("Train, in %", 0, 100, 70, 5)
        dev = columns[1].number_input("Dev, in %", 0, 100, 0, 5)
        kept = [column.name for column in version.columns if column.role not in (Role.ID, Role.EXPECTED)]
        group = columns[2].selectbox(
            "Keep together", ["", *kept], format_func=lambda name: name or "(same text only)",
            help="Items with the same value in this column, such as one contract's clauses, stay on one side.",
        )  # fmt: skip
        seed = columns[3].number_input("Seed", 0, 10**9, 1)
        st.caption("The holdout gets the rest. Items with the same text always stay together.")
        if st.form_submit_button(
            "Draw again" if drawn else "Draw splits", type="secondary" if drawn else "primary"
        ):
            shares = {
                Split.TRAIN.value: train / 100,
                Split.DEV.value: dev / 100,
                Split.HOLDOUT.value: max(0, 100 - train - dev) / 100,
            }
            shares = {name: share for name, share in shares.items() if share > 0}
            found = draw_split(database, version.dataset_version_id, shares, group or "", int(seed))
            notice(
                "Splits drawn: "
                + ", ".join(f"{count(number)} {name}" for name, number in found.items())
                + "."
            )
            st.rerun()


def dataset_lifecycle(database: Database, version: DatasetVersion) -> None:
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


def version_sentence(version: DatasetVersion) -> str:
    """ "Filings holds 150 items: question is asked, answer is expected." """
    inputs = ", ".join(version.named(Role.INPUT)) or "nothing"
    expected = ", ".join(version.named(Role.EXPECTED))
    said = f"{version.dataset_name} holds {plural(version.item_count, 'item')}: asked is {inputs}"
    return said + (f", expected is {expected}." if expected else ", with no expected answer.")


def _cell(value: object) -> str:
    return "" if value is None else str(value)
