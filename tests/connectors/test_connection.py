import re

import pytest

from tests.connectors.stub_server import Reply, chat, free_port, serving
from workbench.connectors.connection import Connection, try_connection
from workbench.connectors.endpoint_settings import read_settings


def connect(base_url: str, **settings: object) -> Connection:
    return try_connection(read_settings({"base_url": base_url, "model": "small"} | settings))


def test_says_that_it_works_and_how_long_it_took():
    with serving(chat("ready")) as stub:
        connection = connect(stub.base_url, system="Be short.")
    assert connection.works and connection.latency_s is not None
    assert connection.sentence.startswith("Works: “small” at 127.0.0.1:")
    assert re.search(r"answers; took \d+ m?s\. It says: “ready”$", connection.sentence)
    assert stub.requests[0]["messages"][1]["content"].endswith("ready")


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (401, {"error": {"message": "bad key"}}, "refuses calls without a key"),
        (404, {"error": {"message": "model not found"}}, "knows no model “small”"),
        (429, {"error": {"code": "insufficient_quota", "message": "quota"}}, "out of credit"),
        (429, {"error": {"message": "slow down"}}, "no more calls at the moment"),
        (500, {"error": {"message": "boom"}}, "trouble of its own"),
        (400, {"error": {"message": "unknown field"}}, "refuses this request"),
    ],
)
def test_says_what_is_wrong_after_one_call(status: int, body: dict[str, object], says: str):
    with serving(Reply(status, body)) as stub:
        connection = connect(stub.base_url)
    assert not connection.works and says in connection.sentence
    assert len(stub.requests) == 1


def test_says_that_nothing_listens_and_that_a_key_is_not_set():
    assert "Nothing answers at 127.0.0.1:" in connect(f"http://127.0.0.1:{free_port()}/v1").sentence
    assert "NO_SUCH_KEY" in connect("http://127.0.0.1:1/v1", key_variable="NO_SUCH_KEY").sentence


def test_a_model_that_only_thought_works_and_needs_a_longer_answer():
    body = {"choices": [{"message": {"content": ""}, "finish_reason": "length"}]}
    with serving(Reply(body=body)) as stub:
        connection = connect(stub.base_url)
    assert connection.works and "Raise the longest answer before a run" in connection.sentence


def test_a_vendors_template_is_filled_with_the_word_test():
    with serving(Reply(body={"text": "fine"})) as stub:
        connection = connect(
            stub.base_url, provider="json_endpoint", model="", answer_path="text",
            request_template='{"q": "{prompt}", "d": "{clause}"}',
        )  # fmt: skip
    assert connection.works and stub.requests[0]["d"] == "test"
