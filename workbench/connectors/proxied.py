"""Calls through a company's proxy: httpx on aiohttp's transport, which knows the ways of proxies."""

import asyncio
import ssl
from typing import Any

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from httpx_aiohttp.transport import AiohttpResponseStream, map_aiohttp_exceptions
from yarl import URL

from workbench.connectors.provider import Call
from workbench.connectors.wire import Response, TooLarge


class _Transport(AiohttpTransport):
    """httpx-aiohttp's transport, except that addresses are sent as they are written.

    aiohttp would turn %3A into a colon, and a request signed for Amazon would no longer fit its signature.
    """

    def __init__(self, connections: int, certificates: ssl.SSLContext):
        super().__init__(verify=certificates)
        self._connections = connections

    def get_client(self) -> aiohttp.ClientSession:
        """A session with its pool; made at the first call, inside the event loop that uses it."""
        connector = aiohttp.TCPConnector(
            limit=self._connections, ssl=self.ssl_context, keepalive_timeout=15.0
        )
        return aiohttp.ClientSession(connector=connector, trust_env=True, cookie_jar=aiohttp.DummyCookieJar())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and return its response with the body still to be read."""
        if not isinstance(self.client, aiohttp.ClientSession):
            self.client = self.get_client()
        limits: dict[str, Any] = request.extensions.get("timeout", {})
        with map_aiohttp_exceptions():
            response = await self.client.request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=request.headers,
                data=request.content or None,
                allow_redirects=False,
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(
                    sock_connect=limits.get("connect"), sock_read=limits.get("read")
                ),
            )
        return httpx.Response(
            response.status,
            headers=response.raw_headers,
            stream=AiohttpResponseStream(response),
            request=request,
        )


class ProxiedPool:
    """Sends calls through the proxy that the environment names; used inside one event loop."""

    def __init__(
        self,
        connections: int,
        timeout_s: float,
        connect_s: float,
        largest_body: int,
        certificates: ssl.SSLContext,
    ):
        self._transport = _Transport(connections, certificates)
        self._timeout_s = timeout_s
        self._largest_body = largest_body
        self._extensions = {"timeout": {"connect": connect_s, "read": timeout_s}}

    async def send(self, call: Call, headers: dict[str, str]) -> Response:
        """The response to a call, its body uncompressed. Raises TooLarge and the errors of httpx and aiohttp."""
        request = httpx.Request(
            call.method, call.url, headers=headers, content=call.body, extensions=self._extensions
        )
        async with asyncio.timeout(self._timeout_s):
            response = await self._transport.handle_async_request(request)
            try:
                body = await self._read(response)
            finally:
                await response.aclose()
        told = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers.raw
        }
        return Response(response.status_code, told, body)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._transport.aclose()

    async def _read(self, response: httpx.Response) -> bytes:
        parts, size = [], 0
        async for part in response.aiter_bytes():
            size += len(part)
            if size > self._largest_body:
                raise TooLarge
            parts.append(part)
        return b"".join(parts)
