"""Tables inside packed files."""

import gzip
import io
import zipfile

import pytest

from tests.spreadsheets.hostile import workbook
from workbench.errors import UnreadableFile
from workbench.spreadsheets.reading import read_every_table, read_sheets, read_table

_CSV = b"id,text\n1,what is asked\n2,who asks it\n"


def _zip(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "."), content)
    return file.getvalue()


def test_a_table_alone_is_read_as_if_it_were_not_packed() -> None:
    for name, data in (
        ("a.csv.gz", gzip.compress(_CSV)),
        ("a.zip", _zip(a__csv=_CSV)),
        ("a.gz", gzip.compress(workbook())),
    ):
        table = read_table(data, name)
        assert len(table) in (2, 40) and table.file_name == name
        assert "inside" in table.findings[0].sentence


def test_several_are_listed_like_sheets() -> None:
    data = _zip(small__csv=_CSV, large__csv=_CSV + _CSV[8:] * 20, book__xlsx=workbook(), notes__md=b"read me")
    assert [sheet.name for sheet in read_sheets(data, "a.zip")] == ["small.csv", "large.csv", "book.xlsx"]
    assert read_table(data, "a.zip").sheet == "book.xlsx"
    assert len(read_table(data, "a.zip", sheet="small.csv")) == 2
    assert [table.sheet for table in read_every_table(data, "a.zip")] == [
        "small.csv",
        "large.csv",
        "book.xlsx",
    ]
    with pytest.raises(UnreadableFile, match="holds no file “b.csv”. Choose one of"):
        read_table(data, "a.zip", sheet="b.csv")


def test_what_a_mac_adds_is_passed_over() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("__MACOSX/._a.csv", b"\0\1")
        package.writestr("a.csv", _CSV)
    assert len(read_table(file.getvalue(), "a.zip")) == 2
