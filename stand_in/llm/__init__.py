"""A stand-in for the organisation's private llm package, for tests only.

Reproduced: the names and signatures that a service uses, the real litellm and instructor beneath
them, settings from the environment, the server's app with its routes, error envelope, request ids
and logging (its flaws too: 500 with the text of the exception, request ids of callers ignored, the
root logger taken over at start), traces that are sent when they are flushed.

Not reproduced: Langfuse's wire format, ChromaDB (vectors are kept in memory), prompts, metrics,
evaluation, secret managers, command-line tools.
"""

from importlib import import_module
from typing import Any

from .completion import RetryConfig, UsageStats, complete, get_cost, get_usage, stream
from .config import LLMSettings, configure, get_settings, reset_settings, set_settings
from .structured import extract, extract_stream

LAZY = {
    **dict.fromkeys(
        (
            "add_trace_metadata",
            "flush_traces",
            "init_observability",
            "set_trace_session",
            "set_trace_user",
            "trace",
        ),
        "observability",
    ),
    **dict.fromkeys(
        ("SearchResult", "VectorStore", "embed", "embed_single", "retrieve_and_generate"), "rag"
    ),
}

__all__ = [
    "LLMSettings",
    "RetryConfig",
    "UsageStats",
    "complete",
    "configure",
    "extract",
    "extract_stream",
    "get_cost",
    "get_settings",
    "get_usage",
    "reset_settings",
    "set_settings",
    "stream",
]


def __getattr__(name: str) -> Any:
    """Import what is heavy or optional when it is first asked for."""
    if name == "server_app":
        return import_module(".server.app", __name__).app
    if name in LAZY:
        return getattr(import_module(f".{LAZY[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
