"""What providers charge, as one list: looked up, changed cell by cell, or taken out and taken in as a spreadsheet."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from workbench.connectors.price_list import COLUMNS, ModelPrice
from workbench.domain.formats import count, day, plural
from workbench.runs.price_lists import (
    ENTERED,
    TITLES,
    PriceChange,
    changes_in,
    edited,
    forget_own_prices,
    list_prices,
    price_sheet,
    prices_in,
    take_over,
)
from workbench.spreadsheets.reading import read_table
from workbench.spreadsheets.results_csv import write_csv
from workbench.store.database import Database
from workbench.ui.chart_frame import XLSX, workbook_bytes
from workbench.ui.export_download import download
from workbench.ui.links import link
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain

_AMOUNT_TITLES = {
    "input": "In", "cached_input": "Cached", "output": "Out", "batch_input": "Batch in", "batch_output": "Batch out",
}  # fmt: skip
_SHOWN = ("provider", "model", *_AMOUNT_TITLES, "checked_on", "source")
_TURN = "_price_list_turn"


def draw_price_list(database: Database) -> None:
    """The whole view: how current the list is, the list itself, and what can be done with it."""
    prices = list_prices(database)
    own = [row for row in prices if row.is_own]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader("Price list", anchor=False, width="content")
        link("candidates", "All candidates", icon=":material/arrow_back:")
    st.markdown(plain(_state_words(prices, own)))
    _edit(database, prices)
    _take_out_and_in(database, prices)
    if own:
        with st.popover("Go back to the app's list", icon=":material/undo:"):
            st.markdown(
                plain(
                    f"{plural(len(own), 'price')} of this workspace {'goes' if len(own) == 1 else 'go'}; what the app "
                    "came with holds again. Costs already counted stay as they are."
                )
            )
            if st.button("Forget this workspace's prices", type="primary"):
                forget_own_prices(database)
                _done("The app's own list holds again.")


def _state_words(prices: Sequence[ModelPrice], own: Sequence[ModelPrice]) -> str:
    dates = sorted(row.checked_on for row in prices if row.checked_on and not row.is_own)
    since = f", checked on {day(date.fromisoformat(dates[0]))}" if dates else ""
    said = f"{count(len(prices))} models, in US dollars per million tokens{since}."
    if own:
        said += f" {plural(len(own), 'price')} {'is' if len(own) == 1 else 'are'} this workspace's own."
    return (
        f"{said} A price entered for a candidate itself comes before the list. Runs call models one by one; what they "
        "take in the provider's batches stands here to compare with."
    )


def _edit(database: Database, prices: Sequence[ModelPrice]) -> None:
    """The list with cells that can be changed; what was changed is stored with one press."""
    searched = st.text_input(
        "Search",
        key="price-search",
        placeholder="Provider or model, such as haiku",
        icon=":material/search:",
        label_visibility="collapsed",
    )
    wanted = searched.casefold().split()
    shown = [
        row for row in prices if all(word in f"{row.provider} {row.model}".casefold() for word in wanted)
    ]
    if not shown:
        st.caption(
            "No model in the list is called that. Upload a list with it, or enter its price at the candidate."
        )
        return
    table = pd.DataFrame([{name: getattr(row, name) for name in _SHOWN} for row in shown])
    table["checked_on"] = pd.to_datetime(table["checked_on"], errors="coerce")
    for name in _AMOUNT_TITLES:
        table[name] = table[name].astype("float64")
    changed = st.data_editor(
        table,
        key=f"price-list-{st.session_state.get(_TURN, 0)}-{searched}",
        hide_index=True,
        height=min(38 + 35 * len(shown), 330),
        disabled=[name for name in _SHOWN if name not in _AMOUNT_TITLES],
        placeholder="",
        column_config=_COLUMNS,
    )
    with sentences():
        rows = [
            edited(row, {name: _amount(cells[name]) for name in _AMOUNT_TITLES})
            for row, cells in zip(shown, changed.to_dict("records"), strict=True)
        ]
        changes = changes_in(database, rows)
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button("Save changed prices", type="primary", disabled=not changes):
                number = take_over(database, changes, date.today(), ENTERED)
                _done(f"{plural(number, 'price')} changed, dated today. New runs go by the new list.")
            st.caption(plain(_changes_words(changes)) if changes else "Click a price to change it.")


_COLUMNS = {
    "provider": st.column_config.TextColumn(TITLES["provider"], width=90),
    "model": st.column_config.TextColumn(TITLES["model"], width=240),
    "checked_on": st.column_config.DateColumn(TITLES["checked_on"], format="D MMM YYYY", width=100),
    "source": st.column_config.TextColumn(TITLES["source"], width=220),
} | {
    name: st.column_config.NumberColumn(
        title, min_value=0.0, format="%.6g", width=84, help=f"{TITLES[name]}, in USD per million"
    )
    for name, title in _AMOUNT_TITLES.items()
}


def _amount(cell: object) -> float | None:
    return None if cell is None or cell != cell else float(str(cell))


def _take_out_and_in(database: Database, prices: Sequence[ModelPrice]) -> None:
    with st.expander("As a spreadsheet: download, change, upload", icon=":material/table:"):
        with st.container(horizontal=True):
            st.download_button(
                "Download as .xlsx",
                data=lambda: workbook_bytes([price_sheet(prices)]),
                file_name="Price list.xlsx",
                mime=XLSX,
                on_click="ignore",
                icon=":material/download:",
            )
            download(
                "Download as .csv",
                lambda path: write_csv(path, price_sheet(prices)),
                "Price list.csv",
                "price-list-csv",
                "Writing the list",
                mime="text/csv",
            )
        file = st.file_uploader(
            "A changed list",
            type=["xlsx", "csv"],
            key=f"price-file-{st.session_state.get(_TURN, 0)}",
            help="Rows that it leaves out stay as they are. What differs is shown before anything is stored.",
        )
        if file is None:
            return
        with sentences():
            changes = changes_in(database, prices_in(read_table(file.getvalue(), file.name)))
            if not changes:
                st.markdown(plain(f"“{file.name}” says the same as the list: nothing to take over."))
                return
            st.markdown(plain(_changes_words(changes)))
            st.dataframe([_change_row(one) for one in changes], hide_index=True, height="content")
            if st.button(f"Take over {plural(len(changes), 'row')}", type="primary"):
                take_over(database, changes, date.today(), f"uploaded from {file.name}")
                _done(f"{plural(len(changes), 'price')} taken over from “{file.name}”.")


def _changes_words(changes: Sequence[PriceChange]) -> str:
    new = sum(one.before is None for one in changes)
    parts = [f"{plural(len(changes) - new, 'price')} changed"] if len(changes) > new else []
    parts += [f"{plural(new, 'model')} new"] if new else []
    names = ", ".join(one.after.model for one in changes[:3])
    more = f" and {count(len(changes) - 3)} more" if len(changes) > 3 else ""
    return f"{' and '.join(parts)}: {names}{more}."


def _change_row(change: PriceChange) -> dict[str, str]:
    return {"Provider": change.after.provider, "Model": change.after.model} | {
        TITLES[name]: _change_cell(change, name)
        for name in COLUMNS
        if name not in ("provider", "model", "checked_on", "source")
        and (name in ("input", "output") or getattr(change.before, name, None) != getattr(change.after, name))
    }


def _change_cell(change: PriceChange, name: str) -> str:
    before, after = (getattr(row, name, None) for row in (change.before, change.after))
    shown = "none" if after is None else f"{after:g}"
    if change.before is None or before == after:
        return shown
    return f"{'none' if before is None else f'{before:g}'} → {shown}"


def _done(sentence: str) -> None:
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    notice(sentence)
    st.rerun()
