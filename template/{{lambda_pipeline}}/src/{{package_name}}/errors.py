"""Everything that can go wrong here, by name, so that callers never have to read messages."""


class PipelineError(Exception):
    """The root of all errors raised on purpose by this package."""


class ConfigurationError(PipelineError):
    """The environment does not hold what the function needs to start."""


class MalformedEventError(PipelineError):
    """A message does not hold an S3 notification; retrying it will not help."""


class SourceMissingError(PipelineError):
    """The delivered object was deleted before it could be read."""


class SourceReplacedError(PipelineError):
    """The delivered object was overwritten; the new content has a notification of its own."""


class UnreadableSourceError(PipelineError):
    """The delivered object as a whole is not the agreed format."""


class RejectedRecordError(PipelineError):
    """One record breaks a rule; the message is the reason shown to whoever sent it."""
