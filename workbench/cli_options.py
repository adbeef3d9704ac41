"""What verbs of the terminal can be told: options that several share, or of which one has many, and their values."""

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

DATABASE_HELP = "The database file, else WORKBENCH_DATABASE, else the app's own."
WORKFLOW_HELP = "The workflow's name."
DATASET_HELP = "The golden dataset's name, else the one imported last."
_FIGURES = {
    "items_per_month": "How many items a month bring.",
    "minutes_by_hand": "How long an item takes by hand.",
    "hourly_cost_amount": "What an hour of that work costs.",
    "review_minutes": "How long it takes to review an answer.",
    "error_cost_amount": "What an error costs that nobody notices.",
    "setup_cost_amount": "What it costs once to set a candidate up.",
}


def workflow_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What can be said of a workflow."""
    for figure, words in reversed(_FIGURES.items()):
        command = click.option(f"--{figure.replace('_', '-')}", figure, type=float, help=words)(command)
    for option in (
        click.option(
            "--category", "categories", multiple=True, help="A category it may answer with; repeat."
        ),
        click.option(
            "--trusted-scorer",
            help="A scorer, such as “exact” or “number”, or “none”: whose verdict counts where there is no label.",
        ),
        click.option("--unit", help="The unit of a number, such as EUR or days."),
        click.option("--prompt-template", help="The instructions, with {column} placeholders."),
        click.option("--description", help="What the work is."),
        click.option(
            "--answer-type",
            type=click.Choice(["category", "number", "short_text", "long_text", "fields"]),
            help="What kind of answer it asks for.",
        ),
    ):
        command = option(command)
    return command


def import_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Where a dataset goes, and everything about its file that is guessed otherwise."""
    for option in reversed(
        (
            click.option("--workflow", help="Made with a bar of 95 % where there is none of this name."),
            click.option("--dataset", help="The golden dataset's name, else that of the sheet or file."),
            click.option(
                "--sheet", help="The sheet of a workbook, else the one that looks like a table of items."
            ),
            click.option("--every-sheet", is_flag=True, help="Every sheet becomes a dataset of its own."),
            click.option(
                "--with-hidden-sheets", is_flag=True, help="With --every-sheet: hidden sheets as well."
            ),
            click.option("--id", "id_column", metavar="COL", help="The column that names each item."),
            click.option(
                "--input",
                "input_columns",
                metavar="COL",
                multiple=True,
                help="A column candidates see; repeat.",
            ),
            click.option(
                "--expected", "expected_column", metavar="COL", help="The column with the answer you expect."
            ),
            click.option(
                "--slice",
                "slice_columns",
                metavar="COL",
                multiple=True,
                help="A column to compare by; repeat.",
            ),
            click.option(
                "--header-row",
                "header_rows",
                type=int,
                multiple=True,
                help="A row with column names; 0: none has.",
            ),
            click.option("--encoding", help="Such as utf-8 or windows-1252, else found."),
            click.option("--delimiter", help="What stands between two cells, else found."),
            click.option(
                "--day-first/--month-first",
                "day_first",
                default=None,
                help="How 3/4/2020 is read, else found.",
            ),
            click.option(
                "--switch",
                "switches",
                multiple=True,
                metavar="KEY",
                help="Undo a guess that --dry-run tells; repeat.",
            ),
            click.option(
                "--imported-by", default=user_name, help="Who imports it.", show_default="your user name"
            ),
            click.option("--note", help="Why this version is made."),
            click.option("--dry-run", is_flag=True, help="Say what was understood, and store nothing."),
        )
    ):
        command = option(command)
    return command


def given(options: dict[str, Any]) -> dict[str, Any]:
    """The options that were given."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in options.items()
        if value not in (None, ())
    }


def absolute(file: str | None) -> str | None:
    """A path as it is from anywhere."""
    return str(Path(file).expanduser().absolute()) if file else None


def user_name() -> str:
    """The name of whoever is signed in to the machine; "" where nobody can be named."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
