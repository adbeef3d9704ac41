"""Read any file an expert may bring as a table: which sheet, which header row, which columns, which values."""

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePath

import pandas as pd

from workbench.domain.formats import plural
from workbench.errors import UnreadableFile
from workbench.spreadsheets import reading_json, reading_parquet
from workbench.spreadsheets.reading_back import is_exported, read_back
from workbench.spreadsheets.reading_excel import Workbook, is_workbook
from workbench.spreadsheets.reading_grid import table_of_grid
from workbench.spreadsheets.reading_kinds import kind_of_values
from workbench.spreadsheets.reading_markup import is_web_page, read_page_grid
from workbench.spreadsheets.reading_packed import FOREIGN, Packed, is_packed, is_zip
from workbench.spreadsheets.reading_sentences import quoted
from workbench.spreadsheets.reading_shapes import shape_of_table
from workbench.spreadsheets.reading_text import read_text_grid
from workbench.spreadsheets.results_long_texts import join_long_texts
from workbench.spreadsheets.tables import Choices, Finding, RefusedRow, SheetName, Table
from workbench.spreadsheets.writing import LONG_TEXTS

EXCEL_EXTENSIONS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
TEXT_EXTENSIONS = (".csv", ".tsv", ".txt", ".tab", ".psv", ".dat", "")
JSON_EXTENSIONS = (".jsonl", ".ndjson", ".json")
UPLOAD_TYPES = [
    "xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "txt", "jsonl", "ndjson", "json", "parquet", "zip", "gz",
]  # fmt: skip
NO_CHOICES = Choices()

# What sheets are called that explain, sum up or feed the one that matters.
_BESIDE_THE_POINT = re.compile(
    r"\b(?:glossar\w*|legende?|pivot\w*|read ?me|notes?|notizen|instructions?|anleitung|hinweise?|cover|deckblatt"
    r"|contents?|inhalt\w*|lookups?|look-ups?|lists?|listen|codes?|change ?log|history|historie|summary|übersicht"
    r"|abbreviations?|abkürzungen|definitions?|lexique|glossaire|notas?|instrucciones|glosario|guidelines?|explanations?|parameters?)\b",
    re.IGNORECASE,
)
_LARGEST_FILE = 2_000_000_000
_BYTES_A_CELL = 30  # in text tables of prose; only their order matters
_BETWEEN = " › "  # between a packed file and its sheet


def read_sheets(source: Path | bytes, file_name: str = "") -> list[SheetName]:
    """The sheets of a workbook in its order, the files in a packed file; one without a name for every other file.

    Raises UnreadableFile.
    """
    data, file_name = _load(source, file_name)
    return [SheetName("")] if is_exported(data) else _sheets(data, file_name)


def read_table(
    source: Path | bytes, file_name: str = "", sheet: str | None = None, choices: Choices = NO_CHOICES
) -> Table:
    """One table of a file: the sheet named or the likeliest one, with its header found.

    What had to be guessed stands in `Table.findings`; `choices` holds what the person said differently. Raises
    UnreadableFile with a sentence for files that are no table.
    """
    data, file_name = _load(source, file_name)
    exported = read_back(data, file_name, source if isinstance(source, Path) else None)
    return _read(data, file_name, sheet, choices) if exported is None else exported


def read_every_table(
    source: Path | bytes, file_name: str = "", choices: Choices = NO_CHOICES, with_hidden: bool = False
) -> list[Table]:
    """Every sheet that holds a table of at least two columns, in order; hidden ones only when asked for.

    Sheets with notes alone and empty ones are passed over. Raises UnreadableFile where no sheet holds a table.
    """
    data, file_name = _load(source, file_name)
    if exported := read_back(data, file_name, source if isinstance(source, Path) else None):
        return [exported]
    tables: list[Table] = []
    first_error: UnreadableFile | None = None
    for name in table_sheets(_sheets(data, file_name), with_hidden):
        try:
            tables.append(_read(data, file_name, name or None, choices))
        except UnreadableFile as error:
            first_error = first_error or error
    if not tables:
        raise first_error or _nothing_in(file_name)
    return tables


def table_sheets(sheets: list[SheetName], with_hidden: bool = False) -> list[str]:
    """The names of the sheets that may hold a table: at least two rows and two columns, hidden ones when asked for."""
    return [
        sheet.name
        for sheet in sheets
        if not sheet.name
        or (sheet.row_count > 1 and sheet.column_count > 1 and (with_hidden or not sheet.is_hidden))
        or (sheet.row_count == 0 and sheet.filled_count and not sheet.is_hidden)
    ]


def likeliest_sheet(sheets: list[SheetName]) -> str | None:
    """The visible sheet with the most filled cells, the first of equals; a hidden one where there is no other.

    Glossaries, pivot tables and the like come last whatever their size, and lists of two columns count half.
    """
    filled = [entry for entry in sheets if entry.filled_count]
    pool = [entry for entry in filled if not entry.is_hidden] or filled
    pool = [entry for entry in pool if not _BESIDE_THE_POINT.search(entry.name)] or pool
    return max(pool, key=_weight).name if pool else None


