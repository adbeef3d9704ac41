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
# the shell first: the same engine without a window of its own, at half the processor time a page
_NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
_DEBIAN_PACKAGES = ("chromium-headless-shell", "chromium")  # older releases have only the second
_MAC_FOLDERS = (Path("/Applications"), Path.home() / "Applications")
_MAC_APPS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
)


def find_browser() -> Path | None:
    """A Chromium or Chrome that is here already and runs: named, on the path, in /Applications, or fetched earlier.

    Raises RuntimeError where one is named that does not run: the person asked for that one.
    """
    named = os.environ.get("EVAL_WORKBENCH_BROWSER")
    if named:
        if _runs(Path(named)):
            return Path(named)
        raise RuntimeError(
            f"EVAL_WORKBENCH_BROWSER names {named}, which does not run as Chromium or Chrome does."
        )
    known = [Path(found) for name in _NAMES if (found := shutil.which(name))]
    known += [*(root / app for root in _MAC_FOLDERS for app in _MAC_APPS)]
    for pattern in ("**/chrome", "**/headless_shell", "**/chrome-headless-shell", "**/Chromium", "chromium"):
        known += sorted(FOLDER.glob(pattern))
    return next((path for path in known if _runs(path)), None)


def _runs(path: Path) -> bool:
    """True where the file says its version: a left-over stub or a browser without its libraries does not."""
    if not (path.is_file() and os.access(path, os.X_OK)):
        return False
    try:
        said = subprocess.run([str(path), "--version"], capture_output=True, text=True, timeout=60)
        return said.returncode == 0 and "chrom" in said.stdout.lower()
    except (OSError, subprocess.SubprocessError):
        return False


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
    subprocess.run(["apt-get", "update", "-qq"], env=environment, check=True, timeout=600, stdout=sys.stderr)
    for package in _DEBIAN_PACKAGES:
        command = ["apt-get", "install", "-y", "-qq", package]
        if subprocess.run(command, env=environment, timeout=600, stdout=sys.stderr).returncode == 0:
            return
    raise OSError(f"apt-get installed neither {' nor '.join(_DEBIAN_PACKAGES)}")


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
