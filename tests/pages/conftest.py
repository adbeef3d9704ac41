"""What holds for every test that draws a page or a piece of one."""

import functools

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(scope="session", autouse=True)
def packages_are_searched_once() -> None:
    """Each page that is tested would search all installed packages for components: more work than to draw it."""
    found = manifest_scanner.scan_component_manifests
    if not hasattr(found, "cache_info"):
        manifest_scanner.scan_component_manifests = functools.cache(found)
