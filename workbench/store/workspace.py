"""Settings of the whole workspace."""

from workbench.domain.locales import DEFAULT
from workbench.store.database import Database


def get_setting(database: Database, name: str, default: str = "") -> str:
    """A workspace setting, e.g. `currency`."""
    value = database.value("workspace.get_setting", name=name)
    return default if value is None else value


def set_setting(database: Database, name: str, value: str) -> None:
    """Store a workspace setting."""
    with database.write() as session:
        session.run("workspace.delete_setting", name=name)
        session.run("workspace.add_setting", name=name, value=value)


def get_currency(database: Database) -> str:
    """The workspace's currency as a three-letter code."""
    return get_setting(database, "currency", "USD")


def get_locale(database: Database) -> str:
    """How the workspace writes numbers, as a name like de_DE."""
    return get_setting(database, "locale", DEFAULT)
