"""A file on its way in: read into a table, or past the reader straight into the database, and staged there."""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from json.encoder import encode_basestring as in_quotes
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from workbench.domain import Kind
from workbench.spreadsheets.reading import NO_CHOICES, read_table
from workbench.spreadsheets.tables import Choices, Table
from workbench.spreadsheets.tidy_text import LARGE, PATTERNS, TidyText, look_at_text, pass_over
from workbench.store.database import Database
from workbench.store.staged import StagedColumn
from workbench.store.staging import Staging

_TEXTS = {str, type(None)}


@dataclass
class Intake:
    """One table of a file with its rows staged, until `close`.

    `table` holds all rows, or of a large tidy text file (`is_sample`) its beginning; the staged rows are complete.
    """

    table: Table
    staging: Staging = field(repr=False)
    file_size: int
    sha256: str
    is_sample: bool = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget the staged rows."""
        self.staging.close()

    @property
    def rows_read(self) -> int:
        """Rows of data found in the file, readable or not."""
        return self.staging.row_count + len(self.table.left_out) + len(self.table.unreadable)

    def place(self, column: str) -> int:
        """Where a column stands."""
        return self.table.columns.index(column)


def open_file(
    database: Database,
    source: Path | bytes,
    file_name: str = "",
    sheet: str | None = None,
    choices: Choices = NO_CHOICES,
) -> Intake:
    """Read one table of a file and stage it. Raises UnreadableFile."""
    file_name = file_name or (source.name if isinstance(source, Path) else "")
    with _on_disk(source, file_name) as path:
        tidy = look_at_text(path, file_name, choices) if path else None
        intake = _take_text(database, path, tidy) if path and tidy else None
        if intake:
            return intake
    table = read_table(source, file_name, sheet, choices)
    return open_table(database, table, *fingerprint(source))


def open_table(database: Database, table: Table, file_size: int = 0, sha256: str = "") -> Intake:
    """Stage a table that has been read."""
    rows, columns = _columns(table)
    staging = Staging(database, columns)
    try:
        staging.take(rows)
    except BaseException:
        staging.close()
        raise
    return Intake(table, staging, file_size, sha256)


@contextmanager
def _on_disk(source: Path | bytes, file_name: str) -> Iterator[Path | None]:
    """The file as one the database can open; None where it is too small for that to matter."""
    if isinstance(source, Path):
        yield source if source.is_file() else None
        return
    if len(source) < LARGE:
        yield None
        return
    # closed before it is read and removed by hand: on Windows an open temporary file cannot be opened twice
    with tempfile.NamedTemporaryFile(suffix=Path(file_name).suffix, delete=False) as file:
        file.write(source)
    try:
        yield Path(file.name)
    finally:
        with suppress(OSError):
            Path(file.name).unlink()


def _take_text(database: Database, path: Path, tidy: TidyText) -> Intake | None:
    """Stage a text file past the reader, and meanwhile look at every byte; None where it is not tidy throughout."""
    table = tidy.table
    staging = Staging(database, [StagedColumn(name, table.kinds[name]) for name in table.columns])
    try:
        with ThreadPoolExecutor(1) as meanwhile:
            passing = meanwhile.submit(pass_over, path, tidy.is_quoted)
            is_read = staging.read_text(path, tidy.delimiter, tidy.is_quoted, tidy.has_header)
            passed = passing.result()
        if is_read and passed.is_tidy:
            staging.look_over(has_returns=passed.returns > 0)
            if all(_holds_throughout(staging, table, place) for place in range(len(table.columns))):
                return Intake(table, staging, tidy.size, passed.sha256, is_sample=True)
    except BaseException:
        staging.close()
        raise
    staging.close()
    return None


def _holds_throughout(staging: Staging, table: Table, place: int) -> bool:
    """Whether the whole column is what its beginning is."""
    name = table.columns[place]
    if table.rows[name].isna().all():
        return staging.count_filled(place) == 0
    pattern = PATTERNS.get(table.kinds[name])
    return pattern is None or staging.fits(place, pattern)


def fingerprint(source: Path | bytes) -> tuple[int, str]:
    """The size of a file in bytes and its sha-256."""
    if isinstance(source, bytes):
        return len(source), hashlib.sha256(source).hexdigest()
    with source.open("rb") as file:
        return source.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _columns(table: Table) -> tuple[dict[str, Sequence[Any]], list[StagedColumn]]:
    """The rows of a table as `Staging.take` wants them."""
    data: dict[str, Sequence[Any]] = {"row_number": table.row_numbers}
    columns = []
    for place, name in enumerate(table.columns):
        values = table.values(name)
        is_bare = _is_bare(table, name, values)
        data[f"c{place}"] = values if is_bare else table.texts(name)
        if not is_bare:
            data[f"j{place}"] = _encoded(values)
        columns.append(StagedColumn(name, table.kinds[name], is_encoded=not is_bare))
    return data, columns


def _is_bare(table: Table, name: str, values: Sequence[Any]) -> bool:
    """True for a column of text or dates whose content is its text, so that it need not be given twice."""
    kind = table.kinds[name]
    if (
        table.error_count.get(name)
        or kind not in (Kind.TEXT, Kind.DATE)
        or not set(map(type, values)) <= _TEXTS
    ):
        return False
    return kind is Kind.DATE or name not in table.formats


def _encoded(values: Sequence[Any]) -> list[str | None]:
    """Cells as they stand in the JSON text of an item's content."""
    if set(map(type, values)) <= {int, float}:
        return list(map(repr, values))
    return [
        None if value is None
        else in_quotes(value) if isinstance(value, str)
        else ("true" if value else "false") if isinstance(value, bool)
        else repr(value)
        for value in values
    ]  # fmt: skip
