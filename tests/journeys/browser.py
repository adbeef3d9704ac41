"""The browser for the tests: one on the machine, else one that is fetched; never silently none.

Run as `python -m tests.journeys.browser` it prints which browser the tests will use, or fails saying why there is
none. `EVAL_WORKBENCH_BROWSER` names one to use.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / ".browser"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find_browser() -> Path | None:
    """A Chromium or Chrome that is here already: named, on the path, in /Applications, or fetched earlier."""
    named = os.environ.get("EVAL_WORKBENCH_BROWSER")
    if named:
        return Path(named)
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    if _MAC.is_file():
        return _MAC
    fetched = (
        sorted(FOLDER.glob("**/chrome")) + sorted(FOLDER.glob("**/headless_shell")) + [FOLDER / "chromium"]
    )
    return next((path for path in fetched if path.is_file() and os.access(path, os.X_OK)), None)


def get_browser() -> Path:
    """`find_browser`, or one fetched by the first way that works. Raises RuntimeError saying what was tried."""
    tried = []
    for name, fetch in (
        ("found here", None),
        ("Playwright's download", _playwright),
        ("Debian's package", _debian),
        ("npm's @sparticuz/chromium", _npm),
    ):
        if fetch:
            try:
                fetch()
            except (OSError, subprocess.SubprocessError) as error:
                tried.append(f"{name}: {str(error)[:200]}")
                continue
        if browser := find_browser():
            return browser
        tried.append(f"{name}: no browser")
    raise RuntimeError(
        "The tests need Chromium or Chrome and none could be had. Install one, or set EVAL_WORKBENCH_BROWSER to its "
        "path. Tried: " + "; ".join(tried)
    )


def _playwright() -> None:
    environment = os.environ | {"PLAYWRIGHT_BROWSERS_PATH": str(FOLDER)}
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    subprocess.run(command, env=environment, check=True, timeout=300, stdout=sys.stderr)


def _debian() -> None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise OSError("needs Debian and root")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        subprocess.run(command, env=environment, check=True, timeout=600, stdout=sys.stderr)


def _npm() -> None:
    if not shutil.which("npm"):
        raise OSError("needs npm")
    FOLDER.mkdir(exist_ok=True)
    subprocess.run(
        ["npm", "install", "--silent", "--prefix", str(FOLDER), "@sparticuz/chromium"],
        check=True,
        timeout=300,
        stdout=sys.stderr,
    )
    script = "import('@sparticuz/chromium').then(m => m.default.executablePath()).then(p => console.log(p))"
    path = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        cwd=FOLDER,
        check=True,
        timeout=120,
        capture_output=True,
        text=True,
    ).stdout.strip()
    shutil.copy2(path, FOLDER / "chromium")


if __name__ == "__main__":
    try:
        print(f"The browser tests use {get_browser()}")
    except RuntimeError as error:
        sys.exit(str(error))
