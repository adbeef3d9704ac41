"""What each column of a golden dataset is for: guessed from its name in several languages and from its content."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from workbench.datasets import role_names as names
from workbench.domain import Kind, Role
from workbench.errors import BadMapping
from workbench.spreadsheets.tables import Table

MOST_SLICE_VALUES = 50
MOST_CATEGORIES = 100
_LOOKED_AT = 20_000  # rows that tell what a column is for
_CODE = re.compile(r"\S{0,30}\d\S{0,30}").fullmatch  # T-001, 2024/17: one word with a digit
REFUSED_COLUMN = "Why it was refused"  # as our own lists of refused rows have it


@dataclass(frozen=True)
class Roles:
    """Which column is what; "" where there is none. Columns named nowhere are kept with the item as `other`."""

    id_column: str = ""
    input_columns: tuple[str, ...] = ()
    expected_column: str = ""
    slice_columns: tuple[str, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    findings: tuple[str, ...] = field(default=(), compare=False)

    def role_of(self, column: str) -> Role:
        """The role of one column."""
        if column == self.id_column:
            return Role.ID
        if column == self.expected_column:
            return Role.EXPECTED
        if column in self.input_columns:
            return Role.INPUT
        if column in self.slice_columns:
            return Role.SLICE
        return Role.IGNORED if column in self.ignored_columns else Role.OTHER


def roles_from(named: dict[str, Role]) -> Roles:
    """`Roles` from a role per column, as the mapping grid of a page gives them.

    Raises BadMapping when two columns are the id or the expected answer.
    """
    by_role = {role: tuple(column for column, given in named.items() if given is role) for role in Role}
    for role, words in ((Role.ID, "the item id"), (Role.EXPECTED, "the expected answer")):
        if len(by_role[role]) > 1:
            both = " and ".join(f"“{column}”" for column in by_role[role][:2])
            raise BadMapping(
                f"{both} are both marked as {words}. Mark one of them and give the other another role."
            )
    return Roles(
        id_column="".join(by_role[Role.ID]),
        input_columns=by_role[Role.INPUT],
        expected_column="".join(by_role[Role.EXPECTED]),
        slice_columns=by_role[Role.SLICE],
        ignored_columns=by_role[Role.IGNORED],
    )


def guess_roles(table: Table) -> Roles:
    """The likeliest role of every column; "" and () where nothing fits, which `Roles.findings` then says.

    A file that was exported here says itself what its columns are for.
    """
    if table.roles:
        return roles_from({name: Role(table.roles.get(name, Role.OTHER)) for name in table.columns})
    profiles = {column: _profile(table, column) for column in table.columns}
    ignored = tuple(column for column in table.columns if column == REFUSED_COLUMN)
    free = {column: profile for column, profile in profiles.items() if column not in ignored}
    id_column = _guess_id(free)
    free.pop(id_column, None)
    asked, said, system = _turns_of_a_chat(table)
    for column in system:
        free.pop(column, None)
    expected = said or _guess_expected(free)
    free.pop(expected, None)
    inputs = asked or _answered_by(expected, free) or _guess_inputs(free)
    if table.shape == "labels":  # what was written is judged there, not asked
        inputs = tuple(column for column in inputs if profiles[column].last not in names.WRITTEN)
    for column in inputs:
        free.pop(column)
    slices = tuple(column for column, profile in free.items() if _is_slice(profile))
    if not expected and inputs:
        expected, slices = _expected_by_content(profiles, inputs, slices)
    findings = []
    if not id_column:
        findings.append(
            f"No column holds an id for every row, so the row numbers of {table.place} serve as ids. In later uploads "
            "rows are known by what they hold, or by the rows around them; an id column makes that certain."
        )
        findings += _say_outputs(profiles)
    return Roles(id_column, inputs, expected, slices, ignored, tuple(findings))


def check_roles(table: Table, roles: Roles) -> None:
    """Raises BadMapping, naming the file's columns, when a column is not there or has two roles."""
    named = [roles.id_column, roles.expected_column, *roles.input_columns, *roles.slice_columns]
    for column in filter(None, named):
        if column not in table.columns:
            raise BadMapping(
                f"{table.place} of “{table.file_name}” has no column “{column}”. Its columns are "
                f"{_listed(table.columns)}."
                if table.sheet
                else f"“{table.file_name}” has no column “{column}”. Its columns are "
                f"{_listed(table.columns)}."
            )
    doubled = [column for column in dict.fromkeys(filter(None, named)) if named.count(column) > 1]
    if doubled:
        raise BadMapping(
            f"Column “{doubled[0]}” has two roles at once. Give it one: item id, input, expected answer or slice."
        )


