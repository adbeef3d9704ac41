"""Which names are this machine's own, and sockets that say why they cannot be had."""

import socket

import pytest

from workbench.addresses import PortTaken, is_any, is_loopback, listen, loopback_url, url_at


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "::1"])
def test_names_of_this_machine_alone(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::", "10.0.0.1", "localhost.evil.example", "evil.example"])
def test_names_that_reach_further(host: str) -> None:
    assert not is_loopback(host)


def test_port_0_takes_a_free_one_and_says_which() -> None:
    [listener] = listen("127.0.0.1", 0)
    with listener:
        assert url_at("127.0.0.1", listener) == loopback_url([listener])
        assert int(loopback_url([listener]).rsplit(":", 1)[1]) > 0


def test_every_address_includes_the_loopback() -> None:
    [listener] = listen("0.0.0.0", 0)
    with listener:
        assert loopback_url([listener]).startswith("http://127.0.0.1:")
    assert is_any("0.0.0.0") and not is_any("127.0.0.1")


def test_a_port_in_use_names_another() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(
            PortTaken, match=rf"Port {port} on 127.0.0.1 cannot be used .*--port {port % 65000 + 1} "
        ):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["not a host", "203.0.113.77"])
def test_an_address_that_is_not_this_machines_is_said(host: str) -> None:
    with pytest.raises(PortTaken, match=host):
        listen(host, 0)
