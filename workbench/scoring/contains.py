"""The expected words stand in the answer, whatever else it says."""

import re

from workbench.scoring.exact import normalise
from workbench.scoring.scores import RIGHT, Compare, Score, Setting, Task, wrong

WHOLE_WORDS = Setting("whole_words", "Whole words only", True, "“cap” is then not found in “capital”.")
SETTINGS = (WHOLE_WORDS,)


def compare_by(task: Task) -> Compare:
    """Right when the answer contains the expected text, case, spacing and outer marks aside."""
    whole_words = WHOLE_WORDS.of(task)

    def compare(answer: str, expected: str) -> Score:
        wanted, given = normalise(expected), normalise(answer)
        found = bool(wanted) and wanted in given
        if found and whole_words:
            found = re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", given) is not None
        return RIGHT if found else wrong("the expected words are not in it")

    return compare
