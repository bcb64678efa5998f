"""What can be wrong with letters and subscriptions."""


class LetterError(ValueError):
    """Something cannot be done as asked; `str(error)` is a French sentence that says what was kept."""
