"""The HTTP client: straight to the endpoint, or through the proxy that the environment names for it."""

import functools
import ssl
import urllib.request
import zlib

import httpx

from workbench.connectors.endpoints import EndpointSettings, is_local
from workbench.connectors.provider import Call
from workbench.connectors.proxied import ProxiedPool
from workbench.connectors.wire import Origin, Pool, TooLarge, Unconnected, Undecodable

LONGEST_CONNECT_S = 10.0
LARGEST_BODY = 32 * 1024 * 1024
_OWN_HEADERS = {"accept-encoding": "gzip, deflate", "user-agent": "eval-workbench"}
_OWN_LINES = "".join(f"{name}: {value}\r\n" for name, value in _OWN_HEADERS.items())


class Client:
    """Sends calls over one pool of connections; used inside one event loop and closed at the end."""

    def __init__(self, settings: EndpointSettings, connections: int):
        connect_s = min(LONGEST_CONNECT_S, settings.timeout_s)
        self._limits = (connections, settings.timeout_s, connect_s, LARGEST_BODY)
        self._largest_body = LARGEST_BODY
        self._pool = Pool(*self._limits, certificates=_certificates)
        self._through: ProxiedPool | None = None
        self._places: dict[str, tuple[Origin, str, str]] = {}
        # A company's proxy does not know this machine's own ports.
        self._proxies = {} if is_local(settings.base_url) else urllib.request.getproxies()

    async def send(self, call: Call) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (names in small letters) and the whole body, uncompressed.

        Raises what the wire raises, Undecodable, and httpx's InvalidURL and UnsupportedProtocol.
        """
        place = self._places.get(call.url)
        if place is None:
            place = self._place_of(call.url)
        origin, host, target = place
        if self._proxies and self._is_proxied(origin):
            if self._through is None:
                self._through = ProxiedPool(*self._limits, certificates=_certificates())
            return await self._through.send(call, _OWN_HEADERS | call.headers)
        response = await self._pool.send(origin, _written(call, host, target))
        coding = response.headers.get("content-encoding")
        if coding:
            return response.status, response.headers, _decoded(response.body, coding, self._largest_body)
        return response

    async def close(self) -> None:
        """Let go of the connections."""
        await self._pool.close()
        if self._through:
            await self._through.close()

    def _place_of(self, address: str) -> tuple[Origin, str, str]:
        """Where an address leads, the host as a head names it, and the path with its query as it is written."""
        url = httpx.URL(address)
        if url.scheme not in ("http", "https") or not url.host:
            raise httpx.UnsupportedProtocol(f"{address} is no web address")
        is_tls = url.scheme == "https"
        port = url.port or (443 if is_tls else 80)
        found = (
            Origin(url.raw_host.decode("ascii"), port, is_tls),
            url.netloc.decode("ascii"),
            url.raw_path.decode("ascii"),
        )
        if len(self._places) < 1000:
            self._places[address] = found
        return found

    def _is_proxied(self, origin: Origin) -> bool:
        scheme = "https" if origin.is_tls else "http"
        return scheme in self._proxies and not urllib.request.proxy_bypass(f"{origin.host}:{origin.port}")


def _written(call: Call, host: str, target: str) -> bytes:
    """The bytes of a request."""
    lines = [f"{name}: {value}\r\n" for name, value in call.headers.items()]
    if any(line.count("\r") + line.count("\n") > 2 for line in lines):
        raise httpx.InvalidURL("a header holds a line break")
    own = _OWN_LINES if "host" in call.headers else f"host: {host}\r\n{_OWN_LINES}"
    length = f"content-length: {len(call.body)}\r\n" if call.body or call.method != "GET" else ""
    head = f"{call.method} {target} HTTP/1.1\r\n{own}{''.join(lines)}{length}\r\n"
    return head.encode("utf-8") + call.body


def _decoded(body: bytes, coding: str, largest: int) -> bytes:
    """The body without its compression. Raises Undecodable, TooLarge."""
    for name in reversed([name.strip().lower() for name in coding.split(",")]):
        if name in ("", "identity"):
            continue
        if name not in ("gzip", "x-gzip", "deflate"):
            raise Undecodable(name)
        bare_deflate = name == "deflate" and body[:1] not in (b"\x78", b"\x58", b"\x68", b"\x48", b"\x38")
        opened = zlib.decompressobj(-zlib.MAX_WBITS if bare_deflate else zlib.MAX_WBITS | 32)
        try:
            body = opened.decompress(body, largest + 1)
        except zlib.error as error:
            raise Undecodable(str(error)) from error
        if len(body) > largest:
            raise TooLarge
        if not opened.eof:
            raise Undecodable("the body ends too early")
    return body


@functools.cache
def _certificates() -> ssl.SSLContext:
    """The certificates that are trusted, read once: reading them takes longer than a fast call."""
    return httpx.create_ssl_context()


def is_certificate_trouble(error: BaseException) -> bool:
    """True where the other side did not prove who it is, or does not speak TLS."""
    return isinstance(error, Unconnected) and isinstance(error.__cause__, ssl.SSLError)


def is_unconnected(error: BaseException) -> bool:
    """True where no connection came about at all, rather than breaking off later."""
    return isinstance(error, Unconnected)


def is_timeout(error: BaseException) -> bool:
    """True where the other side was too slow."""
    return isinstance(error, TimeoutError) or (
        isinstance(error, Unconnected) and isinstance(error.__cause__, TimeoutError)
    )
