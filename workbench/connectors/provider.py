"""What every provider's file offers: how one question becomes one HTTP call, and how its reply is read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from workbench.connectors.endpoints import EndpointSettings
from workbench.connectors.questions import Question
from workbench.connectors.replies import Refusal, Reply
from workbench.connectors.streams import Stream, last_event


class Keys(NamedTuple):
    """The secrets of one endpoint, in memory only; "" where none is used."""

    key: str = ""
    access_key: str = ""
    session_token: str = ""


class Lesson:
    """What a provider has taught by refusing a call; each is learnt once per endpoint, not once per item."""

    NEWER_TOKEN_NAME = "newer_token_name"
    NO_TEMPERATURE = "no_temperature"
    NO_LOG_PROBABILITIES = "no_log_probabilities"
    NO_SCHEMA = "no_schema"


class Ask(NamedTuple):
    """Everything a request is made from."""

    settings: EndpointSettings
    question: Question
    keys: Keys = Keys()
    lessons: frozenset[str] = frozenset()

    @property
    def schema_wanted(self) -> bool:
        """True when the answer is to come as an object and the model takes a schema."""
        shape = self.question.shape
        return shape is not None and shape.is_structured and Lesson.NO_SCHEMA not in self.lessons

    @property
    def log_probabilities_wanted(self) -> bool:
        """True when log-probabilities are to come with the answer and the model gives them."""
        return (
            self.settings.confidence == "log_probabilities"
            and Lesson.NO_LOG_PROBABILITIES not in self.lessons
        )

    @property
    def temperature(self) -> float | None:
        """The temperature to send; None leaves it to the provider."""
        return None if Lesson.NO_TEMPERATURE in self.lessons else self.settings.temperature


class Call(NamedTuple):
    """One HTTP call, ready to send; the body is JSON text in UTF-8."""

    url: str
    headers: dict[str, str]
    body: bytes
    method: str = "POST"


@dataclass(frozen=True)
class Provider:
    """One provider in the catalogue.

    `form`: what its replies are called when they turn out to be something else. `base_url` and `key_variable` are
    its usual ones ("" where there is none). `read_content` gets the parsed JSON of a successful call and may raise
    KeyError, TypeError, AttributeError, IndexError or ValueError where it is of another form. `join_stream` makes of an
    answer in events what `read_content` would have got whole, and raises BrokenOff where it is not complete. `check`
    raises BadSetting where the settings cannot work.
    """

    name: str
    words: str
    form: str
    request_for: Callable[[Ask], Call]
    read_content: Callable[[Any, EndpointSettings], Reply | Refusal]
    join_stream: Callable[[Stream], Any] = last_event
    base_url: str = ""
    key_variable: str = ""
    has_schema: bool = True
    has_log_probabilities: bool = False
    needs_model: bool = True
    check: Callable[[EndpointSettings], None] = lambda settings: None
