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


def written_on(label: Label | None) -> Written:
    """What a label holds besides its verdict; nothing where there is none."""
    return Written(label.correction or "", label.comment or "", label.reasons) if label else NOTHING_WRITTEN


def says(label: Label | None, verdict: Verdict, written: Written) -> bool:
    """True where a label holds this verdict and these words."""
    return label is not None and label.verdict is verdict and written_on(label) == written
