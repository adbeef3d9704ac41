"""What changed between two versions, cell by cell, and which outputs it leaves out of date."""

from typing import Any

import streamlit as st

from workbench.domain import DatasetVersion, Role
from workbench.domain.formats import count, day, plural
from workbench.store import dataset as datasets
from workbench.store import version as versions
from workbench.store.database import Database
from workbench.store.version import Change, Changes
from workbench.ui.links import link
from workbench.ui.run_table import table_height
from workbench.ui.text import plain, text

_PER_PAGE = 25
_SHOWN = 200
_KINDS = ("changed", "added", "removed")


@st.fragment
def show_changes(database: Database, version: DatasetVersion) -> None:
    """Two versions beside each other; at first this one and the one before."""
    every = {one.number: one for one in datasets.list_versions(database, version.dataset_id)}
    if len(every) == 1:
        st.markdown(
            "There is one version so far. A newer file, or a cell edited under Items, makes the next one; what it "
            "changes is shown here."
        )
        return
    earlier, later = _pick(every, version)
    changes = changes_between(database, earlier, later)
    same = later.item_count - changes.added - changes.changed
    st.markdown(
        f"From version {earlier.number} to version {later.number}: **{changes_words(changes)}**; "
        f"{count(same)} as before."
    )
    show_out_of_date(database, later)
    if any(changes):
        _read(database, earlier, later, changes)


def changes_words(changes: Changes) -> str:
    """ "3 items changed, 1 added, none removed"."""
    if not any(changes):
        return "nothing changed"
    counts = {"changed": changes.changed, "added": changes.added, "removed": changes.removed}
    (word, number), *rest = [(word, number) for word, number in counts.items() if number]
    return ", ".join(
        [f"{plural(number, 'item')} {word}", *(f"{count(more)} {other}" for other, more in rest)]
    )


def show_out_of_date(database: Database, version: DatasetVersion) -> None:
    """Say which candidates answered items of this version as they no longer read."""
    stale = versions.count_out_of_date(database, version)
    if not stale:
        return
    outputs = sum(row["output_count"] for row in stale)
    labels = sum(row["label_count"] for row in stale)
    named = ", ".join(f"“{row['candidate_name']}” {count(row['output_count'])}" for row in stale[:5])
    named += f" and {plural(len(stale) - 5, 'more candidate')}" if stale[5:] else ""
    labelled = f", {count(labels)} of them labelled" if labels else ""
    st.warning(
        plain(
            f"{plural(outputs, 'output')} {'is' if outputs == 1 else 'are'} out of date{labelled}, because the item "
            f"has changed since ({named}). Nothing is lost, but version {version.number} does not count what was "
            "given to other words."
        ),
        icon=":material/history:",
    )
    link("runs", "Run the candidates again", icon=":material/arrow_forward:")


def changes_between(database: Database, earlier: DatasetVersion, later: DatasetVersion) -> Changes:
    """How many items two versions differ in; counted once, because versions never change."""
    return _counted(str(database.path), database, earlier.dataset_version_id, later.dataset_version_id)


@st.cache_data(max_entries=200, show_spinner=False)
def _counted(path: str, _database: Database, from_version_id: int, to_version_id: int) -> Changes:
    return versions.count_changes(_database, from_version_id, to_version_id)


def _pick(every: dict[int, DatasetVersion], version: DatasetVersion) -> tuple[DatasetVersion, DatasetVersion]:
    numbers = list(every)
    before = next((number for number in numbers if number < version.number), numbers[-1])
    left, right = st.columns(2)

    def words(number: int) -> str:
        one = every[number]
        return f"Version {number}, {day(one.created_at)} ({count(one.item_count)} items)"

    key = version.dataset_version_id
    earlier = left.selectbox(
        "From", numbers, numbers.index(before), format_func=words, key=f"changes-from-{key}"
    )
    later = right.selectbox(
        "To", numbers, numbers.index(version.number), format_func=words, key=f"changes-to-{key}"
    )
    return every[earlier], every[later]


