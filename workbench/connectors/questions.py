"""What is asked of a model: the words, the item's values, and the form the answer should have."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class AnswerShape:
    """The form of an answer: one of `categories`, a value for each of `field_names`, or free text where both are ().

    `is_structured`: asked for as an object, by schema where the provider has one. `asks_confidence`: the model is
    asked how sure it is.
    """

    categories: tuple[str, ...] = ()
    field_names: tuple[str, ...] = ()
    is_structured: bool = False
    asks_confidence: bool = False


@dataclass(frozen=True)
class Question:
    """One call: the prompt, the system text ("" = none), the item's values by column name, and the answer's form."""

    prompt: str
    system: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    shape: AnswerShape | None = None
