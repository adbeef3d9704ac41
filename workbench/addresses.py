"""Where the server listens: sockets bound before anything else starts, and which names are this machine's own."""

import ipaddress
import socket

from workbench.errors import WorkbenchError
from workbench.settings import DEFAULT_HOST, LOOPBACK_HOSTS


class PortTaken(WorkbenchError):
    """The address to listen on is in use or not this machine's."""


def listen(host: str, port: int) -> list[socket.socket]:
    """Listening sockets: the host's, and one on the loopback for commands where that does not include it.

    Raises PortTaken.
    """
    sockets = [_bound(host, port)]
    if not is_loopback(host) and not is_any(host):
        try:
            sockets.append(_bound(DEFAULT_HOST, sockets[0].getsockname()[1]))
        except PortTaken:
            sockets.append(_bound(DEFAULT_HOST, 0))
    return sockets


def url_at(host: str, listener: socket.socket) -> str:
    """The address under which pages are found, with the port that was really given."""
    return f"http://{_written(host)}:{listener.getsockname()[1]}"


def loopback_url(sockets: list[socket.socket]) -> str:
    """The address at which this machine itself reaches the process."""
    host = "::1" if sockets[-1].family == socket.AF_INET6 else DEFAULT_HOST
    return url_at(host, sockets[-1])


def is_loopback(host: str) -> bool:
    """True for localhost, 127.0.0.1 and their like."""
    try:
        return host in LOOPBACK_HOSTS or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_any(host: str) -> bool:
    """True where the host stands for every address of this machine."""
    return host in ("", "0.0.0.0", "::")


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, OverflowError) as error:
        raise PortTaken(
            f"{host}:{port} is not an address of this machine. Name another one with --host and --port."
        ) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
        listener.setblocking(False)
        return listener
    except OSError as error:
        listener.close()
        other = port % 65000 + 1
        raise PortTaken(
            f"Port {port} on {host} cannot be used ({(error.strerror or str(error)).lower()}). "
            f"Close the program that uses it, or name another one: --port {other} (make run PORT={other})."
        ) from error


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host
