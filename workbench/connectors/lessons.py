"""What a refused call teaches about a model: which settings it does not take, so that the next call leaves them out."""

from workbench.connectors.provider import Ask, Lesson

_NOT_TAKEN = ("support", "not allowed", "not permitted", "unknown", "unrecognized", "deprecat", "only the default",
              "extra inputs", "invalid", "cannot find field", "not enabled", "unexpected", "extraneous")  # fmt: skip


def lesson_in(status: int, body: bytes, ask: Ask) -> str | None:
    """The lesson in a refusal that was not known when the call was sent; None where there is none."""
    if status not in (400, 422):
        return None
    said = body[:5000].decode("utf-8", "replace").casefold()
    if "max_completion_tokens" in said and Lesson.NEWER_TOKEN_NAME not in ask.lessons:
        return Lesson.NEWER_TOKEN_NAME
    if not any(words in said for words in _NOT_TAKEN):
        return None
    if "temperature" in said and ask.temperature is not None:
        return Lesson.NO_TEMPERATURE
    if ask.log_probabilities_wanted and any(sign in said for sign in ("logprob", "log prob")):
        return Lesson.NO_LOG_PROBABILITIES
    signs = ("response_format", "schema", "output_config", "outputconfig", "responsemimetype", "text.format",
             "structured output", "json mode")  # fmt: skip
    if ask.schema_wanted and any(sign in said for sign in signs):
        return Lesson.NO_SCHEMA
    return None
