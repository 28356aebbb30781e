"""What a request means by its address: language models that are asked over HTTP."""

import re
from collections.abc import Iterable

_POSTS = frozenset({
    "requests.post", "requests.request", "requests.Session.post", "httpx.post", "httpx.Client.post", "httpx.AsyncClient.post",
    "aiohttp.ClientSession.post",
})  # fmt: skip
# Addresses as the services document them: Ollama, OpenAI and those that speak like it, Anthropic, Google, Hugging Face, Cohere.
_MODELS = re.compile(
    r"/api/(?:generate|chat)$|/chat/completions\b|/v1/(?:completions|messages|responses)\b|:generateContent\b"
    r"|api-inference\.huggingface\.co/models/|api\.cohere\.(?:ai|com)/v\d/(?:chat|generate)"
)
_LANGUAGE_MODEL = ("llm.call",)


def is_request(name: str) -> bool:
    """Whether a call sends something to an address and waits for the answer."""
    return name in _POSTS


def concepts_of_address(texts: Iterable[str]) -> tuple[str, ...]:
    """The concepts of a request to one of these addresses: a language model that is asked over HTTP, or ()."""
    return _LANGUAGE_MODEL if any(_MODELS.search(text) for text in texts) else ()
