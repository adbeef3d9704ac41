"""The door for terminals and CI: `workbench VERB`.

Exit status: 0 done, 1 done with rows refused, 2 refused with a sentence on standard error. With --json one JSON
object on standard output and nothing else.
"""

import functools
import getpass
import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from workbench import loopback
from workbench.commands import perform
from workbench.errors import DatabaseUnavailable, WorkbenchError
from workbench.server import serve as serve_pages
from workbench.settings import DEFAULT_HOST, DEFAULT_PORT, default_database
from workbench.store.database import DatabaseHeld, close_database, open_database

DONE, ROWS_REFUSED, REFUSED = 0, 1, 2
_KINDS = ("rules", "trained", "endpoint", "small_model")
_FIGURES = (
    "items_per_month", "minutes_by_hand", "hourly_cost_amount", "review_minutes", "error_cost_amount",
    "setup_cost_amount",
)  # fmt: skip


class _Verbs(click.Group):
    """Commands whose refusals are sentences on standard error, whatever went wrong."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs | {"standalone_mode": False})
        except click.exceptions.Abort:
            _refuse("Stopped.")
        except click.ClickException as error:
            _refuse(error.format_message() + " See: workbench --help.")
        except WorkbenchError as error:
            _refuse(str(error))
        except BrokenPipeError:
            sys.exit(DONE)
        except Exception as error:
            logging.getLogger("workbench.cli").debug("unforeseen", exc_info=error)
            _refuse(
                f"The command ended on an unforeseen error ({type(error).__name__}: {str(error)[:300]}). "
                "Nothing stored before is lost. Try it again; if it stays, report it with the command you gave."
            )


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(REFUSED)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="eval-workbench")
def main() -> None:
    """Find the smallest, cheapest, fastest candidate that meets your workflow's bar."""


def _common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The two options every verb has."""
    command = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")(
        command
    )
    return click.option(
        "--database", type=click.Path(path_type=Path), help="The database file (else WORKBENCH_DATABASE)."
    )(command)


def _verb(function: Callable[..., tuple[str, dict[str, Any]]]) -> Callable[..., None]:
    """Turn a function that names a verb and its parameters into a command that performs and prints it."""

    @_common
    @functools.wraps(function)
    def command(database: Path | None, as_json: bool, **options: Any) -> None:
        verb, params = function(**options)
        result = _perform(database, verb, params)
        if as_json:
            click.echo(json.dumps(result, ensure_ascii=False))
        else:
            _say(verb, result)
        sys.exit(ROWS_REFUSED if result.get("refused") else DONE)

    return command


def _perform(database: Path | None, verb: str, params: dict[str, Any]) -> dict[str, Any]:
    """Perform a verb here, or through the app while that owns the database file."""
    path = (database or default_database()).expanduser().absolute()
    try:
        opened = open_database(path)
    except DatabaseHeld as held:
        note = loopback.read_note(path)
        if note is None or not loopback.is_answering(note):
            raise DatabaseUnavailable(str(held)) from held
        try:
            return loopback.send_command(note, verb, params)
        except loopback.AppSilent as silent:
            raise DatabaseUnavailable(
                f"The app at {note.url} stopped answering before the command was done. "
                "Look at the app, then try again."
            ) from silent
    try:
        return perform(opened, verb, params)
    finally:
        close_database(path)


def _say(verb: str, result: dict[str, Any]) -> None:
    if verb == "report":
        click.echo(result["finding"])
        for one in result["candidates"]:
            click.echo(
                f"  {one['candidate']}: {one['correct']} correct, {one['incorrect']} incorrect, "
                f"{one['no_answer']} no answer, {one['unsure']} unsure, {one['failed']} failed, "
                f"{one['unlabelled']} unlabelled. {one['sentence']}"
            )
        click.echo(result["basis"])
        return
    click.echo(result["sentence"])
    for row in result.get("refused", [])[:20]:
        click.echo(f"  {row['reason']}", err=True)
    if len(result.get("refused", [])) > 20:
        click.echo(f"  and {len(result['refused']) - 20} more (all of them with --json)", err=True)


@main.command()
@click.option(
    "--host", default=DEFAULT_HOST, show_default=True, help="Where to listen; there is no sign-in yet."
)
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--database", type=click.Path(path_type=Path), help="The database file (else WORKBENCH_DATABASE)."
)
@click.option("--no-samples", is_flag=True, help="Leave a new database empty.")
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@click.option("--json", "as_json", is_flag=True, help="Print the address as one JSON object.")
def serve(
    host: str, port: int, database: Path | None, no_samples: bool, open_browser: bool, as_json: bool
) -> None:
    """Serve the pages until Ctrl-C."""

    def say(line: str) -> None:
        click.echo(json.dumps({"sentence": line}) if as_json else line)

    serve_pages((database or default_database()).expanduser(), host, port, open_browser, not no_samples, say)


def _workflow_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What can be said of a workflow."""
    for figure in reversed(_FIGURES):
        command = click.option(f"--{figure.replace('_', '-')}", figure, type=float)(command)
    for option in (
        click.option(
            "--category", "categories", multiple=True, help="A category it may answer with; repeat."
        ),
        click.option(
            "--trusted-scorer", help="“exact” or “none”: whose verdict counts where there is no label."
        ),
        click.option("--unit", help="The unit of a number."),
        click.option("--prompt-template", help="The instructions, with {column} placeholders."),
        click.option("--description", help="What the work is."),
        click.option(
            "--answer-type", type=click.Choice(["category", "number", "short_text", "long_text", "fields"])
        ),
    ):
        command = option(command)
    return command


