"""The door for terminals and CI: `workbench VERB`.

Exit status: 0 done, 1 done with rows refused, 2 refused with a sentence on standard error. With --json one JSON
object on standard output and nothing else.
"""

import functools
import gc
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from workbench.cli_options import (
    DATABASE_HELP,
    DATASET_HELP,
    WORKFLOW_HELP,
    absolute,
    given,
    import_options,
    workflow_options,
)
from workbench.errors import WorkbenchError
from workbench.settings import DEFAULT_HOST, DEFAULT_PORT, default_database
from workbench.terminal import perform_verb, say_result

if TYPE_CHECKING:
    from workbench.server import Started

DONE, ROWS_REFUSED, REFUSED = 0, 1, 2
_KINDS = ("rules", "trained", "endpoint", "small_model")


class _Verbs(click.Group):
    """Commands whose refusals are sentences on standard error, whatever went wrong."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **kwargs | {"prog_name": "workbench", "standalone_mode": False})
        except click.exceptions.Abort:  # Ctrl-C
            _refuse("Stopped. What was stored before is kept.")
        except click.exceptions.NoArgsIsHelpError as help_wanted:
            _refuse(help_wanted.format_message())
        except click.ClickException as error:
            context = getattr(error, "ctx", None)
            verb = context.command_path if context else "workbench"
            _refuse(f"{error.format_message()} See: {verb} --help")
        except WorkbenchError as error:
            _refuse(str(error))
        except BrokenPipeError:
            sys.exit(DONE)
        except Exception as error:
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
    return click.option("--database", type=click.Path(path_type=Path), help=DATABASE_HELP)(command)


def _verb(function: Callable[..., tuple[str, dict[str, Any]]]) -> Callable[..., None]:
    """Turn a function that names a verb and its parameters into a command that performs and prints it."""

    @_common
    @functools.wraps(function)
    def command(database: Path | None, as_json: bool, **options: Any) -> None:
        verb, params = function(**options)
        result = perform_verb((database or default_database()).expanduser(), verb, params)
        if as_json:
            click.echo(json.dumps(result, ensure_ascii=False))
        else:
            say_result(verb, result)
        sys.exit(ROWS_REFUSED if result.get("refused") else DONE)

    return command


@main.command()
@click.option(
    "--host", default=DEFAULT_HOST, show_default=True, help="Where to listen; there is no sign-in yet."
)
@click.option(
    "--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(0, 65535), help="0: a free one."
)
@click.option("--database", type=click.Path(path_type=Path), help=DATABASE_HELP)
@click.option("--no-samples", is_flag=True, help="Leave a new database empty.")
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@click.option("--json", "as_json", is_flag=True, help="Print the address as one JSON object.")
def serve(
    host: str, port: int, database: Path | None, no_samples: bool, open_browser: bool, as_json: bool
) -> None:
    """Serve the pages until Ctrl-C.

    The first start of a new database loads the sample workflows. While the pages are served, the other commands
    on the same database go through this process.
    """

    serve_pages = _server()

    def say(started: "Started") -> None:
        if as_json:
            click.echo(json.dumps(started._asdict(), ensure_ascii=False))
            return
        click.echo(started.sentence)
        if started.warning:
            click.echo(started.warning)

    serve_pages((database or default_database()).expanduser(), host, port, open_browser, not no_samples, say)


def _server() -> Callable[..., None]:
    """The function that serves, imported only where it is wanted: it takes seconds, for Streamlit above all.

    Looking for garbage among what is being imported finds none and takes a tenth of that time.
    """
    gc.disable()
    try:
        from workbench.server import serve
    finally:
        gc.freeze()
        gc.enable()
    return serve


@main.command("add-workflow")
@click.argument("name")
@click.option("--bar", default="95", show_default=True, help="The precision it must reach: 95, 95% or 0.95.")
@workflow_options
@_verb
def add_workflow(**options: Any) -> tuple[str, dict[str, Any]]:
    """Add a workflow with its bar.

    A workflow is one business task; its bar is the precision that answers must reach. The figures on minutes and
    costs are what ROI needs; they can be added later with set-workflow.
    """
    return "add_workflow", given(options)


@main.command("set-workflow")
@click.argument("name")
@click.option("--bar", help="The precision it must reach: 95, 95% or 0.95.")
@workflow_options
@_verb
def set_workflow(**options: Any) -> tuple[str, dict[str, Any]]:
    """Change a workflow.

    What is not named stays as it is.
    """
    return "set_workflow", given(options)


@main.command("add-candidate")
@click.argument("name")
@click.option("--workflow", required=True, help=WORKFLOW_HELP)
@click.option("--kind", required=True, type=click.Choice(_KINDS), help="What does the work.")
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
    """Add a candidate to a workflow.

    A candidate is anything that could do the work: a model at an endpoint, a table of rules, a classifier trained
    from your own answers, a small language model in this process.

    Prices are settings too: usd_per_item, usd_per_million_input_tokens, usd_per_million_output_tokens. Answers
    made elsewhere need no candidate beforehand: import-outputs makes it.
    """
    settings = given({"base_url": base_url, "model": model, "key_variable": key_variable})
    for pair in extra:
        key, found, value = pair.partition("=")
        if not found:
            raise click.UsageError(f"“{pair}” is not KEY=VALUE.")
        settings[key.strip()] = value
    return "add_candidate", given(options | {"rules": absolute(rules)}) | {"settings": settings}


@main.command()
@click.option("--workflow", required=True, help=WORKFLOW_HELP)
@click.option("--dataset", help=DATASET_HELP)
@click.option("--train", type=float, help="Share of the train split, 0–1.")
@click.option("--dev", type=float, help="Share of the dev split, 0–1.")
@click.option("--holdout", type=float, help="Share of the holdout split, 0–1.")
@click.option("--group", "--by", "group", help="Items with the same value in this column stay on one side.")
@click.option("--slice", "slice_column", help="The shares hold within each value of this column.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed draws the same splits.")
@_verb
def split(
    train: float | None, dev: float | None, holdout: float | None, **options: Any
) -> tuple[str, dict[str, Any]]:
    """Draw train, dev and holdout splits.

    Without shares 70 % go to train and 30 % to holdout.
    """
    shares = given({"train": train, "dev": dev, "holdout": holdout})
    return "split", given(options) | {"shares": shares}


@main.command("import-dataset")
@click.argument("file", type=click.Path())
@import_options
@_verb
def import_dataset(file: str, **options: Any) -> tuple[str, dict[str, Any]]:
    """Import a golden dataset from a file.

    FILE is an .xlsx, .csv, .tsv or .jsonl table with one item per row. It becomes the dataset's next version; a
    file that brings nothing new adds nothing. Columns that are not named are guessed.
    """
    return "import_dataset", {"file": absolute(file)} | given(options)


@main.command("import-outputs")
@click.argument("file", type=click.Path())
@click.option("--workflow", required=True, help=WORKFLOW_HELP)
@click.option("--dataset", help=DATASET_HELP)
@click.option("--candidate-column", metavar="COL", help="The column that says which candidate answered.")
@click.option("--candidate", help="Or the one candidate that answered everything.")
@click.option("--item-column", metavar="COL", required=True, help="The column that names the item.")
@click.option("--output-column", metavar="COL", required=True, help="The column with the answer.")
@click.option("--verdict-column", metavar="COL", help="The column that says whether it is right.")
@click.option("--labeler", help="The name the verdicts are stored under.")
@click.option("--sheet", help="The sheet of a workbook, else the first that has these columns.")
@_verb
def import_outputs(file: str, **options: Any) -> tuple[str, dict[str, Any]]:
    """Import answers made elsewhere, with verdicts.

    FILE is a table with one answer per row: a vendor's or a colleague's. Importing it again adds nothing.
    """
    return "import_outputs", {"file": absolute(file)} | given(options)


@main.command()
@click.option("--workflow", required=True, help=WORKFLOW_HELP)
@click.option("--candidate", "candidates", multiple=True, help="Its name; repeat for several.")
@click.option("--all-candidates", is_flag=True, help="Every candidate of the workflow that can run.")
@click.option("--dataset", help=DATASET_HELP)
@click.option("--split", type=click.Choice(["train", "dev", "holdout"]), help="Else all items.")
@click.option("--limit", type=int, help="Only so many items, drawn at random.")
@click.option(
    "--resume", is_flag=True, help="Take up the newest run that was left unfinished, if there is one."
)
@click.option(
    "--reuse/--no-reuse", default=True, help="Take over what a model has answered before, or ask anew."
)
@click.option("--estimate", is_flag=True, help="Say what it would take and cost, and run nothing.")
@_verb
def run(**options: Any) -> tuple[str, dict[str, Any]]:
    """Run candidates over a golden dataset.

    A terminal shows how far it is. Ctrl-C stops after the calls in flight; --resume goes on from there. At a
    spending cap a run pauses, and the status is 1.
    """
    return "run", given(options)


@main.command()
@click.option("--per-run", metavar="USD", help="The most that one run may spend; none for no cap.")
@click.option("--per-month", metavar="USD", help="The most that all runs may spend a month; none for no cap.")
@_verb
def caps(**options: Any) -> tuple[str, dict[str, Any]]:
    """Show or set what runs may spend.

    Without an option it shows the caps and what this month has cost. Runs under way keep the caps they began with.
    """
    return "caps", given(options)


@main.command()
@click.option("--workflow", required=True, help=WORKFLOW_HELP)
@click.option("--dataset", help=DATASET_HELP)
@click.option(
    "--split",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "all", "train", "dev", "holdout"]),
    help="auto: the holdout where one was drawn, else all items.",
)
@_verb
def report(**options: Any) -> tuple[str, dict[str, Any]]:
    """Say where each candidate stands against the bar."""
    return "report", given(options)


@main.command()
@click.option("--workflow", required=True, help=WORKFLOW_HELP)
@click.argument("file", type=click.Path())
@_verb
def export(file: str, **options: Any) -> tuple[str, dict[str, Any]]:
    """Write a workflow's workbook or its outputs.

    FILE.xlsx is the workbook with everything; FILE.csv is the table of outputs.
    """
    return "export", {"file": absolute(file)} | given(options)


@main.command("export-dataset")
@click.option("--workflow", required=True, help=WORKFLOW_HELP)
@click.option("--dataset", help=DATASET_HELP)
@click.option("--version", type=int, help="The version's number, else the newest.")
@click.argument("file", type=click.Path())
@_verb
def export_dataset(file: str, **options: Any) -> tuple[str, dict[str, Any]]:
    """Write a version of a dataset so that it reads back the same.

    FILE ends in .xlsx, .csv, .jsonl, .parquet, .csv.zip or .jsonl.zip; a .csv or .jsonl gets its schema beside it.
    """
    return "export_dataset", {"file": absolute(file)} | given(options)


@main.command()
@_verb
def sample(**_: Any) -> tuple[str, dict[str, Any]]:
    """Load the sample workflows.

    Those already there are left as they are.
    """
    return "sample", {}


if __name__ == "__main__":
    main()
