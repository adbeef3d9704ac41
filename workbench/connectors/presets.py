"""Where common servers and providers listen, so that a person picks a name instead of typing an address."""

from typing import NamedTuple


class Preset(NamedTuple):
    """An endpoint's usual address, the variable its key usually stands in ("" = needs none), an example model."""

    name: str
    base_url: str
    key_variable: str
    model: str
    hint: str


_HOSTED = "Enter its prices below, as its site lists them."

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
    Preset("OpenAI", "https://api.openai.com/v1", "OPENAI_API_KEY", "gpt-4o-mini", _HOSTED),
    Preset(
        "Azure OpenAI", "https://YOUR-RESOURCE.openai.azure.com/openai/v1", "AZURE_OPENAI_API_KEY", "",
        "Write your resource's name into the address; the model is the name of your deployment.",
    ),
    Preset("Anthropic", "https://api.anthropic.com/v1", "ANTHROPIC_API_KEY", "", _HOSTED),
    Preset(
        "Google Gemini", "https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY", "", _HOSTED
    ),
    Preset("Mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY", "mistral-small-latest", _HOSTED),
    Preset("Groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY", "", _HOSTED),
    Preset("OpenRouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY", "", _HOSTED),
    Preset("Another server", "", "", "", "Any server that offers OpenAI's chat completions."),
)  # fmt: skip
