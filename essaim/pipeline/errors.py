"""Errors that stop a fetch or a build. Each carries one French sentence, ready to be shown to the reader."""

from collections.abc import Sequence


def row_words(row: Sequence[object]) -> str:
    """The row that a check found, as a person reads it: « 02285, Chauny »; what is empty is said so.

    row: the values of one line; engines nest them in a row of their own.
    """
    flat = row[0] if len(row) == 1 and isinstance(row[0], (tuple, list)) else row
    return ", ".join("vide" if value is None else str(value) for value in flat)


class PipelineError(Exception):
    """Base of every foreseen failure; `str(error)` is one French sentence."""


class CardError(PipelineError):
    """The identity card of a source (source.yaml) is malformed or incomplete."""


class MirrorError(PipelineError):
    """The mirror folder, its mirror.yaml or one of the files it lists cannot be used."""


class MissingSourceError(PipelineError):
    """A source that the build cannot do without is absent."""


class WrongFileError(PipelineError):
    """A source file is not what its card describes: empty, truncated, other columns, other format."""


class BuildRefusedError(PipelineError):
    """The build finished but is worse than what is served: broken contract, failed check, losses."""


class BuildBusyError(PipelineError):
    """Another build holds the lock."""


class FetchError(PipelineError):
    """A download failed for good: forbidden host, too big, too slow, wrong content, server in error."""


class NoReleaseError(PipelineError):
    """No release to serve, or none to go back to."""
