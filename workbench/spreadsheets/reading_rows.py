"""Which rows below the header are data: blank rows, subtotals, closing sentences and repeated headers are not."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress, count
from operator import itemgetter, not_
from typing import Any

from workbench.spreadsheets.reading_headers import Merge, Row, is_empty, shape_of

_SAMPLE = 500
_LONGEST_NAME = 40
_LONGEST_UNIT = 20
_FIGURE = re.compile(r"[-+(]?[^\w\s]?\s?[\d.,' \u00a0\u202f]*\d\)?-?\s*[%€$£]?")
_TOTAL = re.compile(
    r"(?:sub[- ]?totals?|(?:grand |overall )?totals?|sum|summe|(?:end|teil|gesamt)summe|gesamt|zwischensumme|insgesamt"
    r"|somme|sous[- ]total|totaux|suma|totale|totaal|subtotaal|subtotale|sumatoria|razem|ogółem|summa|yhteensä|i alt"
    r"|average|mean|median|durchschnitt|mittelwert|moyenne|promedio|media|anzahl)"
    r"\b.{0,60}|.{1,60}\b(?:sub)?total\s*:?|.{1,60}\b(?:summe|gesamt|ergebnis)\s*:?",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:end of|source|sources|note|notes|total|generated|exported|created|printed|page \d|©|copyright|confidential"
    r"|last updated|\*|quelle|stand:|hinweis|ende |fin de|fuente|fonte|(?:prepared|reviewed|approved|signed|checked) by"
    r"|(?:erstellt|geprüft|freigegeben|unterschrift|établi|vérifié|approuvé|signature|elaborado|revisado|redatto)\b).*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass
class SortedRows:
    """Places of rows in the grid (from 0) by what they are."""

    data: list[int] = field(default_factory=list)
    blank_between: int = 0
    subtotals: list[int] = field(default_factory=list)
    closing: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    second: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)


def sort_rows(
    rows: Sequence[Row], first: int, header_rows: Sequence[Row], merges: Sequence[Merge]
) -> SortedRows:
    """Tell data from what stands between and below it."""
    found = SortedRows()
    headers = [list(row) for row in header_rows]
    judge = _Judge(rows, first, merges)
    blank, before = 0, first - 1
    doubtful = _doubtful(rows, first, headers)
    taken: list[int] = []  # doubtful rows that are data after all
    for index in [*doubtful, len(rows)]:
        if index > before + 1:  # rows of data stand between
            found.blank_between, blank = found.blank_between + blank, 0
        before = index
        if index == len(rows):
            break
        row = rows[index]
        is_full = row and "" not in row and None not in row and not is_empty(row[0])
        if not is_full and all(map(is_empty, row)):
            blank += 1
            continue
        if headers and row in headers:
            found.repeated.append(index)
        elif headers and not is_full and not taken and not found.subtotals and judge.are_units(index):
            found.units.append(index)
        elif not is_full and judge.is_no_item(index):
            found.subtotals.append(index)
        else:
            taken.append(index)
        found.blank_between, blank = found.blank_between + blank, 0
    passed = set(doubtful)
    plain = (
        [index for index in range(first, len(rows)) if index not in passed]
        if passed
        else range(first, len(rows))
    )
    found.data = sorted([*plain, *taken])
    found.second = judge.second_table(found.data)
    found.data = found.data[: len(found.data) - len(found.second)]
    last = found.data[-1] if found.data else -1
    while found.data and judge.is_closing(found.data[-1], last):
        found.closing.insert(0, found.data.pop())
    end = found.data[-1] if found.data else -1
    alike = {judge.likeness(index) for index in found.subtotals if index < end}
    tail = [
        index
        for index in found.subtotals
        if index > end and not judge.is_total(index) and judge.likeness(index) not in alike
    ]
    found.closing = sorted([*tail, *found.closing])
    found.subtotals = [index for index in found.subtotals if index not in tail]
    return found


def _doubtful(rows: Sequence[Row], first: int, headers: Sequence[Row]) -> list[int]:
    """The rows that may be no data. All others hold something true in every cell, so they have no gap, and begin
    otherwise than a header does: that is told of all rows in the time that a closer look takes for a few."""
    run = rows[first:]
    begins = {header[0] for header in headers if header and isinstance(header[0], str)}
    if any(header and not isinstance(header[0], str) for header in headers):
        return list(range(first, len(rows)))
    cells = list(map(itemgetter(0), run)) if all(run) else [row[0] if row else None for row in run]
    # every row begins with a text, and none of them with a space
    if set(map(type, cells)) == {str} and min(cells) >= "!" and max(cells) < "\x7f":  # type: ignore[type-var, operator]
        doubtful = set(compress(count(first), map(not_, map(all, run))))
        if not begins.isdisjoint(cells):
            doubtful.update(compress(count(first), map(begins.__contains__, cells)))
        return sorted(doubtful)
    return [
        index
        for index, (is_true, cell) in enumerate(zip(map(all, run), cells, strict=True), start=first)
        if not is_true or cell is None or (cell.__class__ is str and (cell in begins or cell.isspace()))
    ]


class _Judge:
    """Knows how the rows of one table usually look."""

    def __init__(self, rows: Sequence[Row], first: int, merges: Sequence[Merge]):
        self._rows = rows
        sample = [row for row in rows[first : first + _SAMPLE] if not all(map(is_empty, row))]
        filled = sorted(sum(not is_empty(cell) for cell in row) for row in sample)
        self.usual = filled[len(filled) // 2] if filled else 0
        self._dense = [row for row in sample if sum(not is_empty(cell) for cell in row) * 2 > self.usual]
        self._left = min(
            (at for row in self._dense for at, cell in enumerate(row) if not is_empty(cell)), default=0
        )
        self._first = first
        self._shapes: dict[int, tuple[str, float]] = {}
        self._across = {
            top - 1: last - left + 1 for top, left, bottom, last in merges if top == bottom and last > left
        }

    def is_no_item(self, index: int) -> bool:
        """True for a subtotal or a heading between items."""
        filled = self._filled(index)
        place, cell = filled[0]
        if not isinstance(cell, str):
            return False
        if len(filled) == 1 and self._across.get(index, 0) * 2 >= max(len(self._rows[index]), 2):
            return True
        is_total = self.is_total(index)
        if self._fits(place, cell, needs_digit=is_total):
            return False
        if len(filled) == 1:
            return self.usual >= 3 and place - self._left <= 1 and not self._is_prose(place)
        return is_total and len(filled) <= max(self.usual * 0.67, 2) and self.usual >= 3

    def are_units(self, index: int) -> bool:
        """True for a row right below the names that says "TEUR", "%" or "page" above figures and nothing else."""
        if any(not all(map(is_empty, row)) for row in self._rows[self._first : index]):
            return False
        texts = {at: cell for at, cell in self._filled(index) if not (isinstance(cell, str) and cell in "-–")}
        if not texts or any(
            not isinstance(cell, str) or len(cell) > _LONGEST_UNIT for cell in texts.values()
        ):
            return False
        if any(_FIGURE.fullmatch(cell.strip()) for cell in texts.values()):
            return False
        below = [row for row in self._dense if row is not self._rows[index]]
        return len(below) > 1 and all(_are_figures(row[at] for row in below if at < len(row)) for at in texts)

    def second_table(self, data: Sequence[int]) -> list[int]:
        """The rows from where, after a gap, other names stand and no id looks like those above any more."""
        if len(data) == data[-1] - data[0] + 1 if data else True:
            return []
        for place, index in enumerate(data):
            if place < 3 or index == data[place - 1] + 1 or place + 1 >= len(data):
                continue
            filled = self._filled(index)
            texts = [cell for _, cell in filled if isinstance(cell, str)]
            if len(filled) < 2 or len(texts) < len(filled) or len(set(texts)) < len(texts):
                continue
            if any(len(text) > _LONGEST_NAME or any(map(str.isdigit, text)) for text in texts):
                continue
            if self._has_ids() and not any(self._fits(0, str(self._rows[at][0])) for at in data[place:]):
                return list(data[place:])
        return []

    def _has_ids(self) -> bool:
        self._fits(0, "")
        shape, share = self._shapes[0]
        return share >= 0.5 and "9" in shape

    def is_total(self, index: int) -> bool:
        """True where the first filled cell says Total, Summe, Average or the like."""
        cell = self._filled(index)[0][1]
        return isinstance(cell, str) and bool(_TOTAL.fullmatch(" ".join(cell.split())))

    def likeness(self, index: int) -> tuple[str, bool]:
        """What subtotals of one table share: the last word of the first filled cell, and whether it counts."""
        text = str(self._filled(index)[0][1])
        return text.split()[-1].casefold(), any(map(str.isdigit, text))

    def is_closing(self, index: int, last: int) -> bool:
        """True for a note below a table, also of two columns, that no item looks like."""
        filled = self._filled(index)
        place, cell = filled[0]
        if place != self._left or self.usual < 2 or not isinstance(cell, str) or self._fits(place, cell):
            return False
        is_apart = index > 0 and all(map(is_empty, self._rows[index - 1]))
        text = cell.strip()
        if len(filled) > 1:  # "Prepared by:" and a name beside it
            return len(filled) == 2 and self.usual >= 4 and bool(_CLOSING.fullmatch(text))
        return (is_apart and len(text.split()) >= 3) or bool(_CLOSING.fullmatch(text))

    def _filled(self, index: int) -> list[tuple[int, Any]]:
        return [(place, cell) for place, cell in enumerate(self._rows[index]) if not is_empty(cell)]

    def _is_prose(self, place: int) -> bool:
        """True for a column of sentences, where one more without company is an item still to be filled in."""
        cells = [row[place] for row in self._dense if place < len(row) and isinstance(row[place], str)]
        return (
            bool(cells)
            and sum(map(len, cells)) > 30 * len(cells)
            and sum(" " in cell for cell in cells) * 2 > len(cells)
        )

    def _fits(self, place: int, text: str, needs_digit: bool = False) -> bool:
        """True where the text has the shape that nearly all values of its column share: an id like the others.

        `needs_digit`: shapes of words alone do not count, as those of companies beside a word for a sum.
        """
        if place not in self._shapes:
            cells = [row[place] for row in self._dense if place < len(row) and not is_empty(row[place])]
            shapes = Counter(shape_of(str(cell).strip()) for cell in cells)
            shape, often = shapes.most_common(1)[0] if shapes else ("", 0)
            self._shapes[place] = (shape, often / len(cells) if cells else 0.0)
        shape, share = self._shapes[place]
        alike = share >= 0.5 and shape_of(text.strip()) == shape and shape != "a a"
        return alike and ("9" in shape or not needs_digit)


def _are_figures(cells: Iterable[Any]) -> bool:
    """True for a column of numbers, dates or amounts in text."""
    filled = [cell for cell in cells if not is_empty(cell)]
    figures = sum(not isinstance(cell, str) or bool(_FIGURE.fullmatch(cell.strip())) for cell in filled)
    return bool(filled) and figures >= 0.8 * len(filled)
