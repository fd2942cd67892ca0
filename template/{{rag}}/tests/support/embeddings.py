"""What a provider answers to a request for embeddings."""

from string import ascii_lowercase
from typing import Any


def embeddings(texts: list[str]) -> dict[str, Any]:
    """Vectors of texts: how often each letter occurs in them."""
    data = [
        {
            "object": "embedding",
            "index": index,
            "embedding": [text.lower().count(letter) for letter in ascii_lowercase],
        }
        for index, text in enumerate(texts)
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return {"object": "list", "model": "test", "data": data, "usage": usage}
