"""Several parts in one answer: how many of the expected ones it names, and how many others (set or list F1)."""

import json
import re

from rapidfuzz.distance import LCSseq

from workbench.scoring.exact import normalise
from workbench.scoring.numbers import parse_quantity, same_quantity
from workbench.scoring.scores import RIGHT, Compare, Score, Setting, Task, wrong

LEAST = Setting(
    "least_f1",
    "Least agreement of parts",
    1.0,
    "100 % means all parts and no other; the F1 of parts.",
    is_rate=True,
)
IN_ORDER = Setting("in_order", "The order counts", False)
SEPARATOR = Setting(
    "separator",
    "Parts are separated by",
    "",
    choices={
        "": "What the text shows: lines, else semicolons, else commas",
        ";": "Semicolons",
        ",": "Commas",
        "|": "Upright bars",
        "\n": "Line breaks",
    },
)
SETTINGS = (LEAST, IN_ORDER, SEPARATOR)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,3}[.)])\s+")
# A comma between digits belongs to a number.
_COMMA = re.compile(r",(?!\d{3}(?!\d))|(?<!\d),")
_AND = re.compile(r"\s+(?:and|und|et|&)\s+", re.IGNORECASE)
_LEADING_AND = re.compile(r"^(?:and|und|et|&)\s+", re.IGNORECASE)


def parts_of(text: str, separator: str = "") -> list[str]:
    """The parts of a text as they stand in it, empty ones left out.

    >>> parts_of("Arbitration, Jurisdiction, and Choice of law"), parts_of("- $1,577\\n- $2,000")
    (['Arbitration', 'Jurisdiction', 'Choice of law'], ['$1,577', '$2,000'])
    """
    bare = text.strip()
    if bare.startswith("[") and bare.endswith("]"):
        try:
            listed = json.loads(bare)
        except ValueError:
            listed = None
        if isinstance(listed, list):
            return [str(part).strip() for part in listed if part is not None and str(part).strip()]
    if not separator:
        separator = next((mark for mark in ("\n", ";") if mark in bare), ",")
    parts = _COMMA.split(bare) if separator == "," else bare.split(separator)
    plain = (_LEADING_AND.sub("", _BULLET.sub("", part).strip()) for part in parts)
    return [part for part in plain if normalise(part).strip(" .,;")]


def list_f1(given: list[str], wanted: list[str], in_order: bool = False) -> float:
    """2 × shared ÷ (number given + number wanted): the harmonic mean of precision and recall over parts; 0–1.

    In order, shared is the longest common subsequence; otherwise repeats and order do not count. Two empty lists
    agree. Source: C. J. van Rijsbergen, "Information retrieval" (1979), chapter 7, with β = 1.
    """
    if not in_order:
        given, wanted = list(dict.fromkeys(given)), list(dict.fromkeys(wanted))
    if not given or not wanted:
        return float(given == wanted)
    shared = LCSseq.similarity(given, wanted) if in_order else len(set(given) & set(wanted))
    return 2 * shared / (len(given) + len(wanted))


def compare_by(task: Task) -> Compare:
    """Right when the parts agree well enough. Raises BadSetting."""
    least, in_order, separator = LEAST.of(task), IN_ORDER.of(task), SEPARATOR.of(task)

    def compare(answer: str, expected: str) -> Score:
        wanted = [normalise(part) for part in parts_of(expected, separator)]
        given = [normalise(part) for part in parts_of(answer, separator)]
        given, wanted = _pulled_apart(given, wanted), _pulled_apart(wanted, given)
        given = _as_expected(given, wanted)
        value = list_f1(given, wanted, in_order)
        return (
            RIGHT._replace(value=value) if value >= least - 1e-9 else wrong(_difference(given, wanted), value)
        )

    return compare


def _as_expected(given: list[str], wanted: list[str]) -> list[str]:
    """The given parts, numbers written as the expected part of the same value, which they then equal."""
    amounts = {part: quantity for part in wanted if (quantity := parse_quantity(part)) is not None}
    found = []
    for part in given:
        quantity = None if part in wanted or not amounts else parse_quantity(part)
        same = (other for other, amount in amounts.items() if quantity and same_quantity(quantity, amount))
        found.append(next(same, part))
    return found


def _pulled_apart(parts: list[str], others: list[str]) -> list[str]:
    """Parts with "a and b" taken as two where the other side has both."""
    found: list[str] = []
    for part in parts:
        pieces = _as_expected(_AND.split(part), others)
        is_two = part not in others and len(pieces) > 1 and all(piece in others for piece in pieces)
        found += pieces if is_two else [part]
    return found


def _difference(given: list[str], wanted: list[str]) -> str:
    missing, extra = len(set(wanted) - set(given)), len(set(given) - set(wanted))
    if not missing and not extra:
        return "another order or number of repeats"
    words = [f"{missing} of {len(set(wanted))} expected parts missing"] if missing else []
    words += [f"{extra} not expected"] if extra else []
    return ", ".join(words)
