"""Against AWS's published test suite for Signature Version 4 (aws4_testsuite, region us-east-1, service "service")."""

from datetime import UTC, datetime

import pytest

from workbench.connectors.aws_signature import Credentials, signed_headers

KEYS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
AT = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
HOST = "https://example.amazonaws.com"
FORM = {"content-type": "application/x-www-form-urlencoded"}


def signature(method: str, url: str, headers: dict[str, str], body: bytes = b"") -> str:
    signed = signed_headers(method, url, headers, body, KEYS, "us-east-1", "service", AT)
    return signed["authorization"].rsplit("Signature=", 1)[1]


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "expected"),
    [
        ("GET", "/", {}, b"", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("POST", "/", {}, b"", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        (
            "GET", "/?Param2=value2&Param1=value1", {}, b"",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
        (
            "POST", "/", FORM, b"Param1=value1",
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
        ),
        (
            "GET", "/ሴ", {}, b"", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
        ),
        (
            "GET", "/", {"My-Header1": "value2,value2,value1"}, b"",
            "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
        ),
    ],
    ids=["get-vanilla", "post-vanilla", "query-order-key-case", "x-www-form-urlencoded", "get-utf8", "header-key"],
)  # fmt: skip
def test_signs_as_aws_publishes(method: str, path: str, headers: dict[str, str], body: bytes, expected: str):
    assert signature(method, HOST + path, headers, body) == expected


def test_says_who_signed_and_what():
    signed = signed_headers("GET", HOST + "/", {}, b"", KEYS, "us-east-1", "service", AT)
    assert signed["authorization"].startswith(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        "SignedHeaders=host;x-amz-date, Signature="
    )
    assert signed["x-amz-date"] == "20150830T123600Z"


def test_a_session_token_is_sent_and_signed():
    signed = signed_headers(
        "GET", HOST, {}, b"", KEYS._replace(session_token="abc"), "eu-west-1", "bedrock", AT
    )
    assert signed["x-amz-security-token"] == "abc"
    assert "x-amz-security-token" in signed["authorization"]
