"""What a labeler writes besides the verdict."""

from dataclasses import dataclass

from workbench.domain import Label, Verdict


@dataclass(frozen=True)
class Written:
    """The right answer, a note, why it is wrong."""

    correction: str = ""
    comment: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def trimmed(self) -> "Written":
        """The same without blanks around the texts."""
        return Written(self.correction.strip(), self.comment.strip(), tuple(self.reasons))


NOTHING_WRITTEN = Written()


def says(label: Label | None, verdict: Verdict, written: Written) -> bool:
    """True where a label holds this verdict and these words."""
    return (
        label is not None
        and label.verdict is verdict
        and (label.correction or "", label.comment or "", label.reasons)
        == (written.correction, written.comment, written.reasons)
    )
