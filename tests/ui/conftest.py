"""Pieces of pages are drawn as pages are."""

from tests.pages.conftest import packages_are_searched_once

__all__ = ["packages_are_searched_once"]
