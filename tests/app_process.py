"""Commands and the app as processes of their own, for the tests of the doors."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from workbench.cli import main

CLONE = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-m", "workbench.cli"]


def environment(**more: str) -> dict[str, str]:
    """This process's environment without a database of the person's own, and with this clone to import."""
    kept = {name: value for name, value in os.environ.items() if name != "WORKBENCH_DATABASE"}
    return kept | {"PYTHONPATH": str(CLONE)} | more


def workbench(
    *arguments: object, cwd: Path, command: Sequence[str] = COMMAND, timeout: float = 60, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [*command, *map(str, arguments)],
        cwd=cwd,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=timeout,
    )


def give(*arguments: object) -> Result:
    """Give a command in this process, which is faster; it still goes through the app that owns the database."""
    return CliRunner().invoke(main, [str(one) for one in arguments])


class Serving:
    """A running app: the object it printed, its process, its database."""

    def __init__(self, process: "subprocess.Popen[str]", database: Path):
        assert process.stdout is not None
        self.process = process
        self.database = database
        self.first_line = process.stdout.readline()
        if not self.first_line:
            raise RuntimeError(f"The app did not start: {process.stderr.read() if process.stderr else ''}")
        self.started: dict[str, Any] = json.loads(self.first_line)
        self.url: str = self.started["url"]

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and body of a page or route."""
        request = urllib.request.Request(self.url + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def end(self, number: int = signal.SIGTERM) -> tuple[int, float, str]:
        """Send a signal; returns the exit status, the seconds it took, and what else was printed."""
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, time.monotonic() - began, out + err


@contextmanager
def serving_app(
    database: Path, *arguments: object, command: Sequence[str] = COMMAND, cwd: Path | None = None, **more: str
) -> Iterator[Serving]:
    """The app over this database on a free port; ended at the end, by force if need be."""
    process = subprocess.Popen(
        [*command, "serve", "--json", "--port", "0", "--database", str(database), *map(str, arguments)],
        cwd=cwd or database.parent,
        env=environment(**more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        serving = Serving(process, database)
        yield serving
        serving.end()
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