def merge_roles(
    table: Table,
    guessed: Roles,
    id_column: str | None,
    input_columns: Sequence[str] | None,
    expected_column: str | None,
    slice_columns: Sequence[str] | None,
) -> Roles:
    """The guess with what the person named put in its place (None = keep the guess, "" or [] = none)."""
    given = {
        "id_column": id_column,
        "input_columns": None if input_columns is None else tuple(dict.fromkeys(input_columns)),
        "expected_column": expected_column,
        "slice_columns": None if slice_columns is None else tuple(dict.fromkeys(slice_columns)),
    }
    stated = {name: value for name, value in given.items() if value is not None}
    check_roles(table, Roles(**stated))  # type: ignore[arg-type]
    taken = {column for value in stated.values() for column in ([value] if isinstance(value, str) else value)}
    kept: dict[str, object] = {}
    for name in given.keys() - stated.keys():
        value = getattr(guessed, name)
        if isinstance(value, str):
            kept[name] = "" if value in taken else value
        else:
            kept[name] = tuple(column for column in value if column not in taken)
    findings = guessed.findings if id_column is None else ()
    return replace(guessed, **stated, **kept, findings=findings)  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Profile:
    words: str
    last: str
    kind: Kind
    rows: int
    filled: int
    distinct: int
    mean_length: float
    longest: int
    is_first: bool
    holds_codes: bool

    @property
    def filled_rate(self) -> float:
        return self.filled / self.rows if self.rows else 0.0


def _profile(table: Table, column: str) -> _Profile:
    looked_at = table.rows[column].head(_LOOKED_AT).tolist()
    filled = [str(cell).strip() for cell in looked_at if cell is not None and cell == cell]
    lengths = list(map(len, filled))
    words = _words(column)
    return _Profile(
        words=words,
        last=words.split(" ")[-1] if words else "",
        kind=table.kinds[column],
        rows=len(looked_at),
        filled=len(filled),
        distinct=len(set(filled)),
        mean_length=sum(lengths) / len(lengths) if lengths else 0.0,
        longest=max(lengths, default=0),
        is_first=column == table.columns[0],
        holds_codes=bool(filled) and all(map(_CODE, filled)),
    )


