"""What the use cases ask of the documents that we know. Light to import."""

from typing import Annotated, Protocol

from pydantic import Field, StringConstraints

from .models import ApiModel, TicketRequest

DocumentId = Annotated[str, StringConstraints(pattern=r"^doc_[A-Za-z0-9_-]{1,64}$")]


class Document(ApiModel):
    """Something that we know, in a few sentences."""

    id: DocumentId
    text: str = Field(min_length=1)


class DocumentsRequest(ApiModel):
    """Documents to know from now on; one that was known before is replaced."""

    documents: list[Document] = Field(min_length=1, max_length=100)


class DocumentCount(ApiModel):
    """How many documents were taken."""

    count: int


class QuestionRequest(TicketRequest):
    """A question, and the user who wants an answer."""


class KnowledgeAnswer(ApiModel):
    """An answer, and the documents that it was made from."""

    answer: str
    document_ids: list[DocumentId]


class Knowledge(Protocol):
    """Keeps documents and finds them by meaning, or raises a model error of `errors.py`."""

    async def add(self, documents: list[Document]) -> None: ...

    async def search(self, question: str, limit: int) -> list[Document]: ...
