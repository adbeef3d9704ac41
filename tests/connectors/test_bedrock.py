import pytest

from tests.connectors.calls import CATEGORIES, ask_as
from tests.connectors.stub_server import Reply, serving
from workbench.connectors.bedrock import region_of
from workbench.connectors.calling import EndpointRefusal
from workbench.connectors.endpoint_settings import read_settings
from workbench.connectors.endpoints import EndpointSettings
from workbench.errors import BadSetting

# As https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html has it.
CONVERSE = {
    "metrics": {"latencyMs": 1275},
    "output": {
        "message": {
            "content": [
                {"reasoningContent": {"reasoningText": {"text": "hm"}}},
                {"text": '{"answer": "Law"}'},
            ],
            "role": "assistant",
        }
    },
    "stopReason": "end_turn",
    "usage": {
        "inputTokens": 30,
        "outputTokens": 60,
        "totalTokens": 90,
        "cacheReadInputTokens": 10,
        "cacheWriteInputTokens": 5,
    },
}
MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0"


def test_asks_with_an_api_key_and_reads(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STUB_KEY", "bedrock-api-key-1")
    with serving(Reply(body=CONVERSE)) as stub:
        answer = ask_as("bedrock", stub.base_url, CATEGORIES, model=MODEL, key_variable="STUB_KEY")
    assert (answer.text, answer.input_tokens, answer.output_tokens) == ("Law", 45, 60)
    assert (answer.cached_tokens, answer.cache_write_tokens) == (10, 5)
    assert stub.paths == ["/v1/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse"]
    assert stub.keys == ["Bearer bedrock-api-key-1"]
    body = stub.requests[0]
    assert body["inferenceConfig"] == {"maxTokens": 50, "temperature": 0.0}
    assert body["system"] == [{"text": "Be short."}]
    assert (
        '"enum": ["Law", "Cap", "no answer"]'
        in body["outputConfig"]["textFormat"]["structure"]["jsonSchema"]["schema"]
    )


def test_signs_with_an_access_key(monkeypatch: pytest.MonkeyPatch):
    for name, value in (("STUB_ID", "AKID"), ("STUB_SECRET", "secret"), ("STUB_TOKEN", "token")):
        monkeypatch.setenv(name, value)
    with serving(Reply(body=CONVERSE)) as stub:
        ask_as(
            "bedrock", stub.base_url, model=MODEL, key_variable="STUB_SECRET", access_key_variable="STUB_ID",
            session_token_variable="STUB_TOKEN", region="eu-central-1",
        )  # fmt: skip
    sent = stub.headers[0]
    assert sent["authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKID/")
    assert "/eu-central-1/bedrock/aws4_request" in sent["authorization"]
    assert sent["x-amz-security-token"] == "token"
    assert "secret" not in str(sent)
    assert sent["host"] == stub.base_url.split("/")[2]  # the host that was signed is the host that was sent


@pytest.mark.parametrize(
    ("status", "kind", "message", "says"),
    [
        (
            403, "UnrecognizedClientException", "The security token included in the request is invalid.",
            "refuses the key",
        ),
        (403, "AccessDeniedException", "You don't have access to this model.", "does not allow"),
        (400, "ValidationException", "The provided model identifier is invalid.", "no model “m-1”"),
        (
            400, "ValidationException",
            "Invocation of model ID m-1 with on-demand throughput isn’t supported.", "no model “m-1”",
        ),
        (404, "ResourceNotFoundException", "Could not resolve the foundation model.", "no model “m-1”"),
    ],
)  # fmt: skip
def test_what_ends_it(monkeypatch: pytest.MonkeyPatch, status: int, kind: str, message: str, says: str):
    monkeypatch.setenv("STUB_KEY", "k")
    reply = Reply(status, {"message": message}, {"x-amzn-errortype": f"{kind}:http://internal.amazon.com/"})
    with serving(reply) as stub, pytest.raises(EndpointRefusal, match=says):
        ask_as("bedrock", stub.base_url, key_variable="STUB_KEY")
    assert len(stub.requests) == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(429, "ThrottlingException"), (424, "ModelErrorException"), (408, "x")]
)
def test_what_passes_is_tried_again(status: int, kind: str):
    reply = Reply(status, {"message": "Too many requests."}, {"x-amzn-errortype": kind})
    with serving(reply, Reply(body=CONVERSE)) as stub:
        assert ask_as("bedrock", stub.base_url, CATEGORIES).text == "Law"


def test_a_guardrail_withholds_the_answer():
    with serving(Reply(body=CONVERSE | {"stopReason": "guardrail_intervened"})) as stub:
        assert "content filter" in ask_as("bedrock", stub.base_url).failure_reason


def test_the_region_is_that_of_the_address_unless_set():
    usual = EndpointSettings("https://bedrock-runtime.ap-southeast-2.amazonaws.com")
    private = EndpointSettings("https://vpce-0a1b.bedrock-runtime.us-gov-west-1.vpce.amazonaws.com")
    assert (region_of(usual), region_of(private)) == ("ap-southeast-2", "us-gov-west-1")
    with pytest.raises(BadSetting, match="names no AWS region"):
        read_settings(
            {
                "provider": "bedrock", "model": "m", "base_url": "https://gateway.example.com",
                "key_variable": "A_SECRET", "access_key_variable": "AN_ID",
            }
        )  # fmt: skip
