"""The way in for many rows: a file's cells in a temporary table, checked and made into items by the database.

Two sources fill the same table: a tidy text file, which DuckDB reads by itself, and the columns of a table that the
reader has read. From there on there is one path, so both give the same items, hashes and reasons.
"""

import json
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pandas as pd
import pyarrow as pa

from workbench.domain import Column, Kind
from workbench.store import dataset as datasets
from workbench.store import near_duplicate as near_duplicates
from workbench.store.database import Database, Session, now, query
from workbench.store.staged import SetAside, Stage, StagedColumn, Stored, Use

# What Python's str.strip() takes away; DuckDB's own trim knows spaces only.
_SPACES = "".join(
    chr(code) for code in (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B),
                           0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
)  # fmt: skip
_WORDS = ("words", "other_words")


@dataclass
class Staging:
    """Staged rows, on a cursor of their own until `close`; one thread at a time."""

    database: Database
    columns: list[StagedColumn]
    row_count: int = 0
    _session: Session = field(init=False, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _names: dict[str, str] = field(default_factory=dict, repr=False)
    _params: dict[str, Any] = field(default_factory=dict, repr=False)
    _first_number: int | None = None  # None: the rows bring their numbers
    _empty: list[int] = field(default_factory=list, repr=False)  # empty cells per column
    _odd: list[int] = field(default_factory=list, repr=False)  # cells per column that may begin with a space
    _neat: dict[int, bool] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._session = self.database.open_session()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget the staged rows."""
        with self._lock:
            self._session.cursor.close()

    def interrupt(self) -> None:
        """End the query that runs now, from another thread; what it was part of is not stored."""
        self._session.cursor.interrupt()

    def read_text(self, path: Path, delimiter: str, is_quoted: bool, has_header: bool) -> bool:
        """Stage a text file in UTF-8 with one record per line; False where it is not as tidy as that.

        `look_over` has to follow.
        """
        places = range(len(self.columns))
        columns = "{" + ", ".join(f"'c{place}': 'VARCHAR'" for place in places) + "}"
        options = {
            "path": str(path),
            "has_header": has_header,
            "delimiter": delimiter,
            "quote": '"' if is_quoted else "",
        }
        try:
            self._run("read_text", options, columns=columns)
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            return False
        self._first_number = 2 if has_header else 1
        return True

    def look_over(self, has_returns: bool = False) -> None:
        """Count the staged rows, and find the columns that need no trimming, which most do not: it is slow.

        `has_returns`: lines of the file end in a carriage return, so cells may hold some too; they are taken out.
        """
        cells = [f"c{place}" for place in range(len(self.columns))]
        if has_returns:
            for cell in cells:
                self._run("unify_line_ends", column=cell)
        counts = ["count(*)"]
        for cell in cells:
            counts += [f"count(*) - count({cell})", f"count(*) filter (not {_is_ink(cell)})"]
        found = self._one("survey", counts=", ".join(counts))
        self._neat = {}
        self.row_count, self._empty, self._odd = found[0], list(found[1::2]), list(found[2::2])

    def take(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """Stage rows, column by column: `row_number`, and of each c0, c1, … its text and j0, j1, … its content where
        encoded."""
        rows = pa.table({name: _as_arrow(name, cells) for name, cells in columns.items()})
        with self._lock, self._session.incoming("incoming", rows):
            self._run("take_rows")
        self._first_number = None
        self.look_over()

    def fits(self, place: int, pattern: str) -> bool:
        """Whether a pattern fits every filled cell of a column, whatever the case."""
        return not self._one("count_unlike", {"pattern": pattern}, column=self._filled(place))[0]

    def count_filled(self, place: int) -> int:
        """The filled cells of a column."""
        return int(self._one("count_filled", column=self._filled(place))[0])

    def profile(self, place: int) -> dict[str, Any]:
        """row_count, filled, distinct_count, shortest, longest and mean_length (characters) of a column."""
        return self._rows("profile_column", column=self._filled(place))[0]

    def list_values(self, place: int, limit: int = 1000) -> list[dict[str, Any]]:
        """The distinct texts of a column, the most frequent first: value, row_count, first_number."""
        return self._rows(
            "list_values", {"limit": limit}, column=self._text(place), row_number=self._row_number()
        )

    def check(self, use: Use) -> dict[str, int]:
        """Set the rows aside that cannot be imported under this use; returns rows by reason. May be called anew."""
        with self._lock:
            self._fill_names(use)
            self._run("make_set_aside")
            self._run("make_asked")
            asks = use.needs_expected and use.expected is not None
            needed = [use.key, use.expected if asks else None, self._fullest(use.inputs)]
            if any(self._empty[place] + self._odd[place] for place in needed if place is not None):
                self._run("set_aside_incomplete", {"needs_expected": asks})
            if use.key is not None and self._one("count_doubtful")[0]:
                self._run("set_aside_repeated", self._params)
            return {row["reason"]: row["row_count"] for row in self._rows("count_set_aside")}

    def list_set_aside(self, limit: int) -> list[SetAside]:
        """The rows set aside by `check`, in the file's order."""
        return [SetAside(**row) for row in self._rows("list_set_aside", {"limit": limit})]

    def list_repeated_keys(self, limit: int) -> list[str]:
        """The ids that stand in more than one row."""
        return [row["item_key"] for row in self._rows("list_repeated_keys", {"limit": limit})]

    def count_contradictions(self) -> dict[str, int]:
        """After `check`: inputs in several rows (repeated_inputs), those of them with different expected answers
        (contradictions), and the rows whose input stands in an earlier row (repeated_rows)."""
        if not self._one("count_asked_again")[0]:
            return {"repeated_inputs": 0, "contradictions": 0, "repeated_rows": 0}
        return self._rows("count_contradictions")[0]

    def list_contradictions(self, limit: int) -> list[dict[str, Any]]:
        """Their rows: row_number, item_key, input, expected, first_number (equal for equal inputs)."""
        return self._rows("list_contradictions", {"limit": limit})

    def count_letters(self) -> int:
        """After `check`: the characters of all that the rows ask."""
        return int(self._one("count_letters")[0])

    def list_likely_rows(self) -> Generator[tuple[float, pd.DataFrame]]:
        """After `check`: rows to import whose texts may be nearly the same, to be compared; equal texts are not meant.

        Gives pairs in portions, as `near_duplicate.list_likely_pairs` does: the share of the work done (0–1), and a
        table of place, other_place, row_number, other_number, words, other_words. The later row is the other one.
        """
        nothing = pd.DataFrame(columns=["place", "other_place", "row_number", "other_number", *_WORDS])
        with self._lock:
            for name in near_duplicates.MAKES:
                self._session.run(f"near_duplicate.{name}")
            self._run("make_apart")
            step = near_duplicates.SKETCHED
            for start in range(0, self.row_count, step):
                yield 0.4 * start / self.row_count, nothing
                self._run("add_row_sketches", self._compared(start, step))
            yield 0.4, nothing
            self._session.run("near_duplicate.make_pairs")
            count, step = self._session.value("near_duplicate.count_pairs"), near_duplicates.COMPARED
            for start in range(0, count, step):
                yield (
                    0.6 + 0.4 * start / count,
                    self._run("list_likely_rows", self._compared(start, step)).df(),
                )

    def list_texts(self, places: Sequence[int]) -> dict[int, dict[str, Any]]:
        """After `check`: what the rows at these places ask and expect: item_key, input, expected, by place."""
        rows = self._rows("list_texts", {"places": list(places)})
        return {row.pop("place"): row for row in rows}

    def add_version(
        self,
        workflow_id: int,
        dataset_name: str,
        columns: Sequence[Column],
        source: datasets.Source,
        keeps_rest: bool = False,
        on_stage: Callable[[Stage], None] = lambda stage: None,
        by_content: bool = False,
    ) -> Stored:
        """Store what `check` left over as the next version of a dataset, all of it or nothing.

        Items that the dataset already holds unchanged are not stored again, and a version equal to the newest is
        none. `keeps_rest`: items of the newest version that are not among the rows stay in the next one. `on_stage` is
        told what comes next; what it raises ends the import. `by_content`: rows have no ids, so that each is the item
        of the newest version that holds the same, else the one that stood between the same rows.
        """
        with self._lock, self.database.write(self._session) as session:
            on_stage(Stage.COMPARING)
            row = session.one("dataset.find_dataset", workflow_id=workflow_id, name=dataset_name.strip())
            newest = datasets.list_versions(self.database, row["dataset_id"])[:1] if row else []
            differs = {"added": self.row_count - self._one("count_all_set_aside")[0]}
            is_straight = not newest and differs["added"] == self.row_count
            if not is_straight:
                self._run("choose_rows", self._params | {"dataset_id": row["dataset_id"] if row else 0})
            if newest and by_content:
                self._match_rows(newest[0].dataset_id, newest[0].dataset_version_id, keeps_rest)
            if newest:
                differs = self._rows(
                    "compare_with_version",
                    {"dataset_version_id": newest[0].dataset_version_id, "keeps_rest": keeps_rest},
                )[0]
                if not any(differs.values()) and tuple(columns) == newest[0].columns:
                    return Stored(newest[0], False)
            dataset_id = row["dataset_id"] if row else session.value(
                "dataset.add_dataset", workflow_id=workflow_id, name=dataset_name.strip(), created_at=now()
            )  # fmt: skip
            on_stage(Stage.STORING)
            version_id = datasets.note_version(session, dataset_id, columns, source)
            if is_straight:
                self._add_all(dataset_id, version_id, on_stage)
            else:
                earlier = newest[0].dataset_version_id if newest and keeps_rest else None
                self._add_chosen(dataset_id, version_id, earlier, on_stage)
            on_stage(Stage.FINISHING)
        return Stored(datasets.get_version(self.database, version_id), True, **differs)

    def _match_rows(self, dataset_id: int, version_id: int, keeps_rest: bool) -> None:
        """Give the chosen rows the keys of the items that they are. Rows that are added are no edited ones."""
        for name in ("match_same",) if keeps_rest else ("match_same", "match_asked", "match_between"):
            self._run(name, self._params | {"dataset_version_id": version_id})
        self._run("use_matched", {"dataset_id": dataset_id})

    def _compared(self, start: int, step: int) -> dict[str, int]:
        return {"start": start, "stop": start + step, "longest": near_duplicates.LONGEST}

    def _add_all(self, dataset_id: int, version_id: int, on_stage: Callable[[Stage], None]) -> None:
        before = self._one("reserve_item_ids", {"count": self.row_count})[0] - self.row_count
        self._run(
            "add_all_items",
            self._params | {"before": before, "dataset_id": dataset_id, "created_at": now()},
        )
        on_stage(Stage.PLACING)
        self._run("add_all_version_items", {"before": before, "dataset_version_id": version_id})

    def _add_chosen(
        self,
        dataset_id: int,
        version_id: int,
        earlier_version_id: int | None,
        on_stage: Callable[[Stage], None],
    ) -> None:
        rest = 0
        if earlier_version_id is not None:
            self._run(
                "add_rest", {"dataset_version_id": version_id, "earlier_version_id": earlier_version_id}
            )
            rest = self._one("count_version_items", {"dataset_version_id": version_id})[0]
        new = self._one("count_new_items")[0]
        if new:
            before = self._one("reserve_item_ids", {"count": new})[0] - new
            self._run("number_new_items", {"before": before})
            self._run(
                "add_chosen_items",
                self._params | {"before": before, "dataset_id": dataset_id, "created_at": now()},
            )
        on_stage(Stage.PLACING)
        self._run("add_chosen_version_items", {"dataset_version_id": version_id, "rest_count": rest})

    def _fill_names(self, use: Use) -> None:
        """The pieces of SQL that name columns; the names of the file's columns stand in parameters."""
        number = self._row_number()
        pieces, self._params = [], {}
        for order, place in enumerate(use.contents):
            name = json.dumps(self.columns[place].name, ensure_ascii=False)
            self._params[f"name{order}"] = f"{', ' if order else '{'}{name}: "
            pieces += [f"$name{order}", self._content(place)]
        content = f"concat({', '.join(pieces)}, '}}')" if pieces else "'{}'"
        inputs = [self._filled(place) for place in use.inputs]
        kept = [*use.contents, *([use.expected] if use.expected is not None else [])]
        agree = [
            f"(one.c{place} = other.c{place} or coalesce(one.c{place}, '') = '' or coalesce(other.c{place}, '') = '')"
            for place in kept
        ] or ["true"]
        expected = self._text(use.expected) if use.expected is not None else "null::varchar"
        self._names = {
            "row_number": number,
            "key": self._text(use.key) if use.key is not None else f"({number})::varchar",
            "expected": expected,
            "input": f"nullif(concat_ws(' · ', {', '.join(inputs)}), '')",
            "words": f"concat_ws(chr(31), {', '.join(inputs)})",
            "content": content,
            "agree": " and ".join(agree),
            "content_hash": f"left(md5(concat({content}, chr(31), {expected})), 16)",
        }

    def _row_number(self) -> str:
        return "row_number" if self._first_number is None else f"(staged.rowid + {self._first_number})"

    def _fullest(self, places: Sequence[int]) -> int | None:
        """The column with the fewest cells that may be empty: where it has none, no row is without input."""
        return min(places, key=lambda place: self._empty[place] + self._odd[place], default=None)

    def _ends_neatly(self, place: int) -> bool:
        """True where no cell of a column may have outer spaces; told once."""
        if place not in self._neat:
            counts = f"count(*) filter (not {_is_neat(f'c{place}')})"
            self._neat[place] = not self._odd[place] and not self._one("survey", counts=counts)[0]
        return self._neat[place]

    def _text(self, place: int) -> str:
        """A column's text without outer spaces, null where it is empty."""
        cell = f"c{place}"
        if self._ends_neatly(place):
            return cell
        return f"if({_is_neat(cell)}, {cell}, nullif(trim({cell}, '{_SPACES}'), ''))"

    def _filled(self, place: int) -> str:
        """A column's text as it is, null where it is empty or only spaces."""
        cell = f"c{place}"
        if not self._odd[place]:
            return cell
        return f"if({_is_ink(cell)} or trim({cell}, '{_SPACES}') <> '', {cell}, null)"

    def _content(self, place: int) -> str:
        """A column's cell as it stands in an item's content."""
        column = self.columns[place]
        if column.is_encoded:
            return f"coalesce(j{place}, 'null')"
        if column.kind is Kind.NUMBER:
            text = self._text(place)
            whole = f"try_cast({text} as bigint)::varchar"
            return f"coalesce(if(regexp_full_match({text}, '[-+]?[0-9]+'), {whole}, {text}::double::varchar), 'null')"
        if column.kind is Kind.BOOLEAN:
            return f"coalesce(lower({self._text(place)}), 'null')"
        return f"coalesce(to_json({self._filled(place)}), 'null')"

    def _run(
        self, name: str, params: dict[str, Any] | None = None, **names: str
    ) -> duckdb.DuckDBPyConnection:
        sql = query(f"staging.{name}")
        for word, piece in (self._names | names).items():
            sql = sql.replace("{" + word + "}", piece)
        used = {key: value for key, value in (params or {}).items() if f"${key}" in sql}
        with self._lock:
            return self._session.cursor.execute(sql, used or None)

    def _rows(self, name: str, params: dict[str, Any] | None = None, **names: str) -> list[dict[str, Any]]:
        with self._lock:
            result = self._run(name, params, **names)
            titles = [column[0] for column in result.description or []]
            return [dict(zip(titles, row, strict=True)) for row in result.fetchall()]

    def _one(self, name: str, params: dict[str, Any] | None = None, **names: str) -> Any:
        with self._lock:
            return self._run(name, params, **names).fetchone()


def _as_arrow(name: str, cells: Sequence[Any]) -> pa.Array:
    """A column as the database reads it without a copy; lone surrogates, which no file can hold, are replaced."""
    if name == "row_number":
        return pa.array(cells, pa.int64())
    try:
        return pa.array(cells, pa.large_string())
    except UnicodeEncodeError:
        whole = [cell if cell is None else cell.encode("utf-8", "replace").decode() for cell in cells]
        return pa.array(whole, pa.large_string())


def _is_ink(text: str) -> str:
    """True where a text surely begins with no space: a look at one sign spares most cells the slow trim."""
    return f"(ascii({text}) between 33 and 126 or ascii({text}) between 161 and 5759)"


def _is_neat(cell: str) -> str:
    """True where a text surely has no outer spaces."""
    return f"({_is_ink(cell)} and {_is_ink(f'{cell}[-1]')})"
