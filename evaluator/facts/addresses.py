"""What a request means by its address: language models that are asked over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluator.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluator.model.source import Argument, Binding

_POSTS = frozenset({
    "requests.post", "requests.request", "requests.Session.post", "httpx.post", "httpx.Client.post", "httpx.AsyncClient.post",
    "aiohttp.ClientSession.post",
})  # fmt: skip
# Addresses as the services document them: Ollama, OpenAI and those that speak like it, Anthropic, Google, Hugging Face, Cohere.
_MODELS = regex(
    r"/api/(?:generate|chat)$|/chat/completions\b|/v1/(?:completions|messages|responses)\b|:generateContent\b"
    r"|api-inference\.huggingface\.co/models/|api\.cohere\.(?:ai|com)/v\d/(?:chat|generate)"
)
LANGUAGE_MODEL = ("llm.call",)


def by_address(name: str, arguments: tuple[Argument, ...], bindings: Mapping[str, Binding]) -> tuple[str, ...]:
    """The concepts of a request whose address is that of a language model, else none."""
    if name not in _POSTS:
        return ()
    told = [each for each in arguments if each.name in ("", "url")][:2]
    held = (bindings[each.text].constant for each in told if each.text in bindings)
    texts = (text for each in told for text in (each.constant, *each.items))
    return LANGUAGE_MODEL if any(isinstance(text, str) and _MODELS.search(text) for text in (*texts, *held)) else ()
