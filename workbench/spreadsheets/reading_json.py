"""Records (.jsonl, .json): nested fields become dotted columns, a broken line is a refused row, not a broken file."""

import json
import re
from collections.abc import Collection
from typing import Any, NamedTuple, TypeGuard

from workbench.errors import UnreadableFile
from workbench.spreadsheets.encodings import decode
from workbench.spreadsheets.tables import RefusedRow

Records = list[tuple[int, dict[str, Any]]]

_ASKS = re.compile(r"questions?|query|prompt|frage|pregunta|domanda", re.IGNORECASE)
_MOST_OPENED = 3  # lists in lists: articles, their paragraphs, the questions of each
_LOOK = 200
_MOST_NUMBERED = 10
_MOST_COLUMNS = 16_384
_HALF_SIGN = re.compile(r"\\u[dD][89a-fA-F]")
_INTO = "\x1f"  # in a path, between a field and the one inside it: a dot may be part of a name
_DEEPEST = 20  # levels of fields in fields that become columns; what lies deeper stays one text


class ReadRecords(NamedTuple):
    """The records of a file with their numbers, what was no record, what a number counts, and the encoding; `apart`:
    columns whose name another one has taken, by the name they were given; `opened`: the list inside every record whose
    entries are the records now."""

    records: Records
    refused: list[RefusedRow]
    row_word: str
    encoding: str
    apart: dict[str, str]
    opened: str = ""


