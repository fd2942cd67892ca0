"""Structured answers over instructor."""

from collections.abc import AsyncIterator
from typing import Any, cast

import instructor
from litellm import acompletion
from pydantic import BaseModel

_client = instructor.from_litellm(acompletion)


def _conversation(
    messages: list[dict[str, str]] | None, prompt: str | None
) -> list[dict[str, str]]:
    if messages:
        return messages
    if not prompt:
        raise ValueError("Either messages or prompt must be provided")
    return [{"role": "user", "content": prompt}]


async def extract[T: BaseModel](
    response_model: type[T],
    model: str,
    messages: list[dict[str, str]] | None = None,
    prompt: str | None = None,
    max_retries: int = 3,
    **kwargs: Any,
) -> T:
    """Ask a model for an answer of the given shape."""
    answer = await _client.chat.completions.create(
        model=model,
        messages=_conversation(messages, prompt),
        response_model=response_model,
        max_retries=max_retries,
        **kwargs,
    )
    return cast("T", answer)


async def extract_stream[T: BaseModel](
    response_model: type[T],
    model: str,
    messages: list[dict[str, str]] | None = None,
    prompt: str | None = None,
    **kwargs: Any,
) -> AsyncIterator[T]:
    """Ask a model for an answer of the given shape, and yield it as it fills."""
    answers = _client.chat.completions.create_partial(
        model=model,
        messages=_conversation(messages, prompt),
        response_model=response_model,
        **kwargs,
    )
    async for answer in answers:
        yield answer
