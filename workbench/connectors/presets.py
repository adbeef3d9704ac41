"""Where common servers and providers listen, so that a person picks a name instead of typing an address."""

from typing import NamedTuple


class Preset(NamedTuple):
    """An endpoint's usual address, the variable its key usually stands in ("" = needs none), an example model.

    `provider`: the name of what it speaks in the catalogue of providers.
    """

    name: str
    base_url: str
    key_variable: str
    model: str
    hint: str
    provider: str = "openai_compatible"


_HOSTED = ""

PRESETS = (
    Preset(
        "Ollama (on this machine)", "http://127.0.0.1:11434/v1", "", "qwen2.5:1.5b",
        "Start it with “ollama serve”, and fetch the model with “ollama pull”.",
    ),
    Preset(
        "LM Studio (on this machine)", "http://127.0.0.1:1234/v1", "", "qwen2.5-1.5b-instruct",
        "Start its local server first, under Developer.",
    ),
    Preset(
        "llama.cpp server (on this machine)", "http://127.0.0.1:8080/v1", "", "default",
        "Start it with “llama-server -m FILE.gguf”. It answers with the file it was started with.",
    ),
    Preset(
        "vLLM (on this machine)", "http://127.0.0.1:8000/v1", "", "Qwen/Qwen2.5-1.5B-Instruct",
        "Start it with “vllm serve MODEL”.",
    ),
    Preset("OpenAI", "https://api.openai.com/v1", "OPENAI_API_KEY", "gpt-4o-mini", _HOSTED, "openai"),
    Preset(
        "OpenAI (responses)", "https://api.openai.com/v1", "OPENAI_API_KEY", "gpt-5-mini",
        "The newer way to call OpenAI's models. Answers are not stored there.", "openai_responses",
    ),
    Preset(
        "Azure OpenAI", "https://YOUR-RESOURCE.openai.azure.com", "AZURE_OPENAI_API_KEY", "",
        "Write your resource's name into the address; the model is the name of your deployment.", "azure_openai",
    ),
    Preset("Anthropic", "https://api.anthropic.com/v1", "ANTHROPIC_API_KEY", "", _HOSTED, "anthropic"),
    Preset(
        "Google Gemini", "https://generativelanguage.googleapis.com/v1beta", "GEMINI_API_KEY", "", _HOSTED, "gemini"
    ),
    Preset("Mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY", "mistral-small-latest", _HOSTED, "mistral"),
    Preset(
        "Amazon Bedrock", "https://bedrock-runtime.us-east-1.amazonaws.com", "AWS_BEARER_TOKEN_BEDROCK",
        "amazon.nova-lite-v1:0", "Write your region into the address. The key is a Bedrock API key, or a secret access "
        "key together with an access key.", "bedrock",
    ),
    Preset("Groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY", "", _HOSTED),
    Preset("OpenRouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY", "", _HOSTED),
    Preset("Another server", "", "", "", "Any server that offers OpenAI's chat completions."),
    Preset(
        "A vendor's service", "", "", "", "A vendor's tool behind an address: describe the request it takes and where "
        "in its reply the answer stands.", "json_endpoint",
    ),
)  # fmt: skip
