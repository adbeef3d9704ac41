"""Asking a stub as one provider or another."""

import asyncio
from typing import Any

from workbench.connectors.calling import Endpoint
from workbench.connectors.endpoint_settings import read_settings
from workbench.connectors.questions import AnswerShape, Question
from workbench.domain import Answer

CATEGORIES = AnswerShape(categories=("Law", "Cap"), is_structured=True)
FIELDS = AnswerShape(field_names=("Total (EUR)", "Due date"), is_structured=True)


def ask_as(
    provider: str,
    base_url: str,
    shape: AnswerShape | None = None,
    prompt: str = "What is it?",
    system: str = "Be short.",
    values: dict[str, str] | None = None,
    times: int = 1,
    **settings: Any,
) -> Answer:
    """The last of `times` answers of this provider at the stub's address."""
    chosen = {"provider": provider, "base_url": base_url, "model": "m-1", "max_tokens": 50} | settings

    async def go() -> Answer:
        endpoint = Endpoint(read_settings(chosen), first_pause_s=0.01, connections=4)
        try:
            for _ in range(times - 1):
                await endpoint.answer(Question(prompt, system, values or {}, shape))
            return await endpoint.answer(Question(prompt, system, values or {}, shape))
        finally:
            await endpoint.close()

    return asyncio.run(go())
