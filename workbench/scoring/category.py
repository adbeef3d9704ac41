"""The same category, whatever it is called: synonyms, and an answer that names it in a sentence."""

from workbench.errors import BadSetting
from workbench.scoring.exact import normalise
from workbench.scoring.label_names import labels_named, labels_within
from workbench.scoring.scores import RIGHT, Compare, Score, Setting, Task, wrong

SYNONYMS = Setting(
    "synonyms",
    "Other names for a category, one category per line",
    "",
    "Governing law = applicable law; choice of law",
    lines=4,
)
READING = Setting(
    "reading",
    "How an answer is read",
    "whole",
    "Where sentences are read, an answer that names two different categories is not right.",
    choices={
        "whole": "The whole answer is the category",
        "named": "The answer names the category, in a sentence for instance",
        "within": "The category's letters stand anywhere in the answer",
    },
)
SETTINGS = (SYNONYMS, READING)


def read_synonyms(text: str) -> dict[str, str]:
    """{another name: the category}, from lines of "category = name; name". Raises BadSetting naming the line.

    >>> read_synonyms("Governing law = applicable law; choice of law")
    {'applicable law': 'Governing law', 'choice of law': 'Governing law'}
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        category, mark, names = (part.strip() for part in line.partition("="))
        if not (category and mark and names):
            raise BadSetting(
                f"Line {number} of the other names, “{line.strip()}”, is not of the form category = other name; other "
                "name. Change it."
            )
        for name in filter(None, (part.strip() for part in names.split(";"))):
            other = found.get(normalise(name), category)
            if normalise(other) != normalise(category):
                raise BadSetting(
                    f"“{name}” stands for both “{other}” and “{category}”. Leave one of them out."
                )
            found[normalise(name)] = category
    return found


def compare_by(task: Task) -> Compare:
    """Right when answer and expected are the same category. Raises BadSetting."""
    synonyms = read_synonyms(SYNONYMS.of(task))
    reading = READING.of(task)
    known = (*task.categories, *synonyms)

    def category(text: str) -> str:
        form = normalise(text)
        return normalise(synonyms[form]) if form in synonyms else form

    known_forms = {category(label) for label in known}

    def compare(answer: str, expected: str) -> Score:
        wanted = category(expected)
        if category(answer) == wanted:
            return RIGHT
        if reading == "whole":
            return wrong("another category")
        # A pattern of many names takes milliseconds to make, so it is made once, and not for each expected answer.
        find = labels_within if reading == "within" else labels_named
        named = {category(label) for label in find(answer, known)}
        if wanted not in known_forms:
            named |= {category(label) for label in find(answer, (expected,))}
        if named == {wanted}:
            return RIGHT
        if wanted in named:
            return wrong(f"it names {len(named)} categories")
        return wrong("another category" if named else "it names none of the categories")

    return compare