def _weight(sheet: SheetName) -> float:
    return sheet.filled_count * (0.5 if 0 < sheet.column_count <= 2 else 1.0)


def _load(source: Path | bytes, file_name: str) -> tuple[bytes, str]:
    if isinstance(source, Path):
        file_name = file_name or source.name
        try:
            if source.stat().st_size > _LARGEST_FILE:
                raise UnreadableFile(
                    f"“{file_name}” is larger than {_LARGEST_FILE // 10**9} GB, more than is read at once. "
                    "Split it, or keep only the columns that matter."
                )
            data = source.read_bytes()
        except FileNotFoundError as error:
            raise UnreadableFile(f"There is no file {source}. Check the path and try again.") from error
        except OSError as error:
            raise UnreadableFile(
                f"The file {source} cannot be opened ({error.strerror}). Check its permissions and try again."
            ) from error
    else:
        data = source
    if not data:
        raise UnreadableFile(
            f"“{file_name}” is empty. Fill it with a header row and one row per item, then upload it again."
        )
    return data, file_name


def _sheets(data: bytes, file_name: str) -> list[SheetName]:
    if _is_workbook(data, file_name):
        return Workbook(data, file_name).sheets()
    if not is_packed(data):
        return [SheetName("")]
    packed = Packed(data, file_name)
    if len(packed.members) == 1:
        name = packed.members[0].name
        content = packed.read(name)
        return _sheets(content, name) if content and not _is_zip_in_zip(content) else [SheetName("")]
    found = []
    for member in packed.members:
        if member.name.casefold().endswith(EXCEL_EXTENSIONS):
            inner = _sheets(packed.read(member.name), member.name)
            named = len(inner) > 1
            found += [
                replace(one, name=f"{member.name}{_BETWEEN}{one.name}" if named else member.name)
                for one in inner
            ]
        else:
            found.append(SheetName(member.name, filled_count=member.size // _BYTES_A_CELL + 1))
    return found


def _is_workbook(data: bytes, file_name: str) -> bool:
    return is_workbook(data) or (is_zip(data) and file_name.casefold().endswith(EXCEL_EXTENSIONS))


def _is_zip_in_zip(data: bytes) -> bool:
    return is_packed(data) and not is_workbook(data)


def _read(data: bytes, file_name: str, sheet: str | None, choices: Choices, is_inside: bool = False) -> Table:
    if _is_workbook(data, file_name):
        return _read_workbook(data, file_name, sheet, choices)
    if is_packed(data):
        if is_inside:
            raise UnreadableFile(
                f"“{file_name}” is a packed file inside a packed file. Unpack it and upload the table itself."
            )
        return _read_packed(data, file_name, sheet, choices)
    extension = PurePath(file_name).suffix.casefold()
    for mark, what in FOREIGN:
        if data.startswith(mark):
            raise UnreadableFile(
                f"“{file_name}” is {what}, which cannot be read as a table. "
                "Save the table as .xlsx, .csv, .tsv, .jsonl or .json and upload that."
            )
    if data.startswith(reading_parquet.MARK):
        return _table_of_records(reading_parquet.read_records(data, file_name), [], file_name, "Row", "")
    if is_web_page(data):
        return table_of_grid(read_page_grid(data, file_name, choices), file_name, choices)
    if extension in JSON_EXTENSIONS or _looks_like_records(data, extension):
        return _read_json(data, file_name, extension, choices)
    return _read_text(data, file_name, extension, choices)


def _read_workbook(data: bytes, file_name: str, sheet: str | None, choices: Choices) -> Table:
    book = Workbook(data, file_name)
    sheets = book.sheets()
    chosen = sheet or likeliest_sheet(sheets)
    if not chosen:
        raise _nothing_in(file_name)
    with _uncollected():
        grid = book.grid(chosen)
        if any(entry.name == LONG_TEXTS for entry in sheets):
            join_long_texts(grid, book.grid(LONG_TEXTS).rows)
        table = table_of_grid(grid, file_name, choices)
    others = [entry for entry in sheets if entry.name != chosen and entry.row_count > 1]
    seen = [entry.name for entry in others if not entry.is_hidden]
    said = []
    if seen and sheet is None:
        said.append(Finding(f"Sheet “{chosen}” was read; the file also has {quoted(seen)}."))
    hidden = [entry.name for entry in others if entry.is_hidden]
    if hidden and sheet is None:
        are = "is a hidden sheet" if len(hidden) == 1 else "are hidden sheets"
        said.append(Finding(f"{quoted(hidden)} {are} of the file."))
    table.findings[:0] = said
    return table


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector, which would walk the rows again and again although all of them are kept."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_packed(data: bytes, file_name: str, sheet: str | None, choices: Choices) -> Table:
    packed = Packed(data, file_name)
    names = [member.name for member in packed.members]
    if len(names) == 1:
        table = _read(packed.read(names[0]), names[0], sheet, choices, is_inside=True)
        table.findings.insert(0, Finding(f"The table was read from “{names[0]}” inside “{file_name}”."))
        return replace(table, file_name=file_name)
    chosen = sheet or likeliest_sheet(_sheets(data, file_name)) or names[0]
    member, _, inner = chosen.partition(_BETWEEN)
    if member not in names:
        raise UnreadableFile(f"“{file_name}” holds no file “{member}”. Choose one of: {', '.join(names)}.")
    table = _read(packed.read(member), member, inner or None, choices, is_inside=True)
    if sheet is None:
        others = [name for name in names if name != member]
        table.findings.insert(0, Finding(f"“{chosen}” was read; the file also holds {quoted(others)}."))
    return replace(table, file_name=file_name, sheet=chosen)


def _looks_like_records(data: bytes, extension: str) -> bool:
    """True for records under the name of a text table."""
    if extension not in (*TEXT_EXTENSIONS, ".log"):
        return False
    start = data[:2000].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b'{"', b"[{", b"[\n", b"[\r\n", b"{\n")) and b'":' in data[:20_000].replace(
        b" ", b""
    )


