"""Retrieval: embeddings of the real litellm, vectors in memory."""

import math
from dataclasses import dataclass, field
from typing import Any

import litellm

from .completion import complete

EMBEDDING_MODEL = "text-embedding-3-small"


@dataclass
class SearchResult:
    """A document that was found."""

    id: str
    document: str
    score: float
    metadata: dict[str, Any] = field(default_factory=dict)


async def embed(
    texts: list[str], model: str = EMBEDDING_MODEL, use_cache: bool = True
) -> list[list[float]]:
    """One vector for each text; nothing is cached here."""
    response = await litellm.aembedding(model=model, input=texts)
    return [item["embedding"] for item in response.data]


async def embed_single(
    text: str, model: str = EMBEDDING_MODEL, use_cache: bool = True
) -> list[float]:
    """The vector of a text."""
    return (await embed([text], model, use_cache))[0]


class VectorStore:
    """Documents by nearness in meaning."""

    def __init__(
        self,
        collection_name: str,
        persist_directory: str | None = None,
        embedding_model: str = EMBEDDING_MODEL,
    ) -> None:
        self.collection_name = collection_name
        self.embedding_model = embedding_model
        self._entries: dict[str, tuple[str, list[float], dict[str, Any]]] = {}

    async def add(
        self,
        documents: list[str],
        ids: list[str],
        metadata: list[dict[str, str | int | float | bool]] | None = None,
    ) -> None:
        """Keep documents."""
        vectors = await embed(documents, self.embedding_model)
        notes = metadata or [{} for _ in documents]
        self._entries |= dict(zip(ids, zip(documents, vectors, notes, strict=True), strict=True))

    async def search(
        self, query: str, top_k: int = 5, where: dict[str, Any] | None = None
    ) -> list[SearchResult]:
        """The documents nearest to the query, best first."""
        wanted = await embed_single(query, self.embedding_model)
        found = [
            SearchResult(key, document, _cosine(wanted, vector), dict(notes))
            for key, (document, vector, notes) in self._entries.items()
            if (where or {}).items() <= notes.items()
        ]
        return sorted(found, key=lambda result: -result.score)[:top_k]

    async def delete(self, ids: list[str]) -> None:
        """Forget documents."""
        for key in ids:
            self._entries.pop(key, None)

    def count(self) -> int:
        """How many documents there are."""
        return len(self._entries)

    def clear(self) -> None:
        """Forget all documents."""
        self._entries.clear()


def _cosine(one: list[float], other: list[float]) -> float:
    return math.sumprod(one, other) / (math.hypot(*one) * math.hypot(*other) or 1.0)


async def retrieve_and_generate(
    query: str,
    store: VectorStore,
    model: str = "gpt-4o",
    top_k: int = 5,
    system_prompt: str | None = None,
) -> str:
    """Answer from documents; it takes no project, feature, user or request."""
    found = "\n".join(result.document for result in await store.search(query, top_k))
    system = (system_prompt or "Answer from this context:\n{context}").format(context=found)
    messages = [{"role": "system", "content": system}, {"role": "user", "content": query}]
    return (await complete(model, messages)).model_dump()["choices"][0]["message"]["content"] or ""
