"""Errors of the rules room. Their messages are French: a reader may meet them."""

from datetime import date

from essaim.rules.dates import french_date


class RulesError(Exception):
    """Any error of this room."""


class UnknownParameter(RulesError):
    """No parameter bears this name."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"Paramètre inconnu\u00a0: «\u00a0{name}\u00a0».")


class NoValueAt(RulesError):
    """The parameter exists, but held no value on that day."""

    def __init__(self, name: str, on: date) -> None:
        self.name, self.on = name, on
        super().__init__(f"Le paramètre «\u00a0{name}\u00a0» n’a pas de valeur au {french_date(on)}.")


class InvalidParameters(RulesError):
    """A file of parameters breaks its own schema."""

    def __init__(self, file: str, why: str) -> None:
        self.file = file
        super().__init__(f"Le fichier de paramètres «\u00a0{file}\u00a0» est invalide\u00a0: {why}")


class InvalidFacts(RulesError):
    """A fact was given a value it cannot have."""

    def __init__(self, field: str, value: object) -> None:
        self.field = field
        super().__init__(f"Valeur impossible pour «\u00a0{field}\u00a0»\u00a0: {value!r}.")
