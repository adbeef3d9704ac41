"""The fields of a candidate that is a model at a provider, on a server, or a vendor's service."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from workbench.connectors.catalogue import get_provider
from workbench.connectors.keys import check_key_variable, key_for
from workbench.connectors.presets import PRESETS, Preset
from workbench.errors import BadSetting
from workbench.runs.capacity import MOST_UNASKED, START
from workbench.runs.checking import MOST_AT_ONCE, MOST_SAMPLES
from workbench.store.database import Database
from workbench.ui.candidate_prices import (
    CACHED_PRICE,
    INPUT_PRICE,
    ITEM_PRICE,
    OUTPUT_PRICE,
    price_fields,
    say_listed,
)
from workbench.ui.text import plain

_FILLED_BY_PRESET = ("base_url", "model", "key_variable", "provider")
_JSON, _BEDROCK, _AZURE = "json_endpoint", "bedrock", "azure_openai"
_CONFIDENCE_WORDS = {
    "": "none",
    "stated": "stated by the model itself",
    "log_probabilities": "from its log-probabilities",
}

_ADDRESSES = {_JSON: "https://tool.example.com/answer", _AZURE: "https://YOUR-RESOURCE.openai.azure.com"}
_KEYS = {_JSON: "VENDOR_API_KEY"}
_FORM_WORDS = {False: "free, as the instructions say", True: "a form to fill in"}


def endpoint_fields(
    database: Database, known: Mapping[str, Any], key: str, beside_name: DeltaGenerator
) -> dict[str, Any]:
    """The fields of an endpoint, filled from `known`; returns what they say now."""
    for name in _FILLED_BY_PRESET:
        st.session_state.setdefault(f"{key}-{name}", known[name])
    if f"{key}-preset" not in st.session_state:
        # The fields start afresh after a change of page; so does what they are for.
        st.session_state[f"{key}-provider"] = known["provider"]
    with beside_name:
        _preset(known, key)
    provider = get_provider(st.session_state[f"{key}-provider"])
    first, second, third = st.columns(3)
    base_url = first.text_input(
        "Address of the call" if provider.name == _JSON else "Base URL",
        key=f"{key}-base_url",
        placeholder=provider.base_url or _ADDRESSES.get(provider.name, "http://127.0.0.1:11434/v1"),
    )
    model = second.text_input(
        "Model",
        key=f"{key}-model",
        placeholder="the model's name as the server writes it" if provider.needs_model else "optional",
    )
    with third:
        variable = _key_variable(provider.key_variable or _KEYS.get(provider.name, "OPENAI_API_KEY"), key)
    entered: dict[str, Any] = {"base_url": base_url.strip(), "model": model.strip(), "key_variable": variable}
    entered |= {"provider": provider.name}
    entered |= _of_provider(provider.name, known, key) | _numbers(provider.name, known, key)
    entered |= _form_of_answers(provider.name, known, key)
    columns = st.columns(4)
    entered |= price_fields(known, key, (INPUT_PRICE, OUTPUT_PRICE, CACHED_PRICE, ITEM_PRICE), columns)
    say_listed(database, entered, key)
    return entered


def _preset(known: Mapping[str, Any], key: str) -> None:
    by_name = {preset.name: preset for preset in PRESETS}
    names = list(by_name)

    def fill() -> None:
        chosen: Preset | None = by_name.get(st.session_state.get(f"{key}-preset") or "")
        if chosen:
            for name in _FILLED_BY_PRESET:
                st.session_state[f"{key}-{name}"] = getattr(chosen, name)

    # A provider with a form of its own is named, so that nobody takes it for another one.
    own = [n for n, one in enumerate(PRESETS) if one.provider == known["provider"] != "openai_compatible"]
    name = st.selectbox(
        "Server or provider",
        names,
        index=own[0] if own else None,
        key=f"{key}-preset",
        on_change=fill,
        placeholder="Pick one to fill in its usual address",
    )
    if name and by_name[name].hint:
        st.caption(plain(by_name[name].hint))


def _key_variable(example: str, key: str) -> str:
    variable = st.text_input(
        "Environment variable that holds the key",
        key=f"{key}-key_variable",
        placeholder=f"{example}; empty where no key is needed",
        help="The key itself is never entered here, stored or shown. Set the variable where the app runs, or write it "
        "into Streamlit's secrets under that name.",
    ).strip()
    _say_about_key(variable)
    return variable


def _say_about_key(variable: str) -> None:
    if not variable:
        return
    try:
        check_key_variable(variable)
    except BadSetting as error:
        st.warning(plain(error), icon=":material/warning:")
        return
    if key_for(variable):
        st.caption(f":material/check: {plain(variable)} is set where the app runs.")
    else:
        st.caption(f":material/warning: {plain(variable)} is not set here. Set it, then start the app again.")


def _of_provider(provider: str, known: Mapping[str, Any], key: str) -> dict[str, str]:
    """What only one provider asks for; settings of the others stay as they were."""
    names = ("api_version", "region", "access_key_variable", "session_token_variable", "request_template",
             "answer_path", "confidence_path", "cost_path", "key_header")  # fmt: skip
    found = {name: str(known[name]) for name in names}
    if provider == _AZURE:
        found["api_version"] = st.text_input(
            "API version",
            known["api_version"],
            key=f"{key}-api_version",
            placeholder="empty for the current address; else such as 2024-10-21",
        ).strip()
    elif provider == _BEDROCK:
        found |= _bedrock(known, key)
    elif provider == _JSON:
        found |= _json(known, key)
    return found


def _bedrock(known: Mapping[str, Any], key: str) -> dict[str, str]:
    first, second, third = st.columns(3)
    access = first.text_input(
        "Variable that holds the access key",
        known["access_key_variable"],
        key=f"{key}-access_key_variable",
        placeholder="empty with a Bedrock API key",
        help="With an access key each call is signed, and the key's variable holds the secret access key.",
    )
    token = second.text_input(
        "Variable that holds the session token",
        known["session_token_variable"],
        key=f"{key}-session_token_variable",
        placeholder="only for temporary keys",
    )
    region = third.text_input(
        "Region", known["region"], key=f"{key}-region", placeholder="as in the base URL"
    )
    return {
        "access_key_variable": access.strip(),
        "session_token_variable": token.strip(),
        "region": region.strip(),
    }


def _json(known: Mapping[str, Any], key: str) -> dict[str, str]:
    left, right = st.columns([1.6, 1])
    template = left.text_area(
        "Request it takes",
        known["request_template"],
        key=f"{key}-request_template",
        height=292,
        placeholder='{"question": "{prompt}", "document": "{clause_text}"}',
        help="What is sent, with {prompt} for the workflow's instructions filled with the item, {system}, {model}, or "
        "a column's name in braces. Values are put in safely, whatever they contain.",
    )
    with right:
        paths = {
            name: st.text_input(
                label, known[name], key=f"{key}-{name}", placeholder=example, help=explanation
            ).strip()
            for name, label, example, explanation in _PATHS
        }
    return {"request_template": template} | paths


_PATHS = (
    (
        "answer_path",
        "Where the answer stands",
        "result.answer or /result/answer",
        "The names on the way to it, joined by dots; places in a list in brackets, such as choices[0].text.",
    ),
    ("confidence_path", "Where its confidence stands", "optional", "A number from 0 to 1, or a percentage."),
    ("cost_path", "Where its cost in USD stands", "optional", None),
    (
        "key_header",
        "Header that carries the key",
        "Authorization: Bearer",
        "Such as X-Api-Key, or Authorization: Token.",
    ),
)


def _numbers(provider: str, known: Mapping[str, Any], key: str) -> dict[str, Any]:
    # A vendor's service takes what its request template says, and nothing else.
    models = {name: known[name] for name in ("temperature", "max_tokens")}
    columns = list(st.columns(4))
    if provider != _JSON:
        models = _model_numbers(known, key, columns[:2])
        columns = columns[2:]
    concurrency = columns[0].number_input(
        "Calls at once, at most",
        1,
        MOST_AT_ONCE,
        int(known["concurrency"]) if known["concurrency"] else None,
        placeholder="as many as it bears",
        help=f"Left empty, a run begins with {START} calls at once and goes up to {MOST_UNASKED} while answers come as "
        "fast. Either way the number is halved when the endpoint says that it is too much, and runs that call the same "
        "endpoint share it.",
        key=f"{key}-concurrency",
    )
    timeout_s = columns[1].number_input(
        "Time limit, in seconds",
        1.0,
        3600.0,
        float(known["timeout_s"]),
        5.0,
        format="%g",
        key=f"{key}-timeout",
    )
    limits = _limits(known, key)
    return (
        models | {"concurrency": int(concurrency) if concurrency else None, "timeout_s": timeout_s} | limits
    )


def _limits(known: Mapping[str, Any], key: str) -> dict[str, float | None]:
    """What the account allows a minute; runs that share it keep to it together."""
    words = {"calls_a_minute": "Calls a minute, at most", "tokens_a_minute": "Tokens a minute, at most"}
    columns = st.columns(4)
    return {
        name: columns[n].number_input(
            words[name],
            1.0,
            value=float(known[name]) if known[name] else None,
            step=10.0,
            format="%g",
            key=f"{key}-{name}",
            placeholder="no limit",
            help="As the provider's account page says. Without it, runs slow down when the provider says so.",
        )
        for n, name in enumerate(words)
    }


def _model_numbers(known: Mapping[str, Any], key: str, columns: list[DeltaGenerator]) -> dict[str, Any]:
    temperature = columns[0].number_input(
        "Temperature",
        0.0,
        2.0,
        None if known["temperature"] is None else float(known["temperature"]),
        0.1,
        key=f"{key}-temperature",
        placeholder="the server's own",
        help="0 gives the same answer every time, as far as the server can. Empty leaves it to the server.",
    )
    max_tokens = columns[1].number_input(
        "Longest answer, in tokens",
        1,
        100_000,
        int(known["max_tokens"]),
        16,
        key=f"{key}-max_tokens",
        help="A token is about four letters. Models that think before they answer need 1,000 or more.",
    )
    return {"temperature": temperature, "max_tokens": int(max_tokens)}


def _form_of_answers(provider: str, known: Mapping[str, Any], key: str) -> dict[str, Any]:
    """How the question is worded and in which form the answer is asked for; closed until someone wants it."""
    is_json = provider == _JSON
    names = ("system", "user_template", "structured", "confidence")
    is_plain = not any(known[name] for name in names) and int(known["samples"] or 1) == 1
    with st.expander("Wording, confidence and form of the answers", expanded=not is_plain):
        first, second, third = st.columns(3)
        choices = [name for name in _CONFIDENCE_WORDS if _has(provider, name) or name == known["confidence"]]
        confidence = first.selectbox(
            "Confidence",
            choices,
            choices.index(known["confidence"]) if known["confidence"] in choices else 0,
            format_func=lambda name: _CONFIDENCE_WORDS[name],
            key=f"{key}-confidence-{provider}",
            help="How sure it is of each answer, so that only the sure ones go through. With several answers per item, "
            "the share that agree counts instead.",
        )
        samples = second.number_input(
            "Answers per item",
            1,
            MOST_SAMPLES,
            int(known["samples"] or 1),
            key=f"{key}-samples",
            help="Asks several times and takes the answer given most often. Costs that many times as much, and needs "
            "a temperature above 0.",
        )
        structured = third.selectbox(
            "Form of the answer",
            [False, True],
            int(bool(known["structured"]) and not is_json),
            format_func=lambda is_form: _FORM_WORDS[is_form],
            key=f"{key}-structured",
            disabled=is_json,
            help="A form asks for the workflow's categories or fields. Providers that can are held to it; from others "
            "it is asked for in words and read with tolerance.",
        )
        left, right = st.columns(2)
        system = left.text_area(
            "System text",
            known["system"],
            key=f"{key}-system",
            height=90,
            placeholder="Optional: who the model is and how it should answer. The workflow's instructions come after.",
        )
        template = right.text_area(
            "User text",
            known["user_template"],
            key=f"{key}-user_template",
            height=90,
            placeholder="Optional: words of this candidate's own around the workflow's instructions, which stand "
            "where it says {prompt}. Columns may be named in braces too.",
        )
    return {
        "confidence": confidence,
        "samples": int(samples),
        "structured": structured,
        "system": system.strip(),
        "user_template": template.strip(),
    }


def _has(provider: str, confidence: str) -> bool:
    return confidence != "log_probabilities" or get_provider(provider).has_log_probabilities
