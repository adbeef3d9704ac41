"""The answer matches a regular expression: one of the workflow's, or the expected answer itself."""

# The `regex` package, not `re`: a search can be given a time limit, so that no pattern hangs a run.
import regex

from workbench.errors import BadSetting
from workbench.scoring.scores import RIGHT, Compare, Score, Setting, Task, wrong

PATTERN = Setting(
    "pattern",
    "Regular expression",
    "",
    "Write {expected} where the expected answer belongs. Left empty, each expected answer is itself the expression.",
)
WHOLE = Setting("whole", "It must match the whole answer", False)
SETTINGS = (PATTERN, WHOLE)
SEARCH_LIMIT_S = 0.2
_PLACE = "{expected}"


def compare_by(task: Task) -> Compare:
    """Right when the answer matches, case aside. Raises BadSetting where the expression cannot be read."""
    pattern, whole = PATTERN.of(task).strip(), WHOLE.of(task)
    if pattern:
        try:
            regex.compile(pattern.replace(_PLACE, "x"))
        except regex.error as error:
            raise BadSetting(
                f"The regular expression “{pattern}” cannot be read: {error.msg}. Change it on the Workflows page."
            ) from error

    def compare(answer: str, expected: str) -> Score:
        written = pattern.replace(_PLACE, regex.escape(expected.strip())) if pattern else expected.strip()
        try:
            expression = regex.compile(written, regex.IGNORECASE)  # compiled ones are kept by the package
            search = expression.fullmatch if whole else expression.search
            found = search(answer.strip(), timeout=SEARCH_LIMIT_S)
        except regex.error:
            return Score(0.0, None, "the expected answer is no regular expression")
        except TimeoutError:
            return Score(0.0, None, "the regular expression takes too long on this answer")
        return RIGHT if found else wrong("it does not match the expression")

    return compare
