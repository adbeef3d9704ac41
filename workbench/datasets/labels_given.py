"""Labels that a spreadsheet already holds: which columns, what their spellings mean, and what was said before."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from workbench.datasets.roles import Roles
from workbench.domain import Verdict, parse_verdict
from workbench.domain.verdicts import PLAIN_SIGNS
from workbench.spreadsheets.tables import Table
from workbench.store.database import Database
from workbench.store.workspace import get_setting, set_setting

_SETTING = "verdict_spellings"
_MOST_SPELLINGS = 60
_UNDERSTOOD = 0.6
_PLAIN_SIGNS = PLAIN_SIGNS | {"y", "n", "none", "na", "x"}
_ANSWER_WORDS = (
    "answer",
    "output",
    "response",
    "prediction",
    "reply",
    "antwort",
    "réponse",
    "gpt",
    "claude",
    "llama",
)
_LABEL_WORDS = (
    "verdict",
    "review",
    "label",
    "rating",
    "judg",
    "correct",
    "assess",
    "grade",
    "bewert",
    "urteil",
)


@dataclass(frozen=True)
class Spelling:
    """One way a column writes a verdict: its text, in how many rows, and what it means (None: not known)."""

    text: str
    row_count: int
    verdict: Verdict | None


@dataclass(frozen=True)
class GivenLabels:
    """A column of verdicts, and the column with the answers it judges ("" where that is not clear)."""

    verdict_column: str
    answer_column: str


def find_labels(table: Table, roles: Roles) -> list[GivenLabels]:
    """The columns that hold labels, whatever their spelling, each with the likeliest column of answers."""
    taken = {roles.id_column, roles.expected_column, *roles.input_columns}
    labels = [name for name in table.columns if name not in taken and _are_verdicts(table, name)]
    answers = [name for name in table.columns if name not in taken and name not in labels]
    return [GivenLabels(name, _answers_of(name, answers)) for name in labels]


def spellings_of(database: Database, table: Table, column: str) -> list[Spelling]:
    """How a column writes its verdicts, the most frequent first; what was said before goes before what is guessed."""
    said = remembered_spellings(database)
    counted = Counter(text for text in table.texts(column) if text)
    return [
        Spelling(text, rows, said.get(_folded(text)) or parse_verdict(text))
        for text, rows in counted.most_common()
    ]


def remembered_spellings(database: Database) -> dict[str, Verdict]:
    """What people said that spellings mean, by the spelling in lower case."""
    stored = json.loads(get_setting(database, _SETTING, "{}"))
    known = {verdict.value for verdict in Verdict}
    return {text: Verdict(said) for text, said in stored.items() if said in known}


def remember_spellings(database: Database, meanings: Mapping[str, Verdict]) -> None:
    """Keep what spellings mean for the next import; only what differs from the guess needs keeping."""
    said = remembered_spellings(database)
    for text, verdict in meanings.items():
        if parse_verdict(text) is not verdict or _folded(text) in said:
            said[_folded(text)] = verdict
    set_setting(database, _SETTING, json.dumps(said, ensure_ascii=False, sort_keys=True))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _are_verdicts(table: Table, name: str) -> bool:
    counted = Counter(text for text in table.texts(name) if text)
    if not counted or len(counted) > _MOST_SPELLINGS:
        return False
    meant = {text: parse_verdict(text) for text in counted}
    understood = sum(rows for text, rows in counted.items() if meant[text])
    if (
        understood < _UNDERSTOOD * counted.total()
        or len({verdict for verdict in meant.values() if verdict}) < 2
    ):
        return False
    is_named = any(word in name.casefold() for word in _LABEL_WORDS)
    return is_named or not all(_folded(text) in _PLAIN_SIGNS for text in counted)


def _answers_of(label: str, answers: list[str]) -> str:
    """The column named in the label's own name ("Verdict (GPT-4)"), else the only one that sounds like answers."""
    inside = [name for name in answers if name.casefold() in label.casefold()]
    if inside:
        return max(inside, key=len)
    named = [name for name in answers if any(word in name.casefold() for word in _ANSWER_WORDS)]
    # "Claude verdict" beside "Claude answer": the one that shares most words, the first of equals
    own = set(_folded(label).split())
    return max(named, key=lambda name: len(own & set(_folded(name).split())), default="")
