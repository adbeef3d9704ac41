"""`make sample`: regenerate the sample files and compare them with the shipped ones."""

import sys

from workbench.errors import WorkbenchError
from workbench.samples.building import (
    ANSWERED,
    GENERATORS,
    OUTPUTS,
    TOLERATED_RATE,
    compare_answers,
    items_text,
    model_outputs,
    read_rows,
    write_rows,
)
from workbench.settings import sample_folder


def regenerate() -> int:
    """Compare fresh files with the shipped ones and write those that differ; returns how many did."""
    differing = sum(_items(sample) for sample in GENERATORS)
    return differing + sum(_outputs(sample) for sample in ANSWERED)


def _items(sample: str) -> bool:
    path, text = sample_folder() / sample / "items.csv", items_text(sample)
    differs = not path.is_file() or path.read_text(encoding="utf-8") != text
    if differs:
        path.write_text(text, encoding="utf-8")
    print(f"{sample}/{path.name}: {'differed and was written anew' if differs else 'identical'}", flush=True)
    return differs


def _outputs(sample: str) -> bool:
    """True where more answers differ than another processor's rounding explains."""
    path = sample_folder() / sample / OUTPUTS
    fresh = model_outputs(path.parent, sample, say=lambda line: print(line, flush=True))
    rate = compare_answers(read_rows(path), fresh)
    differs = rate > TOLERATED_RATE
    if differs:
        write_rows(path, fresh)
    print(
        f"{sample}/{path.name}: {1 - rate:.1%} of {len(fresh)} answers are the shipped ones"
        f"{'; written anew' if differs else ''}",
        flush=True,
    )
    return differs


if __name__ == "__main__":
    try:
        sys.exit(1 if regenerate() else 0)
    except WorkbenchError as error:
        sys.exit(str(error))
