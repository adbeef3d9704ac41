"""The workbook a person can fill when there is no dataset yet."""

import tempfile
from pathlib import Path

from workbench.spreadsheets.writing import Sheet, SheetColumn, write_workbook

_ROWS = (
    ("C-001", "Either party may end this agreement on 30 days' written notice.", "Termination", "Services"),
    ("C-002", "This agreement is governed by the laws of Ireland.", "Governing law", "Services"),
    ("C-003", "Supplier's total liability shall not exceed the fees paid.", "Cap on liability", "Supply"),
)


def template_workbook() -> bytes:
    """An .xlsx with a header row and three example items: id, text, expected answer, a slice."""
    columns = [SheetColumn(title) for title in ("id", "text", "expected", "contract type")]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_workbook(path, [Sheet("Golden dataset", columns, _ROWS)])
        return path.read_bytes()
