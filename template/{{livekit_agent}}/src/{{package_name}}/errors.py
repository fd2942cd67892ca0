"""The errors of this package. Callers can tell them apart by type, without reading messages."""


class AgentError(Exception):
    """The root of all errors raised on purpose by this package."""


class ConfigurationError(AgentError):
    """The environment does not hold what the agent needs to start."""


class OrderNotFoundError(AgentError):
    """The customer has no order of that number."""


class OrderNotCancellableError(AgentError):
    """The order is on its way, and cannot be called back."""
