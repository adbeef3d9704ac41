"""Records (.jsonl, .json): nested fields become dotted columns, a broken line is a refused row, not a broken file."""

import json
from typing import Any

from workbench.errors import UnreadableFile
from workbench.spreadsheets.reading_text import decode
from workbench.spreadsheets.tables import RefusedRow

Records = list[tuple[int, dict[str, Any]]]


def read_lines(data: bytes, file_name: str) -> tuple[Records, list[RefusedRow]]:
    """The records of a .jsonl with their line numbers, and the lines that are none. Raises UnreadableFile."""
    text, _ = decode(data, file_name)
    records: Records = []
    refused = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        record = _parsed(line)
        if isinstance(record, dict):
            records.append((number, flatten(record)))
        else:
            refused.append(
                RefusedRow(
                    number,
                    f"Line {number} of “{file_name}” is cut off or is not a record. Mend the line, or leave it out.",
                )
            )
    if not records:
        raise UnreadableFile(
            f"“{file_name}” has no line that is a record in braces. Save the table as .csv or .xlsx and upload that."
        )
    return records, refused


def read_array(data: bytes, file_name: str) -> tuple[Records, list[RefusedRow]]:
    """The records of a .json file: of its list, or of the first list of records inside its outermost object."""
    text, _ = decode(data, file_name)
    whole = _parsed(text)
    if isinstance(whole, dict):
        lists = [
            value
            for value in whole.values()
            if isinstance(value, list) and value and isinstance(value[0], dict)
        ]
        whole = lists[0] if lists else [whole]
    if not isinstance(whole, list):
        if text.lstrip().startswith("{") and "\n" in text.strip():
            return read_lines(data, file_name)  # lines under the wrong extension
        raise UnreadableFile(
            f"“{file_name}” cannot be read as a list of records: it is cut off, damaged or nested too deeply. "
            "Export it again, or save the table as .csv or .xlsx."
        )
    records: Records = []
    refused = []
    for number, record in enumerate(whole, start=1):
        if isinstance(record, dict):
            records.append((number, flatten(record)))
        else:
            refused.append(
                RefusedRow(
                    number, f"Record {number} of “{file_name}” has no named fields. Mend it, or leave it out."
                )
            )
    if not records:
        raise UnreadableFile(f"“{file_name}” holds no records. Export it again with one record per item.")
    return records, refused


def flatten(record: dict[str, Any]) -> dict[str, Any]:
    """Nested fields as dotted columns; lists of values on one line; lists of records column by column.

    >>> flatten({"id": 1, "gold": {"answer": "A"}, "tags": ["x", "y"], "pages": [{"n": 3}, {"n": 4}]})
    {'id': 1, 'gold.answer': 'A', 'tags': 'x, y', 'pages.n': '3\\n4'}
    """
    flat: dict[str, Any] = {}
    _flatten_into(flat, "", record)
    return flat


def _flatten_into(flat: dict[str, Any], prefix: str, record: dict[str, Any]) -> None:
    for key, value in record.items():
        name = f"{prefix}{' '.join(str(key).split())}"
        if isinstance(value, dict):
            _flatten_into(flat, f"{name}.", value)
        elif isinstance(value, list):
            _flatten_list(flat, name, value)
        else:
            flat[name] = _plain(value)


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
        for key, value in flatten(record).items():
            gathered.setdefault(f"{name}.{key}", []).append(_text(value))
    flat.update({key: "\n".join(texts) for key, texts in gathered.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "") if value.strip() else None
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
        return str(value)
    return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(_plain(value))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
