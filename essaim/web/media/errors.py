"""What can go wrong with a file someone sends."""


class Refused(Exception):
    """A file that is not kept. reasons: the field at fault → its sentences, in French."""

    def __init__(self, reasons: dict[str, list[str]]) -> None:
        super().__init__(" ".join(one for several in reasons.values() for one in several))
        self.reasons = reasons
