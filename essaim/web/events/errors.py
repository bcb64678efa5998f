"""What can go wrong with an event or a registration, in French for whoever meets it."""


class EventError(Exception):
    """A refusal. `str(error)` says what happened, what was kept and what to do; field: the one to correct, if any."""

    def __init__(self, sentence: str, field: str = "") -> None:
        self.field = field
        super().__init__(sentence)


class RegistrationClosed(EventError):
    """Nobody registers here, or not now."""


class NotForYou(EventError):
    """The event is kept to some (members, elected members)."""


class FetchRefused(EventError):
    """An address that must not, or cannot, be read."""


class UnreadableFeed(EventError):
    """What was read is no calendar."""
