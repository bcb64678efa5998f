"""What can be wrong with what is written about members."""


class MemberError(ValueError):
    """Something about a member cannot be written as asked; `str(error)` is a French sentence for who asked."""


class FeeError(MemberError):
    """A scale, a call or a payment cannot be written as asked."""


class ImportFileError(MemberError):
    """A file of members cannot be read, or its import cannot go on."""


class CharterError(MemberError):
    """A version of the charter or a signature cannot be written as asked."""
