import pytest

from workbench.connectors.endpoint_settings import read_settings
from workbench.connectors.endpoints import host_of, is_local, tidy_base_url
from workbench.errors import BadSetting


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:11434/v1", True),
        ("http://127.0.0.1:1234/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://models.localhost/v1", True),
        ("http://192.168.1.7:8000/v1", False),
        ("https://api.openai.com/v1", False),
        ("http://localhost.example.com/v1", False),
        ("http://127.0.0.1.example.com/v1", False),
    ],
)
def test_only_this_machine_is_local(url: str, local: bool):
    assert is_local(url) is local


def test_names_the_host_with_its_port():
    assert host_of("https://api.openai.com/v1") == "api.openai.com"
    assert host_of("http://models:8000/v1") == "models:8000"


@pytest.mark.parametrize(
    "url", ["http://m/v1", "http://m/v1/", " http://m/v1/chat/completions ", "http://m/v1/chat/completions/"]
)
def test_tidies_a_pasted_address(url: str):
    assert tidy_base_url(url) == "http://m/v1"


@pytest.mark.parametrize(
    "url", ["", "api.openai.com", "ftp://m/v1", "http://", "http://[::1/v1", "http://u:p@m/v1"]
)
def test_refuses_what_is_no_address(url: str):
    with pytest.raises(BadSetting):
        tidy_base_url(url)


def test_reads_settings_with_defaults():
    settings = read_settings({"base_url": "http://m/v1", "model": " small "})
    assert (settings.model, settings.temperature, settings.max_tokens, settings.timeout_s) == (
        "small",
        0.0,
        256,
        60.0,
    )


@pytest.mark.parametrize(
    "wrong",
    [{"model": ""}, {"temperature": 3}, {"max_tokens": -1}, {"key_variable": "sk-abcdefghijklmnopqrst"}],
)
def test_refuses_settings_that_cannot_work(wrong: dict[str, object]):
    with pytest.raises(BadSetting):
        read_settings({"base_url": "http://m/v1", "model": "small"} | wrong)
