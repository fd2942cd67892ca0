"""The routes for documents, and for questions about them."""

from starlette.requests import Request

from .knowledge import (
    DocumentCount,
    DocumentsRequest,
    Knowledge,
    KnowledgeAnswer,
    QuestionRequest,
)
from .llm import LanguageModel
from .routes import call_context, read
from .use_cases import answer


class KnowledgeRoutes:
    """The routes /v1/documents and /v1/answers."""

    def __init__(self, model: LanguageModel, knowledge: Knowledge, project: str) -> None:
        self._model = model
        self._knowledge = knowledge
        self._project = project

    async def documents(self, request: Request) -> DocumentCount:
        """Add documents."""
        body = await read(request, DocumentsRequest)
        await self._knowledge.add(body.documents)
        return DocumentCount(count=len(body.documents))

    async def answers(self, request: Request) -> KnowledgeAnswer:
        """Answer a question."""
        question = await read(request, QuestionRequest)
        context = call_context(self._project, answer.FEATURE, question.user_id)
        return await answer.answer_question(question.text, self._model, self._knowledge, context)
