"""What an uploaded file was understood as, and the switches that say it differently."""

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from workbench.datasets.importing import ImportPlan
from workbench.datasets.intake import Intake, open_file
from workbench.domain.formats import count
from workbench.spreadsheets.reading import read_sheets, table_sheets
from workbench.spreadsheets.tables import Choices, SheetName
from workbench.store.database import Database
from workbench.ui.text import plain

_ENCODINGS = {
    "": "Found by itself", "utf-8": "UTF-8", "cp1252": "Windows-1252 (Western Europe)", "utf-16": "UTF-16",
    "latin-1": "Latin-1", "cp1250": "Windows-1250 (Central Europe)", "cp1251": "Windows-1251 (Cyrillic)",
}  # fmt: skip
_UPLOADS = "_dataset_uploads"
_DELIMITERS = {"": "Found by itself", ",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Vertical bar"}
_DAYS = {None: "Found by itself", True: "Day first (3 April)", False: "Month first (4 March)"}


@dataclass(frozen=True)
class Upload:
    """An uploaded file. `key` tells the widgets of two files apart."""

    name: str
    key: str
    size: int
    data: bytes = field(repr=False)


def open_upload(database: Database, upload: Upload, sheet: str | None) -> Intake:
    """The file's table, staged; kept for the session until another file or reading takes its place."""
    return _open(str(database.path), upload.key, sheet, choices_of(upload, sheet), database, upload)


def uploader_key() -> str:
    """The key of the file picker; a new one after each import, so that the picker is empty again."""
    return f"dataset-file-{st.session_state.get(_UPLOADS, 0)}"


def upload_key() -> str:
    """The key of the part of the page around it; a new one after each import, so that it is closed again."""
    return f"dataset-upload-{st.session_state.get(_UPLOADS, 0)}"


def forget_upload() -> None:
    """Let go of the file and its staged rows."""
    st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
    _open.clear()


def sheets_of(upload: Upload) -> list[SheetName]:
    """The sheets of a workbook that hold rows."""
    return [sheet for sheet in _sheets(upload.key, upload) if sheet.name and sheet.row_count]


def every_table_of(upload: Upload, with_hidden: bool) -> list[str]:
    """The names of the sheets that hold a table each."""
    return [name for name in table_sheets(_sheets(upload.key, upload), with_hidden) if name]


def pick_sheet(database: Database, upload: Upload) -> str | None:
    """The sheet to read; None where there is but one."""
    sheets = sheets_of(upload)
    if len(sheets) < 2:
        return None
    likeliest = open_upload(database, upload, None).table.sheet
    words = {
        sheet.name: f"{sheet.name} ({count(sheet.row_count)} rows{', hidden' if sheet.is_hidden else ''})"
        for sheet in sheets
    }
    names = list(words)
    start = names.index(likeliest) if likeliest in names else 0
    return st.selectbox("Sheet", names, start, format_func=words.__getitem__, key=f"sheet-{upload.key}")


def choices_of(upload: Upload, sheet: str | None) -> Choices:
    """What the person has said so far about how to read this sheet."""
    state = _state(upload, sheet)
    return Choices(
        state.get("header_rows"),
        state.get("encoding") or "",
        state.get("delimiter") or "",
        state.get("day_first"),
        frozenset(state.get("switches", ())),
    )


def show_findings(upload: Upload, sheet: str | None, plan: ImportPlan) -> None:
    """Every finding as a sentence with its switch, and what can be said about the file as a whole."""
    if not plan.findings:
        st.markdown("Nothing had to be guessed.")
    for at, finding in enumerate(plan.findings):
        left, right = st.columns([4, 1.9], vertical_alignment="center")
        left.markdown(plain(finding.sentence))
        if finding.switch:
            key = f"switch-{upload.key}-{sheet}-{finding.switch}-{at}"
            right.toggle(
                plain(finding.label),
                finding.switch in choices_of(upload, sheet).switches,
                key=key,
                on_change=_flip,
                args=(upload, sheet, finding.switch, key),
            )
    _read_differently(upload, sheet, plan)


def _read_differently(upload: Upload, sheet: str | None, plan: ImportPlan) -> None:
    table = plan.table
    is_text = bool(table.encoding)
    with st.expander("Read the file differently", icon=":material/tune:"), st.container(horizontal=True):
        rows = st.text_input(
            "Rows with the column names",
            ", ".join(map(str, table.header_rows)),
            key=f"header-{upload.key}-{sheet}-{table.header_rows}",
            placeholder="none",
            help="Row numbers as Excel shows them, such as 3 or 3, 4. Leave it empty where there are none.",
            width=220,
        )
        wanted = tuple(int(part) for part in rows.replace(",", " ").split() if part.isdigit())
        if wanted != tuple(table.header_rows):
            _set(upload, sheet, "header_rows", wanted)
        days = list(_DAYS)
        _choose(upload, sheet, "day_first", "Dates such as 3/4/2020", days, _DAYS)
        if is_text and not sheet:
            _choose(
                upload, sheet, "encoding", f"Encoding (found: {table.encoding})", list(_ENCODINGS), _ENCODINGS
            )
            _choose(upload, sheet, "delimiter", "Columns are separated by", list(_DELIMITERS), _DELIMITERS)


def _choose(
    upload: Upload, sheet: str | None, what: str, label: str, options: list[Any], words: dict[Any, str]
) -> None:
    current = _state(upload, sheet).get(what, options[0])
    chosen = st.selectbox(
        label, options, options.index(current), format_func=words.__getitem__, key=f"{what}-{upload.key}-{sheet}",
        width=250,
    )  # fmt: skip
    if chosen != current:
        _set(upload, sheet, what, chosen)


def _set(upload: Upload, sheet: str | None, what: str, value: Any) -> None:
    _state(upload, sheet)[what] = value
    st.rerun()


def _flip(upload: Upload, sheet: str | None, switch: str, key: str) -> None:
    switches = _state(upload, sheet).setdefault("switches", set())
    (switches.add if st.session_state[key] else switches.discard)(switch)


def _state(upload: Upload, sheet: str | None) -> dict[str, Any]:
    state: dict[str, Any] = st.session_state.setdefault(f"_reading-{upload.key}-{sheet}", {})
    return state


@st.cache_data(show_spinner=False, max_entries=4)
def _sheets(key: str, _upload: Upload) -> list[SheetName]:
    return read_sheets(_upload.data, _upload.name)


@st.cache_resource(
    show_spinner="Reading the file", show_time=True, max_entries=3, scope="session", on_release=Intake.close
)
def _open(
    path: str, key: str, sheet: str | None, choices: Choices, _database: Database, _upload: Upload
) -> Intake:
    return open_file(_database, _upload.data, _upload.name, sheet, choices)
