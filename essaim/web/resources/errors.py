"""What can go wrong in the resource centre, in French for whoever meets it."""


class ResourceError(Exception):
    """A refusal. `str(error)` says what happened, what was kept and what to do."""


class NothingChanged(ResourceError):
    """The work is what its last edition already holds: an edition that says nothing is not published."""


class TooLong(ResourceError):
    """A selection past what one file may hold."""


class TooMany(ResourceError):
    """One reader asked for more than is allowed for now."""


class LinkSpent(ResourceError):
    """A reviewer's link that is past its day, already answered, withdrawn, or was never ours."""
