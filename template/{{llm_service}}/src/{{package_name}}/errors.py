"""Everything that can go wrong here, by name; `edge.py` says what callers learn of it."""


class ServiceError(Exception):
    """The root of all errors raised on purpose by this package."""


class ConfigurationError(ServiceError):
    """The environment does not hold what the service needs to start."""


class InvalidRequestError(ServiceError):
    """The request does not have the agreed form; the message, which callers see, says where."""


class RequestTooLargeError(ServiceError):
    """The body is larger than the service reads."""


class ModelUnavailableError(ServiceError):
    """The provider of the model cannot be reached, or refuses."""


class ModelTimeoutError(ServiceError):
    """The model did not answer in time."""


class MalformedAnswerError(ServiceError):
    """The model answered, but not in the agreed form, however often it was asked."""


class NotReadyError(ServiceError):
    """The service is starting or stopping."""
