"""The browser for the tests is one that runs, or a sentence: never silently none."""

from pathlib import Path

import pytest

from tests.journeys import browser


def _program(path: Path, says: str, status: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {status}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any browser; its PATH is one folder."""
    monkeypatch.delenv("EVAL_WORKBENCH_BROWSER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(browser, "FOLDER", tmp_path / ".browser")
    monkeypatch.setattr(browser, "_MAC_FOLDERS", ())
    return tmp_path


def test_takes_the_first_on_the_path_that_runs(bare: Path) -> None:
    _program(bare / "bin" / "chromium", "this needs the chromium snap", status=1)
    chrome = _program(bare / "bin" / "google-chrome", "Google Chrome 140.0")
    assert browser.find_browser() == chrome


def test_takes_the_shell_before_a_browser_with_windows(bare: Path) -> None:
    _program(bare / "bin" / "chromium", "Chromium 140.0")
    shell = _program(bare / "bin" / "chromium-headless-shell", "Chromium 140.0")
    assert browser.find_browser() == shell


def test_takes_one_that_was_fetched_earlier(bare: Path) -> None:
    assert browser.find_browser() is None
    fetched = _program(bare / ".browser" / "chromium-1" / "chrome-linux" / "headless_shell", "Chromium 140.0")
    assert browser.find_browser() == fetched


def test_one_that_is_named_but_does_not_run_is_an_error(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVAL_WORKBENCH_BROWSER", str(bare / "nothing"))
    with pytest.raises(RuntimeError, match="EVAL_WORKBENCH_BROWSER names .*nothing"):
        browser.get_browser()


def test_a_machine_on_which_none_can_be_had_is_told_what_was_tried(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser.sys, "executable", str(bare / "no python"))
    with pytest.raises(RuntimeError) as refused:
        browser.get_browser()
    for way in ("Playwright's download", "Debian's package", "npm's @sparticuz/chromium"):
        assert way in str(refused.value)
    assert "Install one, or set EVAL_WORKBENCH_BROWSER" in str(refused.value)
