"""OpenAI's own chat completions, with the parameter names its newer models want."""

from workbench.connectors.openai_compatible import bearer, chat_body, join_chat, json_call, read_chat
from workbench.connectors.provider import Ask, Call, Provider


def _request_for(ask: Ask) -> Call:
    body = chat_body(ask, tokens_name="max_completion_tokens")
    return json_call(f"{ask.settings.base_url}/chat/completions", bearer(ask.keys.key), body)


PROVIDER = Provider(
    name="openai",
    words="OpenAI (chat completions)",
    form="OpenAI's chat completions",
    request_for=_request_for,
    read_content=read_chat,
    join_stream=join_chat,
    base_url="https://api.openai.com/v1",
    key_variable="OPENAI_API_KEY",
    has_log_probabilities=True,
)