def _given(options: dict[str, Any]) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in options.items()
        if value not in (None, ())
    }


@main.command("add-workflow")
@click.argument("name")
@click.option("--bar", default="95", show_default=True, help="The precision it must reach: 95, 95% or 0.95.")
@_workflow_options
@_verb
def add_workflow(**options: Any) -> tuple[str, dict[str, Any]]:
    """Add a workflow."""
    return "add_workflow", _given(options)


@main.command("set-workflow")
@click.argument("name")
@click.option("--bar", help="The precision it must reach: 95, 95% or 0.95.")
@_workflow_options
@_verb
def set_workflow(**options: Any) -> tuple[str, dict[str, Any]]:
    """Change a workflow."""
    return "set_workflow", _given(options)


@main.command("add-candidate")
@click.argument("name")
@click.option("--workflow", required=True)
@click.option("--kind", required=True, type=click.Choice(_KINDS))
@click.option("--rules", type=click.Path(), help="A table with the columns pattern and answer.")
@click.option("--base-url", help="The endpoint's address, such as http://127.0.0.1:11434/v1.")
@click.option("--model", help="The model's name at the endpoint.")
@click.option(
    "--key-variable", "--api-key-env", "key_variable", help="The environment variable that holds the key."
)
@click.option("--setting", "extra", multiple=True, metavar="KEY=VALUE", help="Any other setting; repeat.")
@_verb
def add_candidate(
    extra: tuple[str, ...],
    rules: str | None,
    base_url: str | None,
    model: str | None,
    key_variable: str | None,
    **options: Any,
) -> tuple[str, dict[str, Any]]:
    """Add a candidate."""
    settings = _given({"base_url": base_url, "model": model, "key_variable": key_variable})
    for pair in extra:
        key, found, value = pair.partition("=")
        if not found:
            raise click.UsageError(f"“{pair}” is not KEY=VALUE.")
        settings[key.strip()] = value
    return "add_candidate", _given(options | {"rules": _absolute(rules)}) | {"settings": settings}


