"""What can go wrong with an experience, in French for whoever meets it."""


class PracticeError(Exception):
    """A refusal. `str(error)` says what happened, what was kept and what to do."""


class ChangedMeanwhile(PracticeError):
    """Somebody saved the sheet since it was opened. theirs: version now kept; changed: the fields that differ."""

    def __init__(self, theirs: int, changed: tuple[str, ...]) -> None:
        self.theirs, self.changed = theirs, changed
        super().__init__(
            "Cette fiche a été enregistrée par quelqu’un d’autre depuis que vous l’avez ouverte. Votre texte est "
            "ci-dessous, rien n’en est perdu et rien n’a été écrasé\u00a0: comparez, puis enregistrez de nouveau."
        )


class WrongState(PracticeError):
    """The step asked for is not one of those possible from where the sheet stands."""


class NotReady(PracticeError):
    """The sheet lacks something it needs before it is proposed. missing: what, in French."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        self.missing = missing
        super().__init__("Il manque encore\u00a0: " + ", ".join(missing) + ". Votre brouillon est enregistré.")
