"""The one door to DuckDB: a process-wide database with a cursor per call and one writer at a time.

DuckDB lets one process own the file; a connection shared across threads raises "connection is busy", so every
call takes its own cursor. Writers queue on a lock, because two transactions touching one row would conflict.
"""

import re
import shutil
import threading
import time
from collections import namedtuple
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pandas as pd

from workbench.errors import DatabaseUnavailable

_AT_ONCE = 2000  # rows of a stream
_CLOSE_TRIES, _CLOSE_PAUSE_S = 60, 0.05
_LABELLING = frozenset(
    {"label", "lease", "repeat"}
)  # rooms of queries that change labels and who is at them alone
_MOST_KEPT = 500
Kept = TypeVar("Kept")
_HOLDER = re.compile(r"held in (?P<program>\S+) \(PID (?P<pid>\d+)\)")


class DatabaseHeld(DatabaseUnavailable):
    """Another process owns the file. `process_id` is that process, or None where the system does not tell."""

    def __init__(self, path: Path, process_id: int | None):
        self.path = path
        self.process_id = process_id
        holder = f"process {process_id}" if process_id else "another process"
        super().__init__(
            f"The database {path} is in use by {holder}. Close that program, or name another file "
            "with --database."
        )


@cache
def _queries(room: str) -> dict[str, str]:
    """Named SQL of one file: blocks that start with `-- name: verb`."""
    text = (resources.files("workbench.store") / "queries" / f"{room}.sql").read_text(encoding="utf-8")
    parts = re.split(r"^-- name: *(\w+) *$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], (body.strip() for body in parts[2::2]), strict=True))


def query(name: str) -> str:
    """The SQL called `room.verb`, from `queries/room.sql`."""
    room, verb = name.split(".")
    return _queries(room)[verb]


class Session:
    """Named queries on one cursor: a read, or everything inside one transaction."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection):
        self.cursor = cursor
        self.rooms: set[str] = set()  # of the queries that ran

    def _run(self, name: str, params: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        self.rooms.add(name.split(".")[0])
        return self.cursor.execute(query(name), params or None)

    def rows(self, name: str, /, **params: Any) -> list[dict[str, Any]]:
        """All rows of a named query as dicts by column name."""
        result = self._run(name, params)
        columns = [column[0] for column in result.description or []]
        return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]

    def one(self, name: str, /, **params: Any) -> dict[str, Any] | None:
        """The first row of a named query, or None."""
        found = self.rows(name, **params)
        return found[0] if found else None

    def value(self, name: str, /, **params: Any) -> Any:
        """The first column of the first row, or None."""
        row = self._run(name, params).fetchone()
        return row[0] if row else None

    def table(self, name: str, /, **params: Any) -> pd.DataFrame:
        """All rows of a named query as a DataFrame."""
        return self._run(name, params).df()

    def run(self, name: str, /, **params: Any) -> None:
        """Execute a named statement."""
        self._run(name, params)

    @contextmanager
    def incoming(self, name: str, table: Any) -> Iterator[None]:
        """Make a DataFrame or Arrow table readable as `name` by the statements inside the block."""
        self.cursor.register(name, table)
        try:
            yield
        except BaseException:
            with suppress(
                duckdb.Error
            ):  # in an aborted transaction this would hide the error that aborted it
                self.cursor.unregister(name)
            raise
        self.cursor.unregister(name)


class Database:
    """One DuckDB file, migrated, safe to use from any thread."""

    def __init__(self, path: Path, schema: Traversable | None = None):
        """Open (or create) and migrate the file; `schema` is the folder of migrations (the package's own).

        Raises DatabaseHeld if another process owns it, DatabaseUnavailable if it cannot be opened or written.
        """
        self.path = path
        self._write_lock = threading.RLock()
        self.changes = (
            0  # transactions that changed more than labels: till the next one, what was read may be kept
        )
        self._kept: dict[Hashable, tuple[int, Any]] = {}
        self._connection = _connect(path)
        try:
            _migrate(self, path, _migrations(schema or resources.files("workbench.store") / "schema"))
        except BaseException:
            self._connection.close()
            raise

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; sees what was committed when each query starts."""
        with _sentences(self.path):
            cursor = self._connection.cursor()
            try:
                yield Session(cursor)
            finally:
                cursor.close()

    @contextmanager
    def write(self, session: Session | None = None) -> Iterator[Session]:
        """One transaction: everything inside is stored, or (on any exception) nothing.

        On a cursor of its own, or on that of a session from `open_session`, which stays open.
        """
        with self._write_lock, _sentences(self.path):
            cursor = session.cursor if session else self._connection.cursor()
            writing = session or Session(cursor)
            writing.rooms.clear()
            try:
                cursor.begin()
                yield writing
                cursor.commit()
                if not writing.rooms or writing.rooms - _LABELLING:
                    self.changes += 1
            except BaseException:
                _rollback(cursor)
                raise
            finally:
                if session is None:
                    cursor.close()

    def open_session(self) -> Session:
        """A session that keeps its cursor, and with it its temporary tables, until `session.cursor.close()`."""
        with _sentences(self.path):
            return Session(self._connection.cursor())

    def rows(self, name: str, /, **params: Any) -> list[dict[str, Any]]:
        """`Session.rows` on a cursor of its own."""
        with self.read() as session:
            return session.rows(name, **params)

    def one(self, name: str, /, **params: Any) -> dict[str, Any] | None:
        """`Session.one` on a cursor of its own."""
        with self.read() as session:
            return session.one(name, **params)

    def value(self, name: str, /, **params: Any) -> Any:
        """`Session.value` on a cursor of its own."""
        with self.read() as session:
            return session.value(name, **params)

    def table(self, name: str, /, **params: Any) -> pd.DataFrame:
        """`Session.table` on a cursor of its own."""
        with self.read() as session:
            return session.table(name, **params)

    def kept(self, key: Hashable, read: Callable[[], Kept]) -> Kept:
        """What `read` gave last under this key; it reads anew once a transaction has changed more than labels.

        For small facts that every page asks for and that nobody alters in memory.
        """
        changes = self.changes
        found = self._kept.get(key)
        if found is None or found[0] != changes:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = (changes, read())
        value: Kept = found[1]
        return value

    def stream(self, name: str, /, **params: Any) -> Iterator[Any]:
        """The rows of a named query one by one, as named tuples, without holding all of them in Python."""
        with self.read() as session:
            result = session._run(name, params)
            row_type: Any = namedtuple("Row", [column[0] for column in result.description or []])  # type: ignore[misc]
            while rows := result.fetchmany(_AT_ONCE):
                yield from map(row_type._make, rows)

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file."""
        with self._write_lock, _sentences(self.path):
            self._connection.cursor().execute("checkpoint")

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy of the whole database to a new file, while it is in use.

        Ids go on where they stood, so a restored copy gives no id twice. Raises DatabaseUnavailable where the
        target exists already or cannot be written; nothing half-written is left behind.
        """
        if target.exists():
            raise DatabaseUnavailable(f"There is already a file {target}. Name a new one for the copy.")
        with self._write_lock, _sentences(target, _COPY_REFUSED):
            cursor = self._connection.cursor()
            try:
                source = cursor.execute("select current_database()").fetchone()
                name = source[0] if source else ""  # after the file, so it may hold any sign
                copy = "backup_copy" if name.casefold() != "backup_copy" else "backup_target"
                cursor.execute(f"attach {_quoted_text(str(target))} as {copy}")
                try:
                    cursor.execute(f"copy from database {_quoted_name(name)} to {copy}")
                finally:
                    cursor.execute(f"detach {copy}")
            except BaseException:
                target.unlink(missing_ok=True)
                target.with_name(target.name + ".wal").unlink(missing_ok=True)
                raise
            finally:
                cursor.close()

    def close(self) -> None:
        """Let go of the file; another thread that just takes a cursor is waited for."""
        with self._write_lock:
            for _ in range(_CLOSE_TRIES):
                try:
                    return self._connection.close()
                except duckdb.Error:  # the connection refuses while a cursor is taken from it
                    time.sleep(_CLOSE_PAUSE_S)
            self._connection.close()


def now() -> datetime:
    """The current time as stored: UTC, without zone."""
    return datetime.now(UTC).replace(tzinfo=None)


_open: dict[Path, Database] = {}
_open_lock = threading.Lock()


def open_database(path: Path) -> Database:
    """The process's one `Database` for this file, opened on first use."""
    path = path.absolute()
    with _open_lock:
        if path not in _open:
            _open[path] = Database(path)
        return _open[path]


def close_database(path: Path) -> None:
    """Close the process's `Database` for this file, if it is open."""
    with _open_lock:
        database = _open.pop(path.absolute(), None)
    if database:
        database.close()


def _quoted_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _rollback(cursor: duckdb.DuckDBPyConnection) -> None:
    with suppress(duckdb.Error):  # the failed statement may have ended the transaction already
        cursor.rollback()


_REFUSED = (
    "The database {path} cannot be written or read ({reason}). What was stored before is kept. Free some disk space "
    "or check the folder's permissions, then start the app again."
)
_COPY_REFUSED = (
    "The copy {path} cannot be written ({reason}). The database itself is as it was. Free some disk space or check "
    "the folder's permissions, then copy again."
)


@contextmanager
def _sentences(path: Path, refused: str = _REFUSED) -> Iterator[None]:
    """Turn the file system's refusals into sentences; other errors are bugs and stay as they are."""
    try:
        yield
    except (duckdb.IOException, duckdb.FatalException, duckdb.TransactionException, OSError) as error:
        if isinstance(error, duckdb.TransactionException) and "Could not write" not in str(error):
            raise
        raise DatabaseUnavailable(refused.format(path=path, reason=_reason(error))) from error


def _reason(error: Exception) -> str:
    text = str(error)
    if "No space left" in text or "File too large" in text:
        return "the disk is full"
    if "not a valid DuckDB" in text:
        return "it is not a DuckDB file"
    if "Corrupt" in text or "checksum" in text or "read enough bytes" in text:
        return "the file is damaged"
    if "Read-only file system" in text or "Permission denied" in text or "read-only" in text:
        return "the folder is read-only"
    return text.split("\n")[0].removeprefix("IO Error: ")[:200]


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.stat().st_size:
            # DuckDB opens a .csv or .json as a view in memory: what is stored there would be lost without a word.
            with path.open("rb") as file:
                if file.read(12)[8:] != b"DUCK":
                    raise duckdb.IOException("not a valid DuckDB database file")
        return duckdb.connect(str(path))
    except duckdb.IOException as error:
        if "set lock on file" in str(error):
            holder = _HOLDER.search(str(error))
            raise DatabaseHeld(path, int(holder["pid"]) if holder else None) from error
        raise DatabaseUnavailable(
            f"The database {path} cannot be opened: {_reason(error)}. "
            "Check the path and its permissions, restore a backup in its place, or name another file "
            "with --database."
        ) from error
    except (OSError, duckdb.Error) as error:
        raise DatabaseUnavailable(
            f"{path} cannot be used as the database: {_reason(error)}. "
            "Check the path, restore a backup in its place, or name another file with --database."
        ) from error


def _migrations(folder: Traversable) -> list[tuple[int, str]]:
    files = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(int(name.split("_")[0]), (folder / name).read_text(encoding="utf-8")) for name in files]


def _migrate(database: Database, path: Path, migrations: list[tuple[int, str]]) -> None:
    """Apply the migrations that are new, forward only, after copying a file that holds older ones."""
    with database.write() as session:
        session.run("database.make_migration_table")
        done = session.value("database.newest_migration") or 0
    if done > migrations[-1][0]:
        raise DatabaseUnavailable(
            f"The database {path} was made by a newer version of Eval Workbench (migration {done}; this one "
            f"knows {migrations[-1][0]}). Install the newer version, or name another file with --database."
        )
    pending = [(number, sql) for number, sql in migrations if number > done]
    if pending and done:
        database.checkpoint()
        _copy_before(path, path.with_name(f"{path.name}.before-{pending[-1][0]:04}"))
    for number, sql in pending:
        with database.write() as session:
            session.cursor.execute(sql)
            session.run("database.note_migration", number=number, applied_at=now())


def _copy_before(path: Path, target: Path) -> None:
    """Copy the file as it stands to `target`, whole or not at all. Raises DatabaseUnavailable."""
    half = target.with_name(target.name + ".half")
    with _sentences(target):
        try:
            shutil.copy2(path, half)
            half.replace(target)
        finally:
            half.unlink(missing_ok=True)