def _words(name: str) -> str:
    """ "ClauseText" → "clause text", "Erwartete_Antwort" → "erwartete antwort", "réponse" → "reponse"."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    plain = (
        unicodedata.normalize("NFKD", parted).encode("ascii", "ignore").decode()
        if not parted.isascii()
        else parted
    )
    return " ".join(re.sub(r"[^\w#]+|_", " ", plain.casefold()).split())


def _guess_id(profiles: dict[str, _Profile]) -> str:
    def could_be(profile: _Profile) -> bool:
        repeats = profile.filled - profile.distinct
        unique = repeats <= profile.filled * 0.05 or (
            repeats <= 1 + profile.filled // 20 and profile.filled >= 4
        )
        return (
            profile.filled_rate >= 0.9
            and unique
            and profile.longest <= 200
            and profile.kind is not Kind.BOOLEAN
        )

    named = [
        c
        for c, p in profiles.items()
        if could_be(p) and (p.words in names.ID or p.last in names.KEYS or (p.is_first and _is_numbering(p)))
    ]
    if named:
        # a running number says less than an id, which stays when rows move
        ids = [c for c in named if profiles[c].last in names.KEYS]
        return next((c for c in named if profiles[c].words == "id"), (ids or named)[0])
    codes = [c for c, p in profiles.items() if could_be(p) and p.is_first and _looks_like_code(p)]
    return codes[0] if codes else ""


def _is_numbering(profile: _Profile) -> bool:
    """True for "Matter no.", "Rechnungsnummer", "Contract ref" over codes: ids, also where one of them repeats."""
    ends = ("no", "nr", "num", "number", "ref", "reference", "code", "nummer", "numero", "#", "aktenzeichen")
    return profile.holds_codes and profile.last.endswith(ends)


def _say_outputs(profiles: dict[str, _Profile]) -> list[str]:
    """A sentence where ids repeat for every model beside what it answered, as in lists of outputs."""
    ids = [
        c for c, p in profiles.items() if p.last in {"id", "uid", "key"} and 1 < p.distinct * 1.5 < p.filled
    ]
    told = [
        c for c, p in profiles.items() if p.words.split(" ")[0] in names.ANSWERERS and 1 < p.distinct <= 100
    ]
    answers = [
        c for c, p in profiles.items() if p.last in names.ANSWERS and p.words.split(" ")[0] in names.ANSWERERS
    ]
    if not (ids and told and answers):
        return []
    said = f"“{ids[0]}” repeats for every “{told[0]}” beside “{answers[0]}”: this looks like a list of outputs, not of "
    return [
        f"{said}items. Import the golden dataset here, and these on the Candidates page as outputs from a file."
    ]


def _looks_like_code(profile: _Profile) -> bool:
    """A first column without repeats that is no prose and no answer: file names, codes, serial numbers.

    Under a name that texts have too ("Ticket", "Clause") every value has to be one word with a digit in it.
    """
    if profile.words in names.INPUT and not profile.holds_codes:
        return False
    known = names.EXPECTED_FIRST | names.EXPECTED_NEXT | names.EXPECTED_LAST
    return profile.words not in known and profile.distinct == profile.filled and profile.mean_length <= 120


def _guess_expected(profiles: dict[str, _Profile]) -> str:
    for known in (names.EXPECTED_FIRST, names.EXPECTED_NEXT, names.EXPECTED_LAST, names.EXPECTED_LEAST):
        for column, profile in profiles.items():
            if profile.words in known and profile.filled:
                return column
    for column, profile in profiles.items():
        words = profile.words.split(" ")
        if profile.filled and (words[0] in names.EXPECTING or words[-1] in names.EXPECTING_AFTER):
            return column
    for column, profile in profiles.items():
        if profile.filled and _answered_by(column, profiles):
            return column
    return ""


def _turns_of_a_chat(table: Table) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """Where records are chats of "role" and "content": what the user says, the last answer, and what is said before."""
    by_role: dict[str, list[str]] = {}
    for column in table.columns:
        if not column.endswith(".role") or f"{column[:-4]}content" not in table.columns:
            continue
        roles = set(table.rows[column].head(_LOOKED_AT).dropna())
        if len(roles) == 1:
            by_role.setdefault(str(*roles), []).append(f"{column[:-4]}content")
    asked, said = by_role.get("user", []), by_role.get("assistant", [])
    if not asked or not said:
        return (), "", ()
    return (*asked, *said[:-1]), said[-1], tuple(by_role.get("system", ()))


def _answered_by(expected: str, profiles: dict[str, _Profile]) -> tuple[str, ...]:
    """The column that an answer names: "Governing law" beside "Governing law - Answer"."""
    *stem, last = _words(expected).split(" ")
    if not stem or last not in names.EXPECTED_NEXT:
        return ()
    asked = (c for c, p in profiles.items() if p.filled and p.kind is Kind.TEXT and p.words == " ".join(stem))
    return tuple(asked)[:1]


def _guess_inputs(profiles: dict[str, _Profile]) -> tuple[str, ...]:
    def is_answer(profile: _Profile) -> bool:
        words = profile.words.split(" ")
        return (
            words[0] in names.ANSWERS_OF_MODELS
            or profile.last in names.ABOUT
            or bool(names.OF_RUNS & set(words[:-1]))
        )

    named = tuple(
        column
        for column, profile in profiles.items()
        if profile.filled and not is_answer(profile) and _is_input_name(profile)
    )
    if named and sum(profiles[column].filled for column in named) >= 0.9 * max(
        p.rows for p in profiles.values()
    ):
        return named
    texts = [
        c for c, p in profiles.items() if p.kind is Kind.TEXT and p.filled_rate >= 0.9 and not is_answer(p)
    ]
    return (max(texts, key=lambda column: profiles[column].mean_length),) if texts else named


def _is_input_name(profile: _Profile) -> bool:
    if profile.kind is not Kind.TEXT or not profile.words or profile.words.startswith("evidence"):
        return False
    few = profile.distinct <= MOST_SLICE_VALUES and profile.rows >= 4 * profile.distinct
    if profile.words in names.INPUT:
        return not (few and profile.mean_length < 25)
    first, last = profile.words.split(" ")[0], profile.last
    long_enough = profile.mean_length >= 25
    return long_enough and (last in names.INPUT or first in {"textstelle", "question", "frage", "pregunta"})


def _is_slice(profile: _Profile) -> bool:
    if not 2 <= profile.distinct <= MOST_SLICE_VALUES or profile.filled_rate < 0.5 or profile.longest > 80:
        return False
    if profile.last in names.COUNTS or profile.words.split(" ")[0] in names.ANSWERS_OF_MODELS:
        return False
    if profile.last in {"prediction", "predicted", "verdict", "score", "comment", "note", "notes"}:
        return False
    if profile.kind is Kind.NUMBER and profile.distinct > 15:
        return False
    if profile.words in names.SLICE or profile.last in names.SLICE:
        return profile.distinct < profile.rows
    return profile.distinct * 2 <= profile.filled


def _expected_by_content(
    profiles: dict[str, _Profile], inputs: tuple[str, ...], slices: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    """Where no name says it: the only short column with repeating values beside a long text is the answer."""
    short = [column for column in slices if profiles[column].filled_rate >= 0.9]
    unnamed = all(profile.words.startswith("column ") for profile in profiles.values())
    if len(short) == 1 and unnamed and any(profiles[column].mean_length > 20 for column in inputs):
        return short[0], tuple(column for column in slices if column != short[0])
    return "", slices


def _listed(columns: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in columns[:12]) + (" and more" if len(columns) > 12 else "")
