"""The fields of each kind of candidate; each function returns the settings as they stand on the screen."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from workbench.domain import AnswerType, CandidateKind, DatasetVersion, Role, Split, Workflow
from workbench.domain.formats import plural
from workbench.local_models.small_model import BUNDLED_NAME, SmallModel
from workbench.store import dataset as datasets
from workbench.store.database import Database
from workbench.ui.candidate_endpoint import endpoint_fields
from workbench.ui.candidate_prices import ITEM_PRICE, price_fields
from workbench.ui.candidate_rules import rules_editor
from workbench.ui.links import link
from workbench.ui.text import plain

_ALL_INPUTS = "(all input columns)"


def draw_fields(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion | None,
    kind: CandidateKind,
    known: Mapping[str, Any],
    key: str,
    beside_name: DeltaGenerator | None = None,
) -> dict[str, Any]:
    """The fields of one kind, filled from `known` (every setting of the kind); returns what they say now.

    `beside_name`: room beside the name of a new candidate.
    """
    if kind is CandidateKind.RULES:
        return _rules(version, known, key)
    if kind is CandidateKind.TRAINED:
        return _trained(database, workflow, version, known, key)
    if kind is CandidateKind.ENDPOINT:
        return endpoint_fields(database, known, key, beside_name or st.columns(2)[0])
    if kind is CandidateKind.SMALL_MODEL:
        return _small_model(known, key)
    return dict(known) | price_fields(known, key, (ITEM_PRICE,), st.columns(3))


def _rules(version: DatasetVersion | None, known: Mapping[str, Any], key: str) -> dict[str, Any]:
    table, rest = st.columns([2.6, 1])
    with rest:
        names = _readable(version, known["column"])
        column = st.selectbox(
            "Column it reads",
            ["", *names],
            ["", *names].index(known["column"]) if known["column"] in names else 0,
            format_func=lambda name: name or _ALL_INPUTS,
            key=f"{key}-column",
        )
        otherwise = st.text_input(
            "If no rule matches",
            known["otherwise"],
            key=f"{key}-otherwise",
            placeholder="no answer",
            help="Left empty, it gives no answer, and the item goes to a person.",
        )
        prices = price_fields(known, key, (ITEM_PRICE,), [st.container()])
    with table:
        rules = rules_editor(known["rules"], f"{key}-rules")
    return {"rules": rules, "column": column or "", "otherwise": otherwise.strip()} | prices


def _trained(
    database: Database,
    workflow: Workflow,
    version: DatasetVersion | None,
    known: Mapping[str, Any],
    key: str,
) -> dict[str, Any]:
    _say_what_it_learns_from(database, workflow, version)
    first, second, third, fourth = st.columns([2, 1.3, 1, 1.3])
    names = _readable(version, *known["columns"])
    columns = first.multiselect(
        "Columns it reads",
        names,
        [name for name in known["columns"] if name in names],
        key=f"{key}-columns",
        placeholder=_ALL_INPUTS,
    )
    threshold = second.number_input(
        "No answer below, in %",
        0.0,
        99.0,
        round(float(known["threshold"] or 0.0) * 100, 4),
        5.0,
        key=f"{key}-threshold",
        format="%g",
        help="How sure it must be to answer. At 0 it always answers; a higher figure makes it right more often and "
        "leaves more items to people.",
    )
    seed = third.number_input(
        "Seed", 0, 10**9, int(known["seed"] or 0), key=f"{key}-seed", help="The same seed learns the same."
    )
    prices = price_fields(known, key, (ITEM_PRICE,), [fourth])
    return {"columns": list(columns), "threshold": round(threshold / 100, 6), "seed": int(seed)} | prices


def _say_what_it_learns_from(database: Database, workflow: Workflow, version: DatasetVersion | None) -> None:
    if workflow.answer_type is not AnswerType.CATEGORY:
        st.info(
            plain(
                "A trained candidate answers with a category, and "
                f"“{workflow.name}” asks for {workflow.answer_type.words.lower()}. Choose another kind of candidate, "
                "or change the kind of answer."
            ),
            icon=":material/info:",
        )
        link("workflows", "Change the kind of answer", icon=":material/arrow_forward:")
        return
    if version is None:
        return
    counts = datasets.count_splits(database, version.dataset_version_id)
    learnt = counts.get(Split.TRAIN.value, 0)
    if learnt:
        rest = sum(counts.values()) - learnt
        st.markdown(
            plain(
                f"It learns from the {plural(learnt, 'item')} of the train split that have an expected answer, and "
                f"is only ever judged on the other {plural(rest, 'item')}."
            )
        )
        return
    st.info(
        plain(
            f"It learns from a train split, and “{version.dataset_name}” version {version.number} has none yet. Draw "
            "splits first, so that it is never judged on what it has learnt."
        ),
        icon=":material/info:",
    )
    link("golden_datasets", "Draw splits", icon=":material/arrow_forward:")


def _small_model(known: Mapping[str, Any], key: str) -> dict[str, Any]:
    path = st.text_input(
        "Path of a .gguf file on this machine",
        known["path"],
        key=f"{key}-path",
        placeholder=f"the bundled one, {BUNDLED_NAME}",
    ).strip()
    missing = SmallModel(path).missing_sentence()
    if missing:
        st.info(plain(missing), icon=":material/info:")
    first, second, third, fourth = st.columns(4)
    temperature = first.number_input(
        "Temperature",
        0.0,
        2.0,
        float(known["temperature"] or 0.0),
        0.1,
        key=f"{key}-temperature",
        help="0 gives the same answer every time.",
    )
    max_tokens = second.number_input(
        "Longest answer, in tokens",
        1,
        4096,
        int(known["max_tokens"] or 32),
        16,
        key=f"{key}-max_tokens",
        help="A token is about four letters. A category is always written out whole.",
    )
    seed = third.number_input(
        "Seed", 0, 10**9, int(known["seed"] or 0), key=f"{key}-seed", help="Matters above temperature 0."
    )
    prices = price_fields(known, key, (ITEM_PRICE,), [fourth])
    return {
        "path": path,
        "temperature": temperature,
        "max_tokens": int(max_tokens),
        "seed": int(seed),
    } | prices  # fmt: skip


def _readable(version: DatasetVersion | None, *chosen: str) -> list[str]:
    """The columns a candidate may read; one chosen earlier stays, so that nothing changes unasked."""
    columns = version.columns if version else ()
    names = [one.name for one in columns if one.role not in (Role.ID, Role.EXPECTED, Role.IGNORED)]
    return names + [name for name in chosen if name and name not in names]