def _read(database: Database, earlier: DatasetVersion, later: DatasetVersion, changes: Changes) -> None:
    counts = {kind: getattr(changes, kind) for kind in _KINDS if getattr(changes, kind)}
    pair = f"{earlier.dataset_version_id}-{later.dataset_version_id}"
    kind = next(iter(counts))
    if len(counts) > 1:
        kind = st.segmented_control(
            "Show", list(counts), default=kind, required=True, key=f"changes-kind-{pair}",
            format_func=lambda one: f"{one.capitalize()} {count(counts[one])}", label_visibility="collapsed",
        )  # fmt: skip
    key = f"{pair}-{kind}"
    pages = -(-counts[kind] // _PER_PAGE)
    page = min(int(st.session_state.get(f"changes-page-{key}") or 1), pages)
    found = versions.list_changes(
        database,
        earlier.dataset_version_id,
        later.dataset_version_id,
        kind,
        _PER_PAGE,
        (page - 1) * _PER_PAGE,
    )
    if kind == "changed":
        _changed_cells(found, earlier, later, f"{key}-{page}")
    else:
        _whole_items(found, later if kind == "added" else earlier, kind, f"{key}-{page}")
    with st.container(horizontal=True, vertical_alignment="center"):
        if pages > 1:
            st.pagination(pages, key=f"changes-page-{key}")
        st.caption(f"{plural(counts[kind], 'item')} {kind}")


def _changed_cells(found: list[Change], earlier: DatasetVersion, later: DatasetVersion, key: str) -> None:
    cells = [
        (change.item_key, name, before, after)
        for change in found
        for name, before, after in _differences(change, earlier, later)
    ]
    opened = _table(
        [
            {"Item": item, "Column": name, "Before": _short(before), "After": _short(after)}
            for item, name, before, after in cells
        ],
        key,
    )
    if opened is None:
        st.caption("Select a row to read both in full.")
        return
    item, name, before, after = cells[opened]
    for place, title, body in zip(st.columns(2), ("Before", "After"), (before, after), strict=True):
        with place:
            st.caption(plain(f"{title}: item {item}, {name}"))
            text(_full(body), height=220 if len(_full(body)) > 400 else None)


def _whole_items(found: list[Change], version: DatasetVersion, kind: str, key: str) -> None:
    expected = version.named(Role.EXPECTED)
    rows = []
    for change in found:
        content = (change.after if kind == "added" else change.before) or {}
        answer = change.after_expected if kind == "added" else change.before_expected
        row = {"Item": change.item_key} | {name: _short(value) for name, value in content.items()}
        rows.append(row | ({expected[0]: _short(answer)} if expected else {}))
    opened = _table(rows, key)
    if opened is not None:
        change = found[opened]
        content = (change.after if kind == "added" else change.before) or {}
        answer = change.after_expected if kind == "added" else change.before_expected
        st.caption(plain(f"Item {change.item_key}"))
        lines = [f"{name}: {_full(value)}" for name, value in content.items() if value not in (None, "")]
        text("\n\n".join([*lines, f"Expected: {_full(answer)}"]), height=260)


def _table(rows: list[dict[str, Any]], key: str) -> int | None:
    chosen = st.dataframe(
        rows, hide_index=True, height=table_height(len(rows), 388), key=f"changes-{key}", on_select="rerun",
        selection_mode="single-row", placeholder="",
        column_config={"Item": st.column_config.TextColumn(width="small", pinned=True)},
    )  # fmt: skip
    picked = chosen.selection.rows
    return picked[0] if picked and picked[0] < len(rows) else None


def _differences(
    change: Change, earlier: DatasetVersion, later: DatasetVersion
) -> list[tuple[str, Any, Any]]:
    """The cells that differ: column, before, after; a column that one version lacks counts as empty there."""
    before, after = change.before or {}, change.after or {}
    names = dict.fromkeys([*before, *after])
    found = [
        (name, before.get(name), after.get(name))
        for name in names
        if _differs(before.get(name), after.get(name))
    ]
    if change.before_expected != change.after_expected:
        name = (later.named(Role.EXPECTED) or earlier.named(Role.EXPECTED) or ("Expected",))[0]
        found.append((name, change.before_expected, change.after_expected))
    return found


def _differs(one: Any, other: Any) -> bool:
    return type(one) is not type(other) or one != other


def _short(value: Any) -> str:
    body = _full(value)
    return body if len(body) <= _SHOWN else body[: _SHOWN - 1] + "…"


def _full(value: Any) -> str:
    if value is None or value == "":
        return "(empty)"
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
