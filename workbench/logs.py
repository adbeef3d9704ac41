"""The program's log: a file beside the database with the details of failures nobody foresaw."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from workbench.settings import log_path

_LOG_SIZE = 2 * 2**20


def write_log(database_path: Path) -> Path | None:
    """Send the program's log to the file beside the database; None where that cannot be written."""
    path = log_path(database_path)
    try:
        handler = RotatingFileHandler(path, maxBytes=_LOG_SIZE, backupCount=1, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("workbench")
    logger.handlers = [handler]
    logger.propagate = False
    return path
