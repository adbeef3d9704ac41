"""How findings name rows and columns."""

from collections.abc import Sequence

from workbench.domain.formats import plural

_NAMED = 8


def rows_named(numbers: Sequence[int], word: str = "Row") -> str:
    """ "Row 5", "Rows 13, 27 and 50", "Rows 13, 27, 50 and 8 more"."""
    if len(numbers) == 1:
        return f"{word} {numbers[0]}"
    return f"{word}s {listed([str(number) for number in numbers])}"


def columns_named(names: Sequence[str]) -> str:
    """ "Column “A”", "Columns “A”, “B” and “C”"."""
    return f"Column{'s' if len(names) > 1 else ''} {quoted(names)}"


def quoted(names: Sequence[str]) -> str:
    """ "“A”, “B” and “C”"."""
    return listed([f"“{name}”" for name in names])


def listed(parts: Sequence[str]) -> str:
    """The parts with commas and an "and"; after a few the number of the rest."""
    if len(parts) == 1:
        return parts[0]
    if len(parts) > _NAMED + 1:
        return f"{', '.join(parts[:_NAMED])} and {len(parts) - _NAMED:,} more"
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def cells_are(number: int) -> str:
    """ "1 cell is", "57 cells are"."""
    return f"{plural(number, 'cell')} {'is' if number == 1 else 'are'}"
