"""The splits of a version as drawn, drawing them anew, and the near duplicates that they keep together."""

import time
from collections import defaultdict
from typing import Any

import streamlit as st

from workbench.datasets.near_duplicates import SEARCHED_UNASKED, find_near_duplicates
from workbench.datasets.splitting import draw_split
from workbench.domain import DatasetVersion, Role, Split
from workbench.domain.formats import count, day, duration, percent, plural
from workbench.store import dataset as datasets
from workbench.store import near_duplicate as near_duplicates
from workbench.store import split as splits
from workbench.store.database import Database
from workbench.ui.run_table import table_height
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain, text

_MOST_SLICES = 200
_MOST_PAIRS = 200


def show_splits(database: Database, version: DatasetVersion) -> None:
    """How the items are divided, by slice; drawing again; near duplicates."""
    counts = datasets.count_splits(database, version.dataset_version_id)
    drawn = datasets.get_split(database, version.dataset_version_id)
    st.markdown(plain(split_sentence(counts, drawn)))
    if drawn and drawn["slice_column"]:
        _show_slices(database, version, drawn["slice_column"])
    _draw_form(database, version, drawn)
    _show_near(database, version, drawn)


def split_sentence(counts: dict[str, int], drawn: dict[str, Any] | None) -> str:
    """How a version is divided: "420 train, 180 holdout. Drawn on 23 Nov 2026 with seed 7, …"."""
    if drawn is None:
        return (
            "No splits yet. A trained candidate learns from the train split and is judged on the rest alone; "
            "the holdout is what decides."
        )
    total = sum(counts.values()) or 1
    parts = ", ".join(
        f"{count(counts[part.value])} {part.value} ({percent(counts[part.value] / total)})"
        for part in Split if part.value in counts
    )  # fmt: skip
    said = (
        f"{parts} of {plural(total, 'item')}. Drawn on {day(drawn['created_at'])} with seed {drawn['seed']}"
    )
    if drawn["group_column"]:
        said += f"; items with the same {drawn['group_column']} stand on one side"
    if drawn["slice_column"]:
        said += f"; the shares hold within each {drawn['slice_column']}"
    return f"{said}."


def _show_slices(database: Database, version: DatasetVersion, column: str) -> None:
    """The shares as drawn, slice by slice."""
    by_value: dict[str, dict[str, int]] = defaultdict(dict)
    for row in splits.count_slices(database, version, column):
        by_value[row["value"] or "(empty)"][row["split"]] = row["item_count"]
    present = [part.value for part in Split if any(part.value in counts for counts in by_value.values())]
    rows = []
    for value, counts in sorted(by_value.items(), key=lambda pair: -sum(pair[1].values()))[:_MOST_SLICES]:
        total = sum(counts.values())
        shares = {
            part.capitalize(): f"{percent(counts.get(part, 0) / total)} ({count(counts.get(part, 0))})"
            for part in present
        }
        rows.append({column: value, "Items": total} | shares)
    st.dataframe(rows, hide_index=True, height=table_height(len(rows), 250))
    if len(by_value) > _MOST_SLICES:
        st.caption(f"The {_MOST_SLICES} largest of {count(len(by_value))} values.")


