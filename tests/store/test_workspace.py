"""Settings of the whole workspace."""

from workbench.store import workspace
from workbench.store.database import Database


def test_a_setting_has_its_default_until_set_and_the_last_value_after(database: Database) -> None:
    assert workspace.get_setting(database, "theme", "calm") == "calm"
    workspace.set_setting(database, "theme", "loud")
    workspace.set_setting(database, "theme", "")
    assert workspace.get_setting(database, "theme", "calm") == ""


def test_money_is_in_dollars_until_said_otherwise(database: Database) -> None:
    assert workspace.get_currency(database) == "USD"
    workspace.set_setting(database, "currency", "EUR")
    assert workspace.get_currency(database) == "EUR"
