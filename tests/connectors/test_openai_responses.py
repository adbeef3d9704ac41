import pytest

from tests.connectors.calls import CATEGORIES, FIELDS, ask_as
from tests.connectors.stub_server import Reply, serving

# As https://platform.openai.com/docs/api-reference/responses/object has it.
RESPONSE = {
    "id": "resp_67ccd3a9da748190baa7f1570fe91ac604becb25c45c1d41",
    "object": "response",
    "status": "completed",
    "error": None,
    "incomplete_details": None,
    "model": "gpt-5-mini",
    "output": [
        {"id": "rs_1", "type": "reasoning", "summary": []},
        {
            "type": "message",
            "id": "msg_1",
            "status": "completed",
            "role": "assistant",
            "content": [
                {
                    "type": "output_text",
                    "text": '{"answer":"Cap"}',
                    "annotations": [],
                    "logprobs": [
                        {"token": '{"answer":"', "logprob": -0.1, "bytes": [], "top_logprobs": []},
                        {"token": "Cap", "logprob": -0.2231435513142097, "bytes": [], "top_logprobs": []},
                        {"token": '"}', "logprob": -0.1, "bytes": [], "top_logprobs": []},
                    ],
                }
            ],
        },
    ],
    "usage": {
        "input_tokens": 328,
        "input_tokens_details": {"cached_tokens": 128},
        "output_tokens": 52,
        "output_tokens_details": {"reasoning_tokens": 40},
        "total_tokens": 380,
    },
}


def test_asks_and_reads():
    with serving(Reply(body=RESPONSE)) as stub:
        answer = ask_as("openai_responses", stub.base_url, CATEGORIES, confidence="log_probabilities")
    assert (answer.text, answer.confidence) == ("Cap", pytest.approx(0.8))
    assert (answer.input_tokens, answer.output_tokens, answer.cached_tokens) == (328, 52, 128)
    body = stub.requests[0]
    assert stub.paths == ["/v1/responses"]
    assert body["instructions"] == "Be short." and body["input"].startswith("What is it?")
    assert body["store"] is False and body["max_output_tokens"] == 50
    assert body["include"] == ["message.output_text.logprobs"]
    assert body["text"]["format"]["type"] == "json_schema"


def test_fields_come_back_under_their_own_names():
    text = '{"total_eur": "12.50", "due_date": "2026-11-25"}'
    message = {"type": "message", "content": [{"type": "output_text", "text": text, "annotations": []}]}
    with serving(Reply(body=RESPONSE | {"output": [message]})) as stub:
        answer = ask_as("openai_responses", stub.base_url, FIELDS)
    assert answer.text == "Total (EUR): 12.50\nDue date: 2026-11-25"


def test_an_answer_cut_off_and_a_refusal():
    cut = RESPONSE | {
        "status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}, "output": [],
    }  # fmt: skip
    refused = {"type": "message", "content": [{"type": "refusal", "refusal": "I cannot help with that."}]}
    with serving(Reply(body=cut), Reply(body=RESPONSE | {"output": [refused]})) as stub:
        assert "longest answer" in ask_as("openai_responses", stub.base_url).failure_reason
        answer = ask_as("openai_responses", stub.base_url)
    assert answer.text is None and answer.raw == "I cannot help with that."
