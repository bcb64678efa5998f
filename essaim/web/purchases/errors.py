"""What can go wrong with an authority's own purchases."""


class PurchaseError(ValueError):
    """Something cannot be written as asked; `str(error)` is a French sentence for who asked."""


class LedgerFileError(PurchaseError):
    """A file cannot be read as purchases, or not with these columns. Nothing of it was written."""
