"""What the use cases ask of a language model. Light to import, so that they are, too."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel

from .models import CallContext


@dataclass(frozen=True, slots=True)
class Prompt:
    """Our instructions, and the text that they are about, which is never to be obeyed."""

    instructions: str
    text: str


class LanguageModel(Protocol):
    """Answers prompts, or raises a model error of `errors.py`."""

    async def complete(self, prompt: Prompt, context: CallContext) -> str: ...

    async def extract[AnswerT: BaseModel](
        self, prompt: Prompt, context: CallContext, shape: type[AnswerT]
    ) -> AnswerT: ...

    def stream(self, prompt: Prompt, context: CallContext) -> AsyncIterator[str]: ...
