import asyncio
import json
import time
from email.utils import formatdate

import pytest

from tests.connectors.stub_server import Reply, StubServer, chat, free_port, serving
from workbench.connectors.calling import Endpoint, EndpointRefusal
from workbench.connectors.endpoints import EndpointSettings
from workbench.domain import Answer, OutputState


def ask(
    base_url: str, prompt: str = "What colour is grass?", times: int = 1, **settings: object
) -> list[Answer]:
    chosen = EndpointSettings(**{"base_url": base_url, "model": "small"} | settings)  # type: ignore[arg-type]

    async def all_of_them() -> list[Answer]:
        endpoint = Endpoint(chosen, first_pause_s=0.01)
        try:
            return [await endpoint.answer(prompt) for _ in range(times)]
        finally:
            await endpoint.close()

    return asyncio.run(all_of_them())


def refusal(stub: StubServer, **settings: object) -> str:
    with pytest.raises(EndpointRefusal) as caught:
        ask(stub.base_url, **settings)
    return str(caught.value)


def test_asks_with_model_system_and_settings_and_reads_text_and_tokens():
    with serving(chat("Green.", prompt_tokens=31, completion_tokens=4)) as stub:
        (answer,) = ask(stub.base_url, system="Be short.", temperature=0.5, max_tokens=7)
    assert (answer.text, answer.input_tokens, answer.output_tokens) == ("Green.", 31, 4)
    assert answer.latency_s is not None and answer.latency_s > 0
    assert stub.paths == ["/v1/chat/completions"]
    assert stub.requests == [
        {
            "model": "small",
            "messages": [
                {"role": "system", "content": "Be short."},
                {"role": "user", "content": "What colour is grass?"},
            ],
            "max_tokens": 7,
            "temperature": 0.5,
        }
    ]