def read_lines(data: bytes, file_name: str, encoding: str = "") -> ReadRecords:
    """The records of a .jsonl, numbered by line. Raises UnreadableFile."""
    text, encoding = decode(data, file_name, encoding)
    found = [(number, parse(line)) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if sum(isinstance(record, dict) for _, record in found) * 2 <= len(found):
        whole = read_array(data, file_name, encoding)  # one list, or records over several lines
        if whole.records:
            return whole
    reason = "is cut off or is not a record. Mend the line, or leave it out."
    return _sorted(found, file_name, "Line", reason, encoding)


def read_array(data: bytes, file_name: str, encoding: str = "", opens: bool = True) -> ReadRecords:
    """The records of a .json file: of its list, of the first list of records inside its outermost object, and so on.

    `opens`: records that ask nothing themselves but hold lists of questions are opened, see `open_records`.
    """
    text, encoding = decode(data, file_name, encoding)
    whole = parse(text)
    if whole is None:
        return _salvaged(text, file_name, encoding)
    records, opened = records_in(whole), ""
    if opens:
        records, opened = open_records(records)
    found = list(enumerate(records, start=1))
    reason = "has no named fields. Mend it, or leave it out."
    return _sorted(found, file_name, "Record", reason, encoding)._replace(opened=opened)


def records_in(whole: Any) -> list[Any]:
    """The list of records a document holds, in any of the ways programs write tables.

    >>> records_in({"columns": ["a", "b"], "data": [[1, 2]]}), records_in({"a": [1, 3], "b": [2, 4]})
    ([{'a': 1, 'b': 2}], [{'a': 1, 'b': 2}, {'a': 3, 'b': 4}])
    """
    if isinstance(whole, list):
        if len(whole) > 1 and all(isinstance(row, list) for row in whole) and _are_names(whole[0]):
            return [dict(zip(whole[0], row, strict=False)) for row in whole[1:]]
        return whole
    if not isinstance(whole, dict):
        return [whole]
    names, rows = whole.get("columns"), whole.get("data", whole.get("rows"))
    if isinstance(names, list) and _are_names(names) and _are_rows(rows):
        return [dict(zip(names, row, strict=False)) for row in rows]
    values = list(whole.values())
    lists = [value for value in values if isinstance(value, list) and value and isinstance(value[0], dict)]
    if lists:
        return max(lists, key=len)
    if len(values) > 1 and all(isinstance(value, dict) for value in values):
        return [{"id": key, **value} for key, value in whole.items()]
    columns = [value for value in values if isinstance(value, list)]
    if len(columns) == len(values) > 0 and len({len(column) for column in columns}) == 1:
        return [dict(zip(whole, row, strict=True)) for row in zip(*columns, strict=True)]
    return [whole]


def open_records(records: list[Any]) -> tuple[list[Any], str]:
    """One record per question where documents hold lists of them, with what stands around it; and the list's name.

    >>> open_records([{"title": "A", "qas": [{"question": "x"}, {"question": "y"}]}])
    ([{'title': 'A', 'question': 'x'}, {'title': 'A', 'question': 'y'}], 'qas')
    """
    opened = ""
    for _ in range(_MOST_OPENED):
        key = _list_to_open(records[:_LOOK])
        if not key:
            break
        records = [
            _within(record, key, entry)
            for record in records
            for entry in record.get(key) or ()
            if isinstance(entry, dict)
        ]
        opened = key
    return records, opened


def _within(record: dict[str, Any], key: str, entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of the record's list with the record's other fields before it."""
    around = {
        f"{name} (outer)" if name in entry else name: value for name, value in record.items() if name != key
    }
    return {**around, **entry}


def _list_to_open(records: list[Any], deep: int = 3) -> str:
    """The one field that holds questions, in records that ask nothing themselves; else ""."""
    if not deep or not records or not all(isinstance(record, dict) for record in records):
        return ""
    keys = dict.fromkeys(key for record in records for key in record)
    if any(_ASKS.fullmatch(str(key)) and not isinstance(records[0].get(key), list) for key in keys):
        return ""
    held = {key: [record.get(key) or [] for record in records] for key in keys}
    lists = {key: [one for one in found if isinstance(one, list)] for key, found in held.items()}
    asking = []
    for key, found in lists.items():
        entries = [entry for one in found for entry in one][:_LOOK]
        if len(found) < len(records) or not entries or not all(isinstance(one, dict) for one in entries):
            continue
        if any(_ASKS.fullmatch(str(name)) for name in entries[0]) or _list_to_open(entries, deep - 1):
            asking.append(key)
    return asking[0] if len(asking) == 1 else ""


def _are_rows(rows: Any) -> TypeGuard[list[list[Any]]]:
    return isinstance(rows, list) and all(isinstance(row, list) for row in rows)


def _are_names(row: list[Any]) -> bool:
    return (
        bool(row)
        and all(isinstance(name, str) and name.strip() for name in row)
        and len(set(row)) == len(row)
    )


def _salvaged(text: str, file_name: str, encoding: str) -> ReadRecords:
    """The whole records of a document that is cut off, or that holds records one after the other without a list."""
    found: list[tuple[int, Any]] = []
    decoder, at = json.JSONDecoder(), text.find("[") + 1 if text.lstrip().startswith("[") else 0
    is_whole = False
    while True:
        while at < len(text) and (text[at].isspace() or text[at] in ",]"):
            at += 1
        if at >= len(text):
            is_whole = True
            break
        try:
            record, end = decoder.raw_decode(text, at)
            record = _encodable(record, text[at:end])
        except (ValueError, RecursionError):
            break
        at = end
        found.append((len(found) + 1, record))
    if not any(isinstance(record, dict) for _, record in found):
        line = text.count("\n", 0, at) + 1
        raise UnreadableFile(
            f"“{file_name}” cannot be read as a list of records: in line {line} it is cut off, damaged or nested too "
            "deeply. Export it again, or save the table as .csv or .xlsx."
        )
    if not is_whole:
        found.append((len(found) + 1, None))
    reason = "is cut off or damaged, and nothing after it could be read. Mend it, or leave it out."
    return _sorted(found, file_name, "Record", reason, encoding)


def _sorted(
    found: list[tuple[int, Any]], file_name: str, row_word: str, reason: str, encoding: str
) -> ReadRecords:
    records: Records = []
    refused = []
    for number, record in found:
        if isinstance(record, dict) and record:
            records.append((number, record))
        else:
            refused.append(RefusedRow(number, f"{row_word} {number} of “{file_name}” {reason}"))
    if not records:
        raise UnreadableFile(
            f"“{file_name}” holds no records with named fields. Export it again with one record per item, or save the "
            "table as .csv or .xlsx."
        )
    try:
        flat, apart = flatten_all(records)
    except RecursionError as error:
        raise UnreadableFile(
            f"The records of “{file_name}” are nested too deeply. Export it again with fewer levels, or save the table "
            "as .csv or .xlsx."
        ) from error
    if len({name for _, record in flat for name in record}) > _MOST_COLUMNS:
        raise UnreadableFile(
            f"The records of “{file_name}” have more than {_MOST_COLUMNS:,} different fields. Export the fields that "
            "matter and upload those."
        )
    return ReadRecords(flat, refused, row_word, encoding, apart)


def flatten_all(records: Records) -> tuple[Records, dict[str, str]]:
    """Every record flat, and the names of columns that had to be told apart, see `ReadRecords`.

    Lists of records that are equally long in all of them are numbered, others are joined.
    """
    lengths: dict[str, set[int]] = {}
    for _, record in records:
        _measure(lengths, "", record)
    numbered = {
        name for name, found in lengths.items() if len(found - {0}) == 1 and 1 < max(found) <= _MOST_NUMBERED
    }
    flat = [(number, _without(_flat(record, numbered), lengths)) for number, record in records]
    names, apart = _named([record for _, record in flat])
    return [(number, {names[path]: value for path, value in one.items()}) for number, one in flat], apart


def _without(flat: dict[str, Any], lists: Collection[str]) -> dict[str, Any]:
    """Without the empty ones among lists that hold records elsewhere, which are no columns of their own."""
    return {path: value for path, value in flat.items() if value is not None or path not in lists}


def flatten(record: dict[str, Any], numbered: Collection[str] = ()) -> dict[str, Any]:
    """Nested fields as dotted columns; lists of values on one line; lists of records column by column.

    >>> flatten({"id": 1, "gold": {"answer": "A"}, "tags": ["x", "y"], "pages": [{"n": 3}, {"n": 4}]})
    {'id': 1, 'gold.answer': 'A', 'tags': 'x, y', 'pages.n': '3\\n4'}
    >>> flatten({"pages": [{"n": 3}, {"n": 4}]}, numbered={"pages"})
    {'pages.1.n': 3, 'pages.2.n': 4}
    >>> flatten({"a.b": 1, "a": {"b": 2}})
    {'a.b': 1, 'a.b (2)': 2}
    """
    flat = _flat(record, numbered)
    names, _ = _named([flat])
    return {names[path]: value for path, value in flat.items()}


def _named(records: list[dict[str, Any]]) -> tuple[dict[str, str], dict[str, str]]:
    """The column of every path. Two paths of one spelling share a column unless a record holds both."""
    names = {path: path.replace(_INTO, ".") for record in records for path in record}
    alike: dict[str, list[str]] = {}
    for path, name in names.items():
        alike.setdefault(name, []).append(path)
    taken, apart = set(alike), {}
    for name, paths in alike.items():
        if len(paths) > 1 and any(sum(path in record for path in paths) > 1 for record in records):
            for path in paths[1:]:
                number = next(n for n in range(2, len(taken) + 3) if f"{name} ({n})" not in taken)
                names[path] = f"{name} ({number})"
                taken.add(names[path])
                apart[names[path]] = name
    return names, apart


def _flat(record: dict[str, Any], numbered: Collection[str] = ()) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    _flatten_into(flat, "", record, numbered)
    return flat


def _measure(lengths: dict[str, set[int]], prefix: str, record: dict[str, Any]) -> None:
    for key, value in record.items():
        path = f"{prefix}{_on_one_line(key)}"
        if isinstance(value, dict):
            _measure(lengths, f"{path}{_INTO}", value)
        elif isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
            lengths.setdefault(path, set()).add(len(value))


def _flatten_into(
    flat: dict[str, Any], prefix: str, record: dict[str, Any], numbered: Collection[str]
) -> None:
    for key, value in record.items():
        path = f"{prefix}{_on_one_line(key)}"
        if isinstance(value, dict) and path.count(_INTO) < _DEEPEST:
            _flatten_into(flat, f"{path}{_INTO}", value, numbered)
        elif isinstance(value, dict):
            flat[path] = _text(value)
        elif isinstance(value, list):
            if path in numbered:
                for place, entry in enumerate(value, start=1):
                    _flatten_into(flat, f"{path}{_INTO}{place}{_INTO}", entry, ())
            else:
                _flatten_list(flat, path, value)
        else:
            flat[path] = plain_value(value)


def _flatten_list(flat: dict[str, Any], name: str, values: list[Any]) -> None:
    records = [value for value in values if isinstance(value, dict)]
    if not records:
        texts = [_text(value) for value in values if value is not None]
        flat[name] = ("\n" if any("\n" in text or len(text) > 80 for text in texts) else ", ").join(
            texts
        ) or None
        return
    gathered: dict[str, list[str]] = {}
    for record in records:
        for key, value in _flat(record).items():
            gathered.setdefault(f"{name}{_INTO}{key}", []).append(_text(value))
    flat.update({key: "\n".join(texts) for key, texts in gathered.items()})


def plain_value(value: Any) -> Any:
    """A value of a record as the house keeps it: empty text and what is no finite number as None."""
    if isinstance(value, str):
        return value.replace("\0", "") if value.strip() else None
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
        return str(value)
    return value


def _on_one_line(key: Any) -> str:
    return " ".join(str(key).split())  # which also takes away what parts a path


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(plain_value(value))


def parse(text: str) -> Any:
    """What a text says, or None where it is damaged or nested too deeply."""
    try:
        return _encodable(json.loads(text), text)
    except (ValueError, RecursionError):
        return None


def _encodable(value: Any, text: str) -> Any:
    """A value with halves of signs, which escapes can spell and no database or file can hold, replaced."""
    if not _HALF_SIGN.search(text):
        return value
    spelt = json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass")
    return json.loads(spelt.decode("utf-16", "replace"))
