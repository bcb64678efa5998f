"""What can go wrong with people and access."""


class AccountError(ValueError):
    """Something about an account cannot be done; `str(error)` is a French sentence for the person who asked."""


class GrantError(AccountError):
    """A role cannot be given or taken away as asked."""


class FunctionError(AccountError):
    """A function cannot be written as asked."""


class InvitationError(AccountError):
    """An invitation cannot be sent or accepted."""


class JoinError(AccountError):
    """A request to join cannot be made or decided."""


class ErasureError(AccountError):
    """An account cannot be erased yet."""