@main.command()
@click.option("--workflow", required=True)
@click.option("--dataset", help="Else the one imported last.")
@click.option("--train", type=float, help="Share of the train split, 0–1.")
@click.option("--dev", type=float, help="Share of the dev split, 0–1.")
@click.option("--holdout", type=float, help="Share of the holdout split, 0–1.")
@click.option("--group", "--by", "group", help="Items with the same value in this column stay on one side.")
@click.option("--seed", type=int, default=1, show_default=True)
@_verb
def split(
    train: float | None, dev: float | None, holdout: float | None, **options: Any
) -> tuple[str, dict[str, Any]]:
    """Draw train, dev and holdout at random (70/0/30 unless said)."""
    shares = _given({"train": train, "dev": dev, "holdout": holdout})
    return "split", _given(options) | {"shares": shares}


@main.command("import-dataset")
@click.argument("file", type=click.Path())
@click.option("--workflow", required=True, help="Made with a bar of 95 % where there is none of this name.")
@click.option("--dataset", help="Else called after the sheet or file.")
@click.option("--sheet")
@click.option("--id", "id_column", metavar="COL")
@click.option("--input", "input_columns", metavar="COL", multiple=True)
@click.option("--expected", "expected_column", metavar="COL")
@click.option("--slice", "slice_columns", metavar="COL", multiple=True)
@click.option("--imported-by", default=lambda: _user_name(), help="The name it is stored under.")
@_verb
def import_dataset(file: str, **options: Any) -> tuple[str, dict[str, Any]]:
    """Import a spreadsheet as the next version of a golden dataset; what is not named is guessed."""
    return "import_dataset", {"file": _absolute(file)} | _given(options)


@main.command("import-outputs")
@click.argument("file", type=click.Path())
@click.option("--workflow", required=True)
@click.option("--dataset", help="Else the one imported last.")
@click.option("--candidate-column", metavar="COL", help="The column that says which candidate answered.")
@click.option("--candidate", help="Or the one candidate that answered everything.")
@click.option("--item-column", metavar="COL", required=True)
@click.option("--output-column", metavar="COL", required=True)
@click.option("--verdict-column", metavar="COL")
@click.option("--labeler", help="The name the verdicts are stored under.")
@click.option("--sheet")
@_verb
def import_outputs(file: str, **options: Any) -> tuple[str, dict[str, Any]]:
    """Import answers made elsewhere, with their verdicts where a column has them."""
    return "import_outputs", {"file": _absolute(file)} | _given(options)


@main.command()
@click.option("--workflow", required=True)
@click.option("--candidate", "candidates", multiple=True, required=True, help="Repeat for several.")
@click.option("--dataset", help="Else the one imported last.")
@click.option("--split", type=click.Choice(["train", "dev", "holdout"]), help="Else all items.")
@click.option("--limit", type=int, help="The first so many items only.")
@_verb
def run(**options: Any) -> tuple[str, dict[str, Any]]:
    """Run candidates over a golden dataset."""
    return "run", _given(options)


@main.command()
@click.option("--workflow", required=True)
@click.option("--dataset", help="Else the one imported last.")
@click.option(
    "--split",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "all", "train", "dev", "holdout"]),
)
@_verb
def report(**options: Any) -> tuple[str, dict[str, Any]]:
    """Say where each candidate stands against the bar."""
    return "report", _given(options)


@main.command()
@click.option("--workflow", required=True)
@click.argument("file", type=click.Path())
@_verb
def export(file: str, **options: Any) -> tuple[str, dict[str, Any]]:
    """Write a workflow's workbook (.xlsx) or its outputs (.csv)."""
    return "export", {"file": _absolute(file)} | _given(options)


@main.command()
@_verb
def sample(**_: Any) -> tuple[str, dict[str, Any]]:
    """Load the sample workflows."""
    return "sample", {}


def _absolute(file: str | None) -> str | None:
    return str(Path(file).expanduser().absolute()) if file else None


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


if __name__ == "__main__":
    main()
