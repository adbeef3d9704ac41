"""What is known of a grid while it is read: what a person chose, what is said to them, and the rows set aside."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.spreadsheets.reading_sentences import rows_named
from workbench.spreadsheets.tables import Choices, Finding, Grid, RefusedRow


@dataclass
class GridNotes:
    """What is known of a grid while it is read."""

    grid: Grid
    file_name: str
    choices: Choices
    findings: list[Finding] = field(default_factory=list)
    left_out: list[RefusedRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"“{self.grid.sheet or self.file_name}”"

    def is_on(self, switch: str) -> bool:
        return switch in self.choices.switches

    def rows_named(self, places: Sequence[int]) -> str:
        return rows_named([at + 1 for at in places], self.grid.row_word)

    def say(self, sentence: str, switch: str = "", label: str = "") -> None:
        self.findings.append(Finding(sentence, switch, label, bool(switch) and self.is_on(switch)))

    def leave_out(self, places: Sequence[int], why: str) -> None:
        self.left_out += [
            RefusedRow(at + 1, f"{self.grid.row_word} {at + 1} of {self.place} {why}") for at in places
        ]
