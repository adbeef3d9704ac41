import pytest

from tests.connectors.calls import ask_as
from tests.connectors.stub_server import Reply, chat, serving
from workbench.connectors.calling import EndpointRefusal
from workbench.connectors.endpoint_settings import read_settings
from workbench.errors import BadSetting

# As https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter shows it.
FILTERED = {
    "error": {
        "message": "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        "type": None,
        "param": "prompt",
        "code": "content_filter",
        "status": 400,
        "innererror": {"code": "ResponsibleAIPolicyViolation", "content_filter_result": {}},
    }
}


def test_calls_the_current_address_with_the_key_in_its_own_header(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STUB_KEY", "k1")
    root = ""
    with serving(chat("Law")) as stub:
        root = stub.base_url.removesuffix("/v1")
        answer = ask_as("azure_openai", root, key_variable="STUB_KEY")
        ask_as("azure_openai", f"{root}/openai/v1/")
    assert answer.text == "Law"
    assert stub.paths == ["/openai/v1/chat/completions"] * 2
    assert stub.headers[0]["api-key"] == "k1" and stub.keys[0] == ""
    assert stub.requests[0]["model"] == "m-1"


def test_an_api_version_calls_the_deployment():
    with serving(chat("Law")) as stub:
        ask_as("azure_openai", stub.base_url.removesuffix("/v1"), model="my dep", api_version="2024-10-21")
    assert stub.paths == ["/openai/deployments/my%20dep/chat/completions?api-version=2024-10-21"]


def test_its_content_filter_fails_only_the_item():
    with serving(Reply(400, FILTERED)) as stub:
        answer = ask_as("azure_openai", stub.base_url)
    assert "because of its content filter" in answer.failure_reason
    assert len(stub.requests) == 1


def test_an_unknown_deployment_is_named():
    body = {
        "error": {
            "code": "DeploymentNotFound",
            "message": "The API deployment for this resource does not exist.",
        }
    }
    with serving(Reply(404, body)) as stub, pytest.raises(EndpointRefusal, match="no deployment “m-1”"):
        ask_as("azure_openai", stub.base_url)


def test_an_address_left_as_the_example_is_noticed():
    with pytest.raises(BadSetting, match="YOUR-RESOURCE"):
        read_settings(
            {"provider": "azure_openai", "model": "m", "base_url": "https://YOUR-RESOURCE.openai.azure.com"}
        )
