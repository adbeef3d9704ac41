"""From key press to the next item painted, on a workflow of 100,000 outputs, beside a bare Streamlit fragment.

    python -m tests.benchmarks.labelling_latency [--keys 40]

Headless Chromium presses keys at one browser and at ten at once, first on the desk, then on a fragment of three
shortcut buttons that does nothing else (tests/benchmarks/bare_fragment.py), each in a server of its own. Measured in
the page: from the key's event to the first frame that has another item. A second number tells when the server had
confirmed the label, which the next item does not wait for. 20 labelers at one label a second come through WebSocket
clients, to both. Run it on a machine that is not busy: the load is told. The last line is one JSON object.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, TimeoutError, async_playwright

from tests.benchmarks.streamlit_client import StreamlitClient
from tests.journeys.browser import get_browser
from tests.journeys.conftest import ARGUMENTS, App
from tests.journeys.worlds import app_on
from tests.store.building import a_candidate, a_run, a_version, a_workflow
from workbench.store.database import Database

ITEMS, CANDIDATES, LABELERS = 25_000, 4, 20
THINKING_S = (0.35, 0.65)  # between an item's painting and the next key
TEXT = "The parties agree that the law of the State of New York applies to this Agreement. " * 15
PROMISED = {
    "median_ratio": 1.3, "p95_ratio": 1.5, "median_ratio_10": 1.3, "p95_ratio_10": 1.5, "page_open_s": 1.5,
}  # fmt: skip

# Times from a key to the first frame that shows another item, and (at the desk) to the server's confirmation.
WATCH = """(selector) => {
  const shown = () => {
    const node = document.querySelector(selector);
    return node?.dataset.output ?? node?.textContent;
  };
  window.painted = []; window.confirmed = [];
  let pressed = null, waiting = null, last = shown();
  document.addEventListener("keydown", () => { pressed = waiting = performance.now(); }, true);
  const look = () => {
    const now = shown();
    if (now && now !== last && pressed !== null) {
      window.painted.push(performance.now() - pressed);
      pressed = null;
    }
    last = now ?? last;
    if (waiting !== null && document.querySelector(".desk-saved")) {
      window.confirmed.push(performance.now() - waiting);
      waiting = null;
    }
    requestAnimationFrame(look);
  };
  look();
}"""


def a_large_workflow(database: Database) -> None:
    """100,000 outputs of four candidates, no two to one item alike."""
    workflow = a_workflow(database, "Volume")
    items = {f"I{number:05}": (f"Clause {number}. {TEXT}", "Governing law") for number in range(ITEMS)}
    version = a_version(database, workflow, items)
    for place in range(CANDIDATES):
        candidate = a_candidate(database, workflow, f"Candidate {place}")
        a_run(database, candidate, version, {key: f"Answer {place} to {key}" for key in items})


class Bare:
    """The reference in a server of its own."""

    def __init__(self, folder: Path):
        port = random.randint(20_000, 30_000)
        self.url = f"http://127.0.0.1:{port}"
        script = Path(__file__).with_name("bare_fragment.py")
        command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
        self.process = subprocess.Popen(
            [*command, "--server.headless", "true", "--server.fileWatcherType", "none"],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while not self._is_healthy():
            time.sleep(0.2)

    def _is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        """End the server."""
        self.process.terminate()
        self.process.wait(15)


async def open_page(browser: Browser, url: str, number: int, selector: str) -> tuple[Page, float]:
    """A page of a browser of its own that shows its first item, and the seconds that took."""
    context = await browser.new_context(viewport={"width": 1366, "height": 768})
    await context.add_cookies([{"name": "labeler", "value": f"Labeler {number}", "url": url}])
    page = await context.new_page()
    began = time.perf_counter()
    await page.goto(url)
    await page.wait_for_selector(selector, timeout=90_000)
    return page, time.perf_counter() - began


async def press_keys(page: Page, keys: int, selector: str) -> dict[str, list[float]]:
    """Press so many keys, each some time after its item was painted; the times in milliseconds."""
    await page.evaluate(WATCH, selector)
    for number in range(keys):
        await asyncio.sleep(random.uniform(*THINKING_S))
        for _ in range(
            20
        ):  # a busy machine paints late: a key before that judges nothing, and the desk says so
            await page.keyboard.press("123"[number % 3])
            with suppress(TimeoutError):
                await page.wait_for_function(f"window.painted.length > {number}", timeout=3_000)
                break
    await asyncio.sleep(1)
    painted = await page.evaluate("window.painted")
    return {"painted": painted[2:], "confirmed": (await page.evaluate("window.confirmed"))[2:]}


async def measure_browsers(url: str, selector: str, browsers: int, keys: int) -> dict[str, Any]:
    """What so many browsers at once measure: painted, confirmed (ms) and opened (s), all together."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(get_browser()), args=ARGUMENTS)
        opened = [await open_page(browser, url, number, selector) for number in range(browsers)]
        found = await asyncio.gather(*(press_keys(page, keys, selector) for page, _ in opened))
        await browser.close()
    return {
        "painted": [time for one in found for time in one["painted"]],
        "confirmed": [time for one in found for time in one["confirmed"]],
        "opened": [seconds for _, seconds in opened],
    }


