"""Where common servers and providers listen, so that a person picks a name instead of typing an address."""

from typing import NamedTuple


class Preset(NamedTuple):
    """An endpoint's usual address, the variable its key usually stands in ("" = needs none), an example model."""

    name: str
    base_url: str
    key_variable: str
    model: str
    hint: str


PRESETS = (
    Preset(
        "Ollama (on this machine)", "http://127.0.0.1:11434/v1", "", "qwen2.5:1.5b",
        "Start it with “ollama serve”.",
    ),
    Preset(
        "LM Studio (on this machine)", "http://127.0.0.1:1234/v1", "", "qwen2.5-1.5b-instruct",
        "Start its local server first.",
    ),
    Preset(
        "llama.cpp server (on this machine)", "http://127.0.0.1:8080/v1", "", "default",
        "Start it with “llama-server -m FILE.gguf”.",
    ),
    Preset(
        "vLLM (on this machine)", "http://127.0.0.1:8000/v1", "", "Qwen/Qwen2.5-1.5B-Instruct",
        "Start it with “vllm serve MODEL”.",
    ),
    Preset("OpenAI", "https://api.openai.com/v1", "OPENAI_API_KEY", "gpt-4o-mini", "Its prices are on its site."),
    Preset(
        "Mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY", "mistral-small-latest",
        "Its prices are on its site.",
    ),
    Preset("OpenRouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY", "", "Its prices are on its site."),
    Preset("Another server", "", "", "", "Any server that offers OpenAI's chat completions."),
)  # fmt: skip
