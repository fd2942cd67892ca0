"""Completions over litellm."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import litellm
from litellm import ModelResponse
from pydantic import BaseModel

from .config import LLMSettings, get_settings


class UsageStats(BaseModel):
    """Tokens spent."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


@dataclass
class RetryConfig:
    """How often to try again; the waits are accepted and left to litellm."""

    max_retries: int = 3
    min_wait: float = 1.0
    max_wait: float = 60.0
    multiplier: float = 2.0


def _with_metadata(options: dict[str, Any], **context: str | None) -> dict[str, Any]:
    given = {name: value for name, value in context.items() if value}
    return {**options, "metadata": {**options.get("metadata", {}), **given}} if given else options


async def complete(
    model: str,
    messages: list[dict[str, str]],
    fallbacks: list[str] | None = None,
    max_retries: int | None = None,
    timeout: float | None = None,
    retry_config: RetryConfig | None = None,
    settings: LLMSettings | None = None,
    project: str | None = None,
    feature: str | None = None,
    user_id: str | None = None,
    request_id: str | None = None,
    **kwargs: Any,
) -> ModelResponse:
    """Ask a model for an answer."""
    defaults = settings or get_settings()
    if max_retries is None:
        max_retries = retry_config.max_retries if retry_config else defaults.default_max_retries
    options = _with_metadata(
        kwargs, project=project, feature=feature, user_id=user_id, request_id=request_id
    )
    return await litellm.acompletion(
        model=model,
        messages=messages,
        fallbacks=fallbacks,
        num_retries=max_retries,
        timeout=defaults.default_timeout if timeout is None else timeout,
        **options,
    )


async def stream(
    model: str,
    messages: list[dict[str, str]],
    timeout: float | None = None,
    settings: LLMSettings | None = None,
    project: str | None = None,
    feature: str | None = None,
    user_id: str | None = None,
    request_id: str | None = None,
    **kwargs: Any,
) -> AsyncIterator[str]:
    """Ask a model for an answer, and yield it as it comes."""
    options = _with_metadata(
        kwargs, project=project, feature=feature, user_id=user_id, request_id=request_id
    )
    limit = (settings or get_settings()).default_timeout if timeout is None else timeout
    chunks = await litellm.acompletion(
        model=model, messages=messages, stream=True, timeout=limit, **options
    )
    async for chunk in chunks:
        if chunk.choices and chunk.choices[0].delta.content:
            yield chunk.choices[0].delta.content


def get_cost(response: ModelResponse) -> float:
    """The price in dollars."""
    return litellm.completion_cost(response)


def get_usage(response: ModelResponse) -> UsageStats:
    """The tokens spent."""
    usage = response.model_dump().get("usage")
    if usage is None:
        raise ValueError("Usage information not available in response")
    return UsageStats.model_validate(usage)
