"""Everything that can go wrong here, by name, so that callers never have to read messages."""

from typing import ClassVar


class ServiceError(Exception):
    """The root of all errors raised on purpose by this package.

    Whoever made the request gets the code and the public message, and nothing else.
    """

    code: ClassVar[str] = "INTERNAL_ERROR"
    public_message: ClassVar[str] = "something went wrong on our side"


class ConfigurationError(ServiceError):
    """The environment does not hold what the service needs to start."""


class InvalidRequestError(ServiceError):
    """The request does not have the agreed form; the message says where."""

    code = "INVALID_REQUEST"


class ClosedRouteError(ServiceError):
    """The path belongs to the llm package, and is not for callers of this service."""

    code = "NOT_FOUND"
    public_message = "Not Found"


class RequestTooLargeError(ServiceError):
    """The body is larger than the service reads."""

    code = "REQUEST_TOO_LARGE"
    public_message = "the body is too large"


class ModelUnavailableError(ServiceError):
    """The provider of the model cannot be reached, or refuses."""

    code = "MODEL_UNAVAILABLE"
    public_message = "the language model is unavailable, try again later"


class ModelTimeoutError(ServiceError):
    """The model did not answer in time."""

    code = "MODEL_TIMEOUT"
    public_message = "the language model took too long, try again later"


class MalformedAnswerError(ServiceError):
    """The model answered, but not in the agreed form, however often it was asked."""

    code = "MALFORMED_ANSWER"
    public_message = "the language model gave no usable answer"


class NotReadyError(ServiceError):
    """The service is starting or stopping."""

    code = "NOT_READY"
    public_message = "the service takes no requests now"