def _read_json(data: bytes, file_name: str, extension: str, choices: Choices) -> Table:
    is_array = extension == ".json" or (
        extension not in JSON_EXTENSIONS
        and data[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")
    )
    is_on = "opened" in choices.switches
    if is_array:
        found = reading_json.read_array(data, file_name, choices.encoding, opens=not is_on)
    else:
        found = reading_json.read_lines(data, file_name, choices.encoding)
    table = _table_of_records(found.records, found.refused, file_name, found.row_word, found.encoding)
    if found.opened or (is_array and is_on):
        said = "The records hold lists of questions"
        done = "one row per record was read" if is_on else f"every entry of “{found.opened}” became a row"
        table.findings.append(Finding(f"{said}: {done}.", "opened", "One row per record", is_on))
    for given, name in found.apart.items():
        said = f"Two fields of the records come to the column name “{name}”; the second is called “{given}”."
        table.findings.append(Finding(said))
    return table


def _read_text(data: bytes, file_name: str, extension: str, choices: Choices) -> Table:
    is_excel = extension in EXCEL_EXTENSIONS
    try:
        grid = read_text_grid(data, file_name, choices)
    except UnreadableFile as error:
        if not is_excel:
            raise
        raise UnreadableFile(
            f"“{file_name}” is not an Excel workbook, although its name ends in {extension}. "
            "Open it in Excel, save it as .xlsx or .csv and upload that."
        ) from error
    is_table = sum(len(row) > 1 for row in grid.rows[:100]) * 2 > len(grid.rows[:100])
    if is_excel and not is_table:
        raise UnreadableFile(
            f"“{file_name}” is not an Excel workbook, although its name ends in {extension}. "
            "Open it in Excel, save it as .xlsx or .csv and upload that."
        )
    if extension not in (*TEXT_EXTENSIONS, *EXCEL_EXTENSIONS) and not is_table:
        raise UnreadableFile(
            f"“{file_name}” is a {extension} file, which cannot be read as a table. "
            "Save the table as .xlsx, .csv, .tsv, .jsonl or .json and upload that."
        )
    if is_excel:
        grid.findings.insert(0, Finding(f"The file is a text table, although its name ends in {extension}."))
    return table_of_grid(grid, file_name, choices)


def _table_of_records(
    records: reading_json.Records, refused: list[RefusedRow], file_name: str, row_word: str, encoding: str
) -> Table:
    names = list(dict.fromkeys(name for _, record in records for name in record))
    cells = {name: [record.get(name) for _, record in records] for name in names}
    kinds = {name: kind_of_values(values) for name, values in cells.items()}
    shape, findings = shape_of_table(cells, kinds)
    if refused:
        findings.append(Finding(f"{plural(len(refused), row_word.lower())} could not be read."))
    if encoding not in ("", "UTF-8", "UTF-8 with BOM"):
        findings.append(Finding(f"The text is encoded as {encoding}."))
    return Table(
        file_name=file_name,
        sheet="",
        columns=names,
        kinds=kinds,
        rows=pd.DataFrame(cells, dtype=object),
        row_numbers=[number for number, _ in records],
        row_word=row_word,
        encoding=encoding,
        findings=findings,
        unreadable=refused,
        shape=shape,
    )


def _nothing_in(file_name: str) -> UnreadableFile:
    return UnreadableFile(
        f"“{file_name}” has no sheet with rows in it. Fill one with a header row and one row per item, "
        "then upload it again."
    )
