"""`make sample`: regenerate the sample files and compare them with the shipped ones."""

import sys

from workbench.samples.building import (
    GENERATORS,
    TOLERATED_RATE,
    compare_answers,
    items_text,
    model_outputs,
    read_rows,
    write_rows,
)
from workbench.settings import sample_folder


def regenerate() -> int:
    """Write what is regenerated; returns 1 where it differs from what was shipped by more than is tolerated."""
    folder, differing = sample_folder(), 0
    for sample in GENERATORS:
        path, text = folder / sample / "items.csv", items_text(sample)
        same = path.is_file() and path.read_text(encoding="utf-8") == text
        path.write_text(text, encoding="utf-8")
        print(f"{path.name} of {sample}: {'identical' if same else 'differed and was written anew'}")
        differing += not same
    path = folder / "contract_clauses" / "small_model_outputs.csv"
    shipped, fresh = read_rows(path), model_outputs(folder, say=print)
    rate = compare_answers(shipped, fresh)
    print(f"{path.name}: {1 - rate:.1%} of {len(fresh)} answers are the shipped ones")
    if rate > TOLERATED_RATE:
        write_rows(path, fresh)
        differing += 1
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(regenerate())
