"""Errors that stop a fetch or a build. Each carries one French sentence, ready to be shown to the reader."""


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
