"""Several hundred broken, disguised and hostile files, made anew from a seed each time."""

import gzip
import io
import json
import random
from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from tests.spreadsheets.hostile import HOSTILE, ods, ods_content, packed, workbook

SEED = 20_251
_TRUNCATIONS = 12
_DAMAGES = 12
_EXTENSIONS = (
    ".xlsx",
    ".xls",
    ".ods",
    ".csv",
    ".txt",
    ".json",
    ".jsonl",
    ".parquet",
    ".zip",
    ".gz",
    ".docx",
    "",
)


class Malformed(NamedTuple):
    """One file: what is wrong with it, what it is called, and its bytes."""

    what: str
    file_name: str
    data: bytes


def sound_files() -> dict[str, bytes]:
    """One good small file of each format, by extension."""
    rows = [
        (f"C-{number:03}", f"Clause {number}, as agreed, ends it.", number % 2 == 0) for number in range(40)
    ]
    table = "id,text,ends\r\n" + "".join(f'{key},"{text}",{ends}\r\n' for key, text, ends in rows)
    records = [
        {"id": key, "gold": {"text": text, "ends": ends}, "tags": ["a", key]} for key, text, ends in rows
    ]
    lines = "\n".join(map(json.dumps, records))
    parquet = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(records), parquet)
    return {
        ".xlsx": workbook(),
        ".ods": _ods(rows),
        ".csv": table.encode("utf-8-sig"),
        ".tsv": table.replace(",", "\t").encode("utf-16"),
        ".json": json.dumps(records).encode(),
        ".jsonl": lines.encode(),
        ".parquet": parquet.getvalue(),
        ".zip": packed({"table.csv": table}),
        ".csv.gz": gzip.compress(table.encode()),
    }


def malformed_files() -> Iterator[Malformed]:
    """All of them, the same ones each time."""
    chance = random.Random(SEED)
    sound = sound_files()
    for extension, data in sound.items():
        for _ in range(_TRUNCATIONS):
            cut = chance.randrange(1, len(data))
            yield Malformed(f"cut off after {cut} bytes", f"cut{extension}", data[:cut])
        for _ in range(_DAMAGES):
            yield Malformed("bytes changed", f"damaged{extension}", _damaged(data, chance))
    for extension, data in sound.items():
        for other in _EXTENSIONS:
            if other != extension:
                yield Malformed(f"a {extension} file under another name", f"disguised{other}", data)
    yield from (Malformed(what, file_name, make()) for what, file_name, make in HOSTILE)


def _damaged(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 20, 200))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    if chance.random() < 0.3:
        at = chance.randrange(len(changed))
        changed[at:at] = chance.randbytes(chance.randrange(1, 300))
    return bytes(changed)


def _ods(rows: list[tuple[str, str, bool]]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in [("id", "text", "ends"), *rows]
    )
    return ods(ods_content(cells))
