import pytest

from tests.store.building import a_workflow
from workbench.commands.candidate_settings import SETTINGS, add_candidate
from workbench.domain import CandidateKind
from workbench.errors import BadSetting
from workbench.runs.checking import DEFAULTS
from workbench.store.database import Database


def add(database: Database, **settings: str) -> dict[str, object]:
    workflow = a_workflow(database)
    return add_candidate(database, "Model", workflow.name, "endpoint", settings=settings)["settings"]


def test_a_provider_needs_no_address_of_its_own(database: Database):
    settings = add(
        database, provider="anthropic", model="claude-haiku-5-5", structured="yes", confidence="stated",
        samples="3", temperature="0.7",
    )  # fmt: skip
    assert (settings["structured"], settings["samples"], settings["temperature"]) == (True, 3, 0.7)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"model": "m"}, "needs its base url"),
        ({"provider": "anthropic"}, "needs its model"),
        ({"provider": "nobody", "model": "m"}, "no provider called “nobody”"),
        ({"provider": "openai", "model": "m", "structured": "maybe"}, "neither yes nor no"),
        ({"provider": "json_endpoint", "base_url": "https://v.example.com"}, "no request template yet"),
        ({"provider": "openai", "model": "m", "samples": "3"}, "At temperature 0 the 3 answers"),
    ],
)
def test_says_what_is_missing(database: Database, settings: dict[str, str], says: str):
    with pytest.raises(BadSetting, match=says):
        add(database, **settings)


def test_the_terminal_takes_every_setting_that_the_page_has():
    assert set(DEFAULTS[CandidateKind.ENDPOINT]) <= set(SETTINGS[CandidateKind.ENDPOINT])
