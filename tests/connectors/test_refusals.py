import json
from typing import Any

import pytest

from workbench.connectors.endpoints import EndpointSettings
from workbench.connectors.refusals import Trouble, asked_pause_s, read_refusal, trouble_of

SETTINGS = EndpointSettings("https://api.example.com/v1", "m-1", "A_KEY")
QUOTA = {
    "error": {
        "message": "You exceeded your current quota, please check your plan and billing details.",
        "type": "insufficient_quota",
        "param": None,
        "code": "insufficient_quota",
    }
}


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (401, {"error": {"message": "Incorrect API key", "code": "invalid_api_key"}}, Trouble.WRONG_KEY),
        (429, QUOTA, Trouble.NO_CREDIT),
        (
            429,
            {"error": {"message": "Rate limit reached for m-1", "code": "rate_limit_exceeded"}},
            Trouble.BUSY,
        ),
        (402, {"error": {"message": "Insufficient credits"}}, Trouble.NO_CREDIT),
        (403, {"error": {"message": "Country not supported"}}, Trouble.NOT_ALLOWED),
        (
            404,
            {"error": {"message": "The model `m-1` does not exist", "code": "model_not_found"}},
            Trouble.NO_MODEL,
        ),
        (400, {"error": {"message": "invalid model ID", "code": None}}, Trouble.NO_MODEL),
        (400, {"error": {"message": "maximum context length is 8192 tokens"}}, Trouble.REQUEST),
        (400, {"error": {"message": "flagged", "code": "content_policy_violation"}}, Trouble.FILTERED),
        (413, "", Trouble.REQUEST),
        (500, "<html>Internal Server Error</html>", Trouble.SERVER),
        (529, {"type": "error", "error": {"type": "overloaded_error"}}, Trouble.BUSY),
        (307, "", Trouble.MOVED),
        (418, "", Trouble.OTHER),
    ],
)
def test_tells_troubles_apart(status: int, body: Any, trouble: Trouble):
    text = body if isinstance(body, str) else json.dumps(body)
    assert trouble_of(status, {}, text) is trouble


def test_only_what_may_pass_is_tried_again_and_only_what_stays_ends_a_run():
    def judged(status: int, body: Any = "") -> tuple[bool, bool]:
        refusal = read_refusal(status, {}, json.dumps(body), "api.example.com", SETTINGS)
        return refusal.is_passing, refusal.is_fatal

    assert {status: judged(status) for status in (408, 409, 425, 429, 500, 503, 529)} == dict.fromkeys(
        (408, 409, 425, 429, 500, 503, 529), (True, False)
    )
    assert {judged(status) for status in (401, 402, 403, 404)} == {(False, True)}
    assert judged(429, QUOTA) == (False, True)
    assert {judged(status) for status in (400, 413, 422)} == {(False, False)}


def test_says_in_words_what_to_do():
    def sentence(status: int, body: Any) -> str:
        return read_refusal(status, {}, json.dumps(body), "api.example.com", SETTINGS).sentence

    assert "the account is out of credit. Check its balance" in sentence(429, QUOTA)
    assert "its account may use “m-1”" in sentence(403, {"message": "no access"})
    assert sentence(500, {"error": {"message": "x " * 400}}).endswith("…”")
    assert sentence(400, {"error": None}).endswith("It gives no reason.")


@pytest.mark.parametrize(
    ("headers", "body", "pause_s"),
    [
        ({"retry-after": "7"}, "", 7.0),
        ({"retry-after-ms": "250"}, "", 0.25),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, "", 0.0),
        ({"retry-after": "soon"}, "", None),
        ({"retry-after": "inf"}, "", None),
        ({"retry-after": "nan"}, "", None),
        ({}, '{"retryDelay": "34.5s"}', 34.5),
        ({}, "", None),
    ],
)
def test_reads_the_pause_that_is_asked_for(headers: dict[str, str], body: str, pause_s: float | None):
    assert asked_pause_s(headers, body) == pause_s
