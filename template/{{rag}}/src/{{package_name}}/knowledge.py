"""The interface of the use cases to the known documents. It imports quickly."""

from typing import Annotated, Protocol

from pydantic import Field, StringConstraints

from .models import ApiModel, TicketRequest

DocumentId = Annotated[str, StringConstraints(pattern=r"^doc_[A-Za-z0-9_-]{1,64}$")]


class Document(ApiModel):
    """A text of a few sentences."""

    id: DocumentId
    text: str = Field(min_length=1)


class DocumentsRequest(ApiModel):
    """Documents to add. A document with a known id is replaced."""

    documents: list[Document] = Field(min_length=1, max_length=100)


class DocumentCount(ApiModel):
    """The number of documents that were added."""

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
