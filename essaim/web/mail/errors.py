"""What can be wrong with a letter."""


class MailError(ValueError):
    """A letter cannot be kept as asked; `str(error)` is a French sentence."""
