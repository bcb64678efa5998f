"""What can go wrong with what buyers write."""


class NeedError(ValueError):
    """A need cannot be kept as asked; `str(error)` is a French sentence for the person who asked."""


class WatchError(Exception):
    """A watch that cannot be kept; `str(error)` is one French sentence."""
