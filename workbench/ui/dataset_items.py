"""The items of a version: searched, filtered by split, paged by the database; read in full or edited."""

from typing import Any

import pandas as pd
import streamlit as st

from workbench.datasets.editing import edit_items
from workbench.domain import Column, DatasetVersion, Item, Kind, Role, Split
from workbench.domain.formats import count, day, plural
from workbench.store import dataset as datasets
from workbench.store import version as versions
from workbench.store.database import Database
from workbench.ui.labelers import current_labeler
from workbench.ui.run_table import table_height
from workbench.ui.states import notice, sentences
from workbench.ui.text import plain, text

_PER_PAGE = 50
_SMALL_PX, _KEY_PX = 75, 240
_SHOWN = 300  # characters of a text in a table that is only read
_ALL = "all"


@st.fragment
def show_items(database: Database, version: DatasetVersion, is_newest: bool) -> None:
    """Find items, read one in full; in the newest version, edit them."""
    number = version.dataset_version_id
    search, pick, edit = st.columns([2, 2.4, 1], vertical_alignment="center")
    words = search.text_input(
        "Search", placeholder="Words in any cell", icon=":material/search:", key=f"items-search-{number}",
        label_visibility="collapsed",
    )  # fmt: skip
    counts = datasets.count_splits(database, number)
    with pick:
        split = _pick_split(version, counts)
    editing = edit.toggle(
        "Edit", key=f"items-edit-{number}", disabled=not is_newest,
        help="Changed cells become the next version; this one stays as it is."
        if is_newest else "Only the newest version can be edited.",
    )  # fmt: skip
    key = f"{number}-{split}-{words}"
    page = int(st.session_state.get(f"items-page-{key}") or 1)
    if words.strip():
        items, found = datasets.find_items(database, number, split, words, _PER_PAGE, (page - 1) * _PER_PAGE)
    else:
        items = datasets.list_items(database, number, split, _PER_PAGE, (page - 1) * _PER_PAGE)
        found = counts.get(split, 0) if split else version.item_count
    if not items:
        st.caption("No item has these words. Search for fewer, or choose all items.")
        return
    pages = -(-found // _PER_PAGE)
    if editing and is_newest:
        if not _edit(database, version, items, f"{key}-{page}"):
            _turn_pages(pages, found, key)
        return
    opened = _read_table(version, items, f"items-{key}-{page}")
    _turn_pages(pages, found, key)
    if opened is not None:
        _read_one(database, version, opened)


def _pick_split(version: DatasetVersion, counts: dict[str, int]) -> str | None:
    if not counts:
        return None
    words = {_ALL: f"All {count(version.item_count)}"} | {
        part.value: f"{part.value.capitalize()} {count(counts[part.value])}"
        for part in Split
        if part.value in counts
    }
    chosen = st.segmented_control(
        "Items", list(words), default=_ALL, format_func=words.__getitem__, required=True,
        key=f"items-split-{version.dataset_version_id}", label_visibility="collapsed",
    )  # fmt: skip
    return None if chosen in (None, _ALL) else chosen


def _turn_pages(pages: int, found: int, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if pages > 1:
            st.pagination(pages, key=f"items-page-{key}")
        st.caption(plural(found, "item"))


def _read_table(version: DatasetVersion, items: list[Item], key: str) -> Item | None:
    shown = _table(version, items, _SHOWN)
    chosen = st.dataframe(
        shown, hide_index=True, height=table_height(len(items), 388), key=key, placeholder="",
        on_select="rerun", selection_mode="single-row", column_config=_column_config(version, items),
    )  # fmt: skip
    picked = chosen.selection.rows
    return items[picked[0]] if picked and picked[0] < len(items) else None


def _read_one(database: Database, version: DatasetVersion, item: Item) -> None:
    left, right = st.columns(2)
    with left:
        st.caption(plain(f"Item {item.item_key}"))
        fields = [f"{name}: {value}" for name, value in item.content.items() if value not in (None, "")]
        text("\n\n".join(fields), height=280)
    with right:
        st.caption("Expected")
        text(item.expected if item.expected is not None else "No expected answer stored.")
        answers = versions.list_history(database, version, item.item_key)
        st.caption("Answers so far" if answers else "No candidate has answered it yet.")
        if answers:
            st.dataframe(
                [
                    {
                        "Candidate": row["candidate_name"],
                        "Answer": row["answer"] or ("failed" if row["state"] == "failed" else "no answer"),
                        "Label": (row["verdict"] or "").replace("_", " "),
                        "Given": day(row["created_at"]),
                        "Item": "as it reads here" if row["is_current"] else "changed since: out of date",
                    }
                    for row in answers
                ],
                hide_index=True,
                height=table_height(len(answers), 180),
            )


def _edit(database: Database, version: DatasetVersion, items: list[Item], key: str) -> bool:
    """A page of items to type in; True while there are changes that are not saved yet."""
    attempt = f"items-attempt-{version.dataset_version_id}"
    editor = f"editor-{key}-{st.session_state.get(attempt, 0)}"
    disabled = [_key_name(version), _split_name(version)]
    shown = _table(version, items, None)
    st.data_editor(
        shown, hide_index=True, height=table_height(len(items), 388), key=editor, disabled=disabled,
        num_rows="fixed", column_config=_column_config(version, items),
    )  # fmt: skip
    rows: dict[int, dict[str, Any]] = (st.session_state.get(editor) or {}).get("edited_rows", {})
    edits = {items[int(row)].item_key: dict(cells) for row, cells in rows.items() if cells}
    if not edits:
        st.caption("Double-click a cell to change it. Several changes on one page are saved together.")
        return False
    cells = sum(len(one) for one in edits.values())
    with st.form(f"save-{key}", border=True), sentences():
        st.markdown(
            f"**{plural(cells, 'cell')} changed, not saved yet.** Save or discard before turning the page. Outputs and "
            "labels of a changed item stay with it as it was and no longer count."
        )
        who, why = st.columns([1, 2])
        name = who.text_input("Your name", value=current_labeler(), max_chars=80)
        note = why.text_input(
            "Why (optional)", placeholder="Agreed with the partner on 3 March", max_chars=500
        )
        with st.container(horizontal=True):
            saves = st.form_submit_button(f"Save as version {version.number + 1}", type="primary")
            discards = st.form_submit_button("Discard")
        if saves:
            made = edit_items(database, version, edits, name.strip(), note)
            st.query_params["dataset"] = str(made.dataset_version_id)
            notice(
                f"Saved as version {made.number} of “{made.dataset_name}”: {plural(cells, 'cell')} changed."
            )
        if saves or discards:
            st.session_state[attempt] = st.session_state.get(attempt, 0) + 1
            st.rerun()
    return True


def _table(version: DatasetVersion, items: list[Item], longest: int | None) -> pd.DataFrame:
    columns: dict[str, list[Any]] = {_key_name(version): [item.item_key for item in items]}
    for column in version.columns:
        if column.role is Role.ID:
            continue
        cells = [
            item.expected if column.role is Role.EXPECTED else item.content.get(column.name) for item in items
        ]
        columns[column.name] = (
            cells if _is_typed(column, cells) else [_shown(cell, longest) for cell in cells]
        )
    if any(item.split for item in items):
        columns[_split_name(version)] = [item.split.value if item.split else "" for item in items]
    return pd.DataFrame(columns)


def _is_typed(column: Column, cells: list[Any]) -> bool:
    """True where the cells can stand as numbers or ticks: all of them are."""
    if column.role is Role.EXPECTED:
        return False
    filled = [cell for cell in cells if cell is not None]
    if column.kind is Kind.BOOLEAN:
        return bool(filled) and all(isinstance(cell, bool) for cell in filled)
    is_number = all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in filled)
    return (
        column.kind is Kind.NUMBER and bool(filled) and is_number and all(abs(cell) < 1e15 for cell in filled)
    )


def _shown(cell: Any, longest: int | None) -> str | None:
    if cell is None:
        return None
    body = str(cell)
    return body if longest is None or len(body) <= longest else body[: longest - 1] + "…"


def _column_config(version: DatasetVersion, items: list[Item]) -> dict[str, Any]:
    width: Any = min(max((8 * len(item.item_key) + 20 for item in items), default=0), _KEY_PX)
    width = width if width > _SMALL_PX else "small"
    inputs = version.named(Role.INPUT)
    wide = {name: st.column_config.TextColumn(width="large") for name in inputs[:1]}
    return wide | {_key_name(version): st.column_config.TextColumn(width=width, pinned=True)}


def _key_name(version: DatasetVersion) -> str:
    named = version.named(Role.ID)
    return named[0] if named else _free(version, "Row")


def _split_name(version: DatasetVersion) -> str:
    return _free(version, "Split")


def _free(version: DatasetVersion, wanted: str) -> str:
    """A header that no column of the dataset has."""
    taken = {column.name for column in version.columns}
    return next(
        name
        for name in (wanted, f"{wanted} here", f"{wanted} in this app", f"{wanted} ·")
        if name not in taken
    )
