"""The words of the house: frozen dataclasses and enums, no input or output."""

from workbench.domain.assignments import Assignment
from workbench.domain.candidates import Candidate, CandidateKind
from workbench.domain.datasets import Column, Dataset, DatasetVersion, Item, Kind, Role, Split
from workbench.domain.labels import Label, LabellingRules
from workbench.domain.runs import Answer, OutputState, Run, RunState
from workbench.domain.verdicts import Verdict, parse_verdict
from workbench.domain.workflows import AnswerType, BusinessFigures, Workflow

__all__ = [
    "Answer",
    "AnswerType",
    "Assignment",
    "BusinessFigures",
    "Candidate",
    "CandidateKind",
    "Column",
    "Dataset",
    "DatasetVersion",
    "Item",
    "Kind",
    "Label",
    "LabellingRules",
    "OutputState",
    "Role",
    "Run",
    "RunState",
    "Split",
    "Verdict",
    "Workflow",
    "parse_verdict",
]
