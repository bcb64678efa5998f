"""What can be wrong with a public body."""


class BodyError(ValueError):
    """A public body cannot be written as asked; `str(error)` is a French sentence for the person who asked."""