def _draw_form(database: Database, version: DatasetVersion, drawn: dict[str, Any] | None) -> None:
    before = drawn or {
        "shares": {"train": 0.7, "holdout": 0.3},
        "seed": 1,
        "group_column": "",
        "slice_column": "",
    }
    kept = [column.name for column in version.columns if column.role not in (Role.ID, Role.EXPECTED)]
    sliced = [*version.named(Role.SLICE), *version.named(Role.EXPECTED)]
    sliced += [name for name in kept if name not in sliced]
    with st.form(f"split-{version.dataset_version_id}", border=False), sentences():
        shares, columns = st.columns(3), st.columns(3)
        wanted = {part: round(100 * before["shares"].get(part.value, 0)) for part in Split}
        train = shares[0].number_input("Train, in %", 0, 100, wanted[Split.TRAIN], 5)
        dev = shares[1].number_input("Dev, in %", 0, 100, wanted[Split.DEV], 5, help="For trying things out.")
        seed = shares[2].number_input(
            "Seed", 0, 10**9, int(before["seed"]), help="The same seed draws the same splits."
        )
        group = columns[0].selectbox(
            "Keep together", ["", *kept], _place(["", *kept], before["group_column"]),
            format_func=lambda name: name or "(only same texts)",
            help="Items with the same value in this column, such as one contract's clauses, stay on one side.",
        )  # fmt: skip
        by_slice = columns[1].selectbox(
            "Same shares within each", ["", *sliced], _place(["", *sliced], before["slice_column"]),
            format_func=lambda name: name or "(over all items)",
            help="Each value of this column is divided by the same shares, as far as whole groups allow.",
        )  # fmt: skip
        st.caption(
            "The holdout gets the rest. Items with the same text, or nearly the same, always stand on one side."
        )
        if st.form_submit_button(
            "Draw again" if drawn else "Draw splits", type="secondary" if drawn else "primary"
        ):
            given = {"train": train / 100, "dev": dev / 100, "holdout": max(0, 100 - train - dev) / 100}
            given = {name: share for name, share in given.items() if share > 0}
            with st.spinner("Drawing splits"):
                found = draw_split(
                    database, version.dataset_version_id, given, group or "", int(seed), by_slice or ""
                )
            said = ", ".join(f"{count(number)} {name}" for name, number in found.items())
            notice(f"Splits drawn: {said}.")
            st.rerun()


def _show_near(database: Database, version: DatasetVersion, drawn: dict[str, Any] | None) -> None:
    """What was found of near duplicates, and the search where it has to be asked for."""
    search = near_duplicates.get_search(database, version.dataset_version_id)
    if search is None:
        if version.item_count > SEARCHED_UNASKED or drawn:
            _search(database, version)
        return
    if not search["pair_count"]:
        st.caption("No two items have nearly the same text.")
        return
    pairs = plural(search["pair_count"], "pair")
    if drawn and not drawn["looked_for_near"]:
        st.warning(
            f"{pairs} of near duplicates {'was' if search['pair_count'] == 1 else 'were'} found after these splits "
            "were drawn. Draw again to keep them on one side.",
            icon=":material/warning:",
        )
    with st.expander(f"{pairs} of items with nearly the same text"):
        rows = near_duplicates.read_pairs(database, version, _MOST_PAIRS)
        chosen = st.dataframe(
            [
                {
                    "Alike": percent(row["similarity"], 1),
                    "Item": row["item_key"],
                    "Other item": row["other_item_key"],
                    "Expected": row["expected"] or "",
                    "Other expected": row["other_expected"] or "",
                }
                for row in rows
            ],
            hide_index=True, height=table_height(len(rows), 250), on_select="rerun", placeholder="",
            selection_mode="single-row", key=f"near-{version.dataset_version_id}",
        )  # fmt: skip
        if search["pair_count"] > _MOST_PAIRS:
            st.caption(f"The {_MOST_PAIRS} pairs that are least alike.")
        picked = chosen.selection.rows
        if picked:
            row = rows[picked[0]]
            for place, key, words in zip(
                st.columns(2), ("item_key", "other_item_key"), ("words", "other_words"), strict=True
            ):
                with place:
                    st.caption(plain(f"Item {row[key]}"))
                    text(row[words], height=200)


def _search(database: Database, version: DatasetVersion) -> None:
    st.markdown(
        f"Nearly equal texts have not been looked for. With {plural(version.item_count, 'item')} that takes "
        "a while; splits drawn afterwards keep them on one side."
    )
    if not st.button("Look for near duplicates", icon=":material/search:"):
        return
    began = time.monotonic()
    bar = st.progress(0.0, "Looking for near duplicates")
    st.button("Stop", key="near-stop", help="Nothing is stored before the end.")

    def tell(done: float) -> None:
        waited = time.monotonic() - began
        left = f", about {duration(waited / done * (1 - done))} left" if done > 0.05 else ""
        bar.progress(done, f"Looking for near duplicates: {percent(done)}{left}")

    found = find_near_duplicates(database, version, on_progress=tell)
    notice(f"{plural(found, 'pair')} of near duplicates found.")
    st.rerun()


def _place(options: list[str], wanted: str) -> int:
    return options.index(wanted) if wanted in options else 0