async def measure_opening(url: str, selector: str, times: int = 5) -> float:
    """Median seconds until a page that was not open shows its first item."""
    seconds = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(get_browser()), args=ARGUMENTS)
        for number in range(times):
            page, took = await open_page(browser, url, 100 + number, selector)
            seconds.append(took)
            await page.context.close()
        await browser.close()
    return statistics.median(seconds)


async def measure_labelers(url: str, seconds: int) -> list[float]:
    """Milliseconds until the server has confirmed a label, with 20 labelers who give one a second."""

    async def label(number: int) -> list[float]:
        times = []
        cookies = {"labeler": f"Wire%20{number}"}
        async with StreamlitClient(url, "label", "order=random", cookies) as client:
            held: list[int] = []
            await asyncio.sleep(number / LABELERS)
            for n in range(1, seconds + 1):
                order = client.data["order"]
                held = [*held, *order][-20:]
                label = {"act": "label", "output": order[0], "verdict": "correct", "seconds": 1.0}
                event = label | {"n": n, "sitting": client.data["sitting"]}
                began = time.perf_counter()
                await client.send({"sent": {"client": str(number), "events": [event], "have": held}})
                took = time.perf_counter() - began
                assert client.data["confirmed"][str(number)] == n, client.data
                times.append(took * 1000)
                await asyncio.sleep(max(0.0, 1 - took))
        return times

    return [one for times in await asyncio.gather(*map(label, range(LABELERS))) for one in times[1:]]


async def measure_presses(url: str, seconds: int) -> list[float]:
    """Milliseconds until the reference has drawn its next item, for 20 people who press once a second."""

    async def press(number: int) -> list[float]:
        times = []
        async with StreamlitClient(url) as client:
            await asyncio.sleep(number / LABELERS)
            for _ in range(seconds):
                began = time.perf_counter()
                await client.press("Verdict 1")
                took = time.perf_counter() - began
                times.append(took * 1000)
                await asyncio.sleep(max(0.0, 1 - took))
        return times

    return [one for times in await asyncio.gather(*map(press, range(LABELERS))) for one in times[1:]]


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[int(len(times) * 0.95)]


def measure(folder: Path, keys: int) -> dict[str, float]:
    """Everything, at the desk and at the reference."""
    found: dict[str, float] = {}
    desk: App = app_on(folder, a_large_workflow)
    bare = Bare(folder)
    page, item = f"{desk.url}/label", ".desk[data-output]"
    try:
        asyncio.run(measure_opening(page, item, 1))
        found["page_open_s"] = asyncio.run(measure_opening(page, item))
        for browsers, ending in ((1, ""), (10, "_10")):
            # by the random order, as below: where labels decide, verdicts by rote soon leave nothing to judge
            ours = asyncio.run(measure_browsers(f"{page}?order=random", item, browsers, keys))
            theirs = asyncio.run(measure_browsers(bare.url, "[data-testid=stText]", browsers, keys))
            median, reference = statistics.median(ours["painted"]), statistics.median(theirs["painted"])
            found |= {
                f"median_ms{ending}": median,
                f"p95_ms{ending}": p95(ours["painted"]),
                f"reference_median_ms{ending}": reference,
                f"reference_p95_ms{ending}": p95(theirs["painted"]),
                f"median_ratio{ending}": median / reference,
                f"p95_ratio{ending}": p95(ours["painted"]) / p95(theirs["painted"]),
                f"confirmed_median_ms{ending}": statistics.median(ours["confirmed"]),
                f"confirmed_p95_ms{ending}": p95(ours["confirmed"]),
            }
        found["p95_ms_20_labelers"] = p95(asyncio.run(measure_labelers(desk.url, keys)))
        found["reference_p95_ms_20_labelers"] = p95(asyncio.run(measure_presses(bare.url, keys)))
    finally:
        desk.stop()
        bare.stop()
    return {name: round(value, 3) for name, value in found.items()}


def main(keys: int) -> None:
    """Measure and tell; what is promised and not kept is said and ends in an error."""
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)
    found = measure(Path(tempfile.mkdtemp(prefix="latency-")), keys)
    for name, value in found.items():
        print(f"{name}: {value}" + (f" (promised: {PROMISED[name]})" if name in PROMISED else ""))
    late = [name for name, most in PROMISED.items() if found[name] > most]
    print(json.dumps(found | {"load": round(os.getloadavg()[0], 1)}))
    if late:
        sys.exit(f"Not kept: {', '.join(late)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Key to next item painted, against a bare fragment")
    parser.add_argument("--keys", type=int, default=40)
    main(parser.parse_args().keys)
