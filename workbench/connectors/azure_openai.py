"""Azure OpenAI: OpenAI's chat completions under a resource of one's own; the model is the deployment's name.

Without an API version the current address is called (…/openai/v1/chat/completions); with one, the older address that
names the deployment.
"""

from urllib.parse import quote

from workbench.connectors.openai_compatible import chat_body, join_chat, json_call, read_chat
from workbench.connectors.provider import Ask, Call, Provider


def _request_for(ask: Ask) -> Call:
    settings = ask.settings
    root = settings.base_url.removesuffix("/v1").removesuffix("/openai")
    headers = {"api-key": ask.keys.key} if ask.keys.key else {}
    body = chat_body(ask, tokens_name="max_completion_tokens")
    if not settings.api_version:
        return json_call(f"{root}/openai/v1/chat/completions", headers, body)
    where = f"{root}/openai/deployments/{quote(settings.model, safe='')}/chat/completions"
    return json_call(f"{where}?api-version={quote(settings.api_version, safe='')}", headers, body)


PROVIDER = Provider(
    name="azure_openai",
    words="Azure OpenAI",
    form="OpenAI's chat completions",
    request_for=_request_for,
    read_content=read_chat,
    join_stream=join_chat,
    key_variable="AZURE_OPENAI_API_KEY",
    has_log_probabilities=True,
)