def test_sends_the_key_that_the_variable_holds(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STUB_KEY", " secret-1 \n")
    with serving(chat("Green")) as stub:
        ask(stub.base_url, key_variable="STUB_KEY")
    assert stub.keys == ["Bearer secret-1"]


def test_a_key_that_is_not_set_is_named_before_any_call():
    with serving(chat("Green")) as stub:
        assert "STUB_KEY_NOT_SET" in refusal(stub, key_variable="STUB_KEY_NOT_SET")
    assert stub.requests == []


def test_a_wrong_key_is_refused_at_once_and_never_quoted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STUB_KEY", "sk-abcdef")
    body = {"error": {"message": "Incorrect API key provided: sk-abcdef"}}
    with serving(Reply(401, body)) as stub:
        sentence = refusal(stub, key_variable="STUB_KEY")
    assert "refuses the key in STUB_KEY" in sentence
    assert "sk-abcdef" not in sentence
    assert len(stub.requests) == 1


def test_an_unknown_model_is_named():
    with serving(Reply(404, {"error": {"message": "model not found"}})) as stub:
        sentence = refusal(stub, model="tinny")
    assert "no model “tinny”" in sentence and "model not found" in sentence
    assert len(stub.requests) == 1


def test_nobody_listening_is_said_of_this_machine():
    with pytest.raises(EndpointRefusal, match="Nothing answers at 127.0.0.1:"):
        ask(f"http://127.0.0.1:{free_port()}/v1")


def test_a_host_that_does_not_exist_is_said():
    with pytest.raises(EndpointRefusal, match="no host called model.invalid|cannot be reached|refuses"):
        ask("http://model.invalid/v1")


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
def test_passing_trouble_is_tried_again(status: int):
    with serving(Reply(status, {"error": "busy"}), chat("Green")) as stub:
        (answer,) = ask(stub.base_url)
    assert answer.text == "Green"
    assert len(stub.requests) == 2


def test_lasting_trouble_becomes_a_failure_with_its_reason():
    with serving(Reply(503, {"error": {"message": "overloaded"}})) as stub:
        (answer,) = ask(stub.base_url)
    assert answer.state is OutputState.FAILED
    assert "trouble of its own (503)" in answer.failure_reason and "overloaded" in answer.failure_reason
    assert len(stub.requests) == 5


@pytest.mark.parametrize("asked", ["0.3", "date"])
def test_retry_after_is_honoured(asked: str):
    header = formatdate(time.time() + 2, usegmt=True) if asked == "date" else asked
    with serving(Reply(429, {}, {"retry-after": header}), chat("Green")) as stub:
        started = time.monotonic()
        (answer,) = ask(stub.base_url)
    assert answer.text == "Green"
    assert time.monotonic() - started >= 0.29


def test_a_refused_request_is_a_failure_of_that_item_and_not_tried_again():
    with serving(Reply(400, {"error": {"message": "context too long"}})) as stub:
        (answer,) = ask(stub.base_url)
    assert (
        "refuses this request (400)" in answer.failure_reason and "context too long" in answer.failure_reason
    )
    assert len(stub.requests) == 1


def test_a_broken_off_body_is_tried_again():
    with serving(Reply(body=chat("Green").body, cut=True), chat("Green")) as stub:
        (answer,) = ask(stub.base_url)
    assert answer.text == "Green"
    assert len(stub.requests) == 2


def test_truncated_json_is_tried_again_and_then_a_failure():
    with serving(Reply(body='{"choices": [{"message"')) as stub:
        (answer,) = ask(stub.base_url)
    assert "broke off or cannot be read" in answer.failure_reason
    assert len(stub.requests) == 5


def test_a_connection_closed_while_idle_is_no_wrong_answer():
    with serving(Reply(body=chat("Green").body, close=True)) as stub:
        answers = ask(stub.base_url, times=5)
    assert [answer.text for answer in answers] == ["Green"] * 5


def test_a_connection_reset_in_the_middle_is_tried_again():
    with serving(Reply(body="", headers={"content-length": "50"}, close=True), chat("Green")) as stub:
        (answer,) = ask(stub.base_url)
    assert answer.text == "Green"


def test_a_web_page_instead_of_an_answer_points_to_the_base_url():
    with serving(Reply(body="<html>Welcome</html>", content_type="text/html")) as stub:
        assert "web page" in refusal(stub)


def test_another_kind_of_object_points_to_the_base_url():
    with serving(Reply(body={"result": "Green"})) as stub:
        assert "not OpenAI's chat completions" in refusal(stub)


def test_an_empty_list_of_choices_is_a_failure():
    with serving(Reply(body={"choices": []})) as stub:
        (answer,) = ask(stub.base_url)
    assert "no answer at all" in answer.failure_reason


def test_time_runs_out_twice_and_no_more():
    with serving(Reply(body=chat("Green").body, delay_s=5)) as stub:
        started = time.monotonic()
        (answer,) = ask(stub.base_url, timeout_s=0.2)
    assert "no answer within 0.2 s" in answer.failure_reason
    assert len(stub.requests) == 2
    assert time.monotonic() - started < 3


def test_nothing_said_is_an_abstention_and_keeps_the_models_reason():
    with serving(chat(None, refusal="I cannot help with that.")) as stub:
        (answer,) = ask(stub.base_url)
    assert answer.state is OutputState.NO_ANSWER
    assert answer.raw == "I cannot help with that."


def test_an_answer_cut_off_before_it_began_is_a_failure():
    body = {"choices": [{"message": {"content": ""}, "finish_reason": "length"}]}
    with serving(Reply(body=body)) as stub:
        (answer,) = ask(stub.base_url)
    assert "longest answer" in answer.failure_reason


def test_text_in_parts_is_joined():
    with serving(
        chat(None, content=[{"type": "text", "text": "Gr"}, {"type": "text", "text": "een"}])
    ) as stub:
        (answer,) = ask(stub.base_url)
    assert answer.text == "Green"


def test_learns_that_a_model_wants_other_settings():
    def script(body: dict[str, object]) -> Reply:
        if "max_tokens" in body:
            return Reply(400, {"error": {"message": "Use 'max_completion_tokens' instead."}})
        if "temperature" in body:
            return Reply(400, {"error": {"message": "'temperature' does not support 0.0 with this model."}})
        return chat("Green")

    with serving(script=script) as stub:
        answers = ask(stub.base_url, times=2)
    assert [answer.text for answer in answers] == ["Green", "Green"]
    assert len(stub.requests) == 4  # learnt once, not per item
    assert json.dumps(stub.requests[-1]).count("max_completion_tokens") == 1


def test_a_redirect_is_not_followed_with_the_key(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STUB_KEY", "secret")
    with serving(chat("Green")) as elsewhere:
        moved = Reply(307, "", {"location": f"{elsewhere.base_url}/chat/completions"})
        with serving(moved) as stub:
            assert "points to another address" in refusal(stub, key_variable="STUB_KEY")
        assert elsewhere.requests == []
