"""The app as a process of its own and a real browser in front of it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.browser import get_browser

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


class App:
    """A running app: its address, its database, its process."""

    def __init__(self, database: Path, *arguments: str, port: int | None = None):
        if port is None:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
        self.database = database
        self.url = f"http://127.0.0.1:{port}"
        command = [
            sys.executable,
            "-m",
            "workbench.cli",
            "serve",
            "--port",
            str(port),
            "--database",
            str(database),
        ]
        self.process = subprocess.Popen(
            [*command, *arguments],
            cwd=database.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        deadline = time.monotonic() + 60
        while not self.is_healthy():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                raise RuntimeError(
                    f"The app did not start: {self.process.stdout.read() if self.process.stdout else ''}"
                )
            time.sleep(0.1)

    def is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as response:
                return response.status == 200
        except OSError:
            return False

    def log(self) -> str:
        path = self.database.with_name(self.database.name + ".log")
        return path.read_text() if path.is_file() else ""

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a module: while Playwright's is open no other event loop can run in this process."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(get_browser()), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One person's browser a module: it fetches and compiles the app's scripts once."""
    opened = browser.new_context(
        viewport={"width": 1366, "height": 768}, accept_downloads=True, reduced_motion="reduce"
    )
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A new tab of a browser that remembers nobody."""
    context.clear_cookies()
    opened = context.new_page()
    yield opened
    opened.close()


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """The app on an empty database."""
    running = App(tmp_path / "workbench.duckdb", "--no-samples")
    yield running
    running.stop()


@pytest.fixture
def environment() -> dict[str, str]:
    """The environment for terminal commands, without a database of the person's own."""
    return {name: value for name, value in os.environ.items() if name != "WORKBENCH_DATABASE"}
