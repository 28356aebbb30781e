"""Credentials by shape. A value found never leaves this file: what leaves is its kind, its line, or a masked text."""

import functools
import itertools
import math
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from evaluator.facts.credentials import SHAPES, Shape
from evaluator.facts.mail_password import mail_passwords
from evaluator.model.documents import Secret
from evaluator.model.regex import regex

MAX_SECRETS = 200
MAX_LINE = 2_000
MAX_KEY_BLOCK = 8_000

# Looked for in lower-case text: ignoring case within the expression is fifteen times slower.
_NAME = regex(r"key|secret|token|passw(?:or)?d|pwd|credential")
_WHOSE_KEY = regex(r"(?:api|auth|access|account|secret|encryption|signing|service)[_-]?\Z")
_NAME_BEFORE = regex(r"[\w.-]{0,40}\Z")
_NAME_AFTER = regex(r"[\w-]{0,40}")
_ASSIGNED = regex(
    r"""[\w-]{0,40}(?:\\?['"])?\]?(?::\s{0,3}[\w.\[\] |]{1,30}?)?\s{0,8}"""
    r"""(?:=>|:=|=(?!=)|:|,)\s{0,8}[rbuf]{0,2}\\?(['"])([^'"\\\s]{16,200})\\?\1"""
)
_UNQUOTED = regex(r"[\w-]{0,40}\s{0,8}(?:=|:\s)\s{0,8}([\w+/=~.@!^*-]{16,200})[ \t]*(?:\r?\n|\Z)")
_LINE_START = regex(r"[\s>-]{0,12}(?:export\s|set\s|ENV\s|ARG\s)?\s{0,4}[\w.-]{0,60}\Z")
_NOT_A_SECRET_NAME = regex(
    r"(?:ids?|names?|files?|path|dir|ur[il]|type|len|length|size|count|hash|sha\d{0,3}|digest|col|column|field|label|prefix|suffix|env|var"
    r"|param|class|index|regex|pattern|format|version|placeholder|header|map|list|arn|ref|manager)\Z"
    r"|tokeni|tokens\b|public|csrf|xsrf|(?:pad|eos|bos|unk|mask|sep|cls|page|next|continuation|special|img|image)_token"
    r"|example|dummy|fake|mock|sample|checksum|fingerprint|revision",
    re.IGNORECASE,
)
_PLACEHOLDER = regex(
    r"your|example|sample|dummy|placeholder|change.?(?:me|this|it)|insert|replace|todo|fake|demo|secret|passw|api.?key|token|here\b"
    r"|xxx|\*\*\*"
    r"|\A(?:sha\d|md5|argon2|bcrypt|pbkdf2)|\.\.\.|abcdef|123456|qwerty|insecure|localhost|test|default|none|null|<|>|\{|\}|\$|%\(|\(",
    re.IGNORECASE,
)
# Words and a number, given as a password: a person's own as likely as a placeholder, which says so by one of these.
_OF_WORDS = regex(r"[A-Za-z]{3,20}(?:[_-][A-Za-z]{3,20}){1,5}[_-]?\d{2,8}[!@#$%]?")
_SAYS_PLACEHOLDER = regex(
    r"your|example|sample|dummy|placeholder|change|insert|replace|todo|fake|demo|xxx|enter|update"
    r"|(?:^|[_-])(?:my|here|test|testing|default|put|fill|set|add|some|this|local|none)(?:[_-]|\d|$)",
    re.IGNORECASE,
)
_PASSWORD_NAME = regex(r"(?:passw(?:or)?d|pwd)\Z", re.IGNORECASE)
_UUID = regex(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_VERSION = regex(r"=?v?\d{1,4}\.\d{1,4}(?:\.[\w+]{1,20}){0,3}(?:=[\w.]{1,40})?")  # of a package: `secretstorage=3.3.3=py310hff52083_1`
_HEX = regex(r"[0-9a-f]+|[0-9A-F]+")
_WORDS = regex(r"[A-Z]?[a-z]{4,}|[A-Z]{5,}")
_URL_LOGIN = regex(r"://[\w.+-]{1,60}:([^\s@/:'\"<>{}$]{12,100})@(?!localhost|127\.|db\b|postgres\b|mysql\b)[\w.-]{3,}")
_KEY_BLOCK = regex(r"-----BEGIN[ A-Z0-9_-]{0,60}PRIVATE KEY(?: BLOCK)?-----")
_KEY_BODY = regex(r"[A-Za-z0-9+/]{24,}")

Confidence = Literal["high", "low"]


class _Hit(NamedTuple):
    start: int
    end: int
    kind: str
    confidence: Confidence


def find(text: str) -> tuple[Secret, ...]:
    """The credentials in a text, by line; at most 200. Linear in the length of the text."""
    return scan(text)[0]


def mask(text: str) -> str:
    """The text with each credential cut to its first four characters and its length; lines stay where they were."""
    return scan(text)[1]


@functools.lru_cache(maxsize=1)
def scan(text: str) -> tuple[tuple[Secret, ...], str]:
    """Both: the credentials found and the text with them masked; the last answer is kept, since a file is read as several kinds."""
    found: list[Secret] = []
    parts: list[str] = []
    line, position = 1, 0
    for hit in _hits(text):
        value = text[hit.start : hit.end]
        line += text.count("\n", position, hit.start)
        secret = Secret(hit.kind, line, confidence=hit.confidence)
        if secret not in found[-3:]:
            found.append(secret)
        parts += [text[position : hit.start], value[:4], f"…({len(value)})", "\n" * value.count("\n")]
        line += value.count("\n")
        position = hit.end
    return tuple(found), "".join([*parts, text[position:]]) if parts else text


def _hits(text: str) -> list[_Hit]:
    found = sorted([*_by_shape(text), *_key_blocks(text), *_by_name(text), *_by_url(text), *_of_mail(text)])
    kept: list[_Hit] = []
    for hit in found:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept[:MAX_SECRETS]


def _by_shape(text: str) -> list[_Hit]:
    return [hit for shape in SHAPES if shape.literal in text for hit in _of_shape(text, shape)]


def _of_shape(text: str, shape: Shape) -> list[_Hit]:
    found: list[_Hit] = []
    position = text.find(shape.literal)
    while position >= 0 and len(found) < MAX_SECRETS:
        start = max(0, position - shape.before)
        match = shape.pattern.search(text, start, position + shape.after) if shape.before else shape.pattern.match(text, position)
        if match and _is_token(match.group(1), shape) and _is_near(text, position, shape):
            found.append(_Hit(match.start(1), match.end(1), shape.kind, shape.confidence))
        position = text.find(shape.literal, position + len(shape.literal))
    return found


def _is_token(value: str, shape: Shape) -> bool:
    lower = value.lower()
    return (
        _entropy(value) >= shape.entropy
        and not value.endswith("EXAMPLE")
        and not any(sign in lower for sign in ("xxxx", "example", "your", "1234567890", "abcdefghij", "0000000"))
    )


def _is_near(text: str, position: int, shape: Shape) -> bool:
    return not shape.near or re.search(shape.near, text[max(0, position - 160) : position + 200], re.IGNORECASE) is not None


def _key_blocks(text: str) -> list[_Hit]:
    found: list[_Hit] = []
    position = text.find("-----BEGIN")
    while position >= 0 and len(found) < MAX_SECRETS:
        header = _KEY_BLOCK.match(text, position)
        if header:
            end = text.find("-----END", header.end(), position + MAX_KEY_BLOCK)
            body = text[header.end() : end if end >= 0 else header.end() + 400].rstrip()
            if _KEY_BODY.search(body) and _entropy(body[:200]) > 4 and "..." not in body:
                found.append(_Hit(position, header.end() + len(body), "private-key", "high"))
        position = text.find("-----BEGIN", position + 10)
    return found


def _by_url(text: str) -> list[_Hit]:
    if "://" not in text or "@" not in text:
        return []
    found: list[_Hit] = []
    position = text.find("://")
    while position >= 0 and len(found) < MAX_SECRETS:
        match = _URL_LOGIN.match(text, position)
        if match and _judge(match.group(1), "password"):
            found.append(_Hit(match.start(1), match.end(1), "url-with-password", "high"))
        position = text.find("://", position + 3)
    return found


def _by_name(text: str) -> list[_Hit]:
    found: list[_Hit] = []
    lower = text.lower()
    for hit in _NAME.finditer(lower if len(lower) == len(text) else text):
        if hit.group() == "key" and not _WHOSE_KEY.search(lower, max(0, hit.start() - 12), hit.start()):
            continue
        match = _ASSIGNED.match(text, hit.end()) or _setting(text, hit)
        if match is None:
            continue
        group = match.re.groups  # of both, the last is the value
        confidence = _judge(match.group(group), _full_name(text, hit))
        if confidence and (group == 2 or _scattered(match.group(1))):
            found.append(_Hit(match.start(group), match.end(group), "assigned-literal", confidence))
        elif not confidence and _is_of_words(match.group(group), _full_name(text, hit)):
            found.append(_Hit(match.start(group), match.end(group), "password-of-words", "low"))
        if len(found) >= MAX_SECRETS:
            break
    return found


def _of_mail(text: str) -> Iterator[_Hit]:
    for each in mail_passwords(text):
        if not _NOT_A_SECRET_NAME.search(_full_name(text, each.named)) and not _PLACEHOLDER.search(text[each.start : each.end]):
            yield _Hit(each.start, each.end, "mail-app-password", each.confidence)


def _setting(text: str, hit: re.Match[str]) -> re.Match[str] | None:
    """`NAME=value` or `name: value` alone on a line, as in .env, INI and YAML; in code such a value would be a name."""
    start = text.rfind("\n", max(0, hit.start() - MAX_LINE), hit.start()) + 1
    if hit.start() - start > 80 or not _LINE_START.fullmatch(text, start, hit.start()):
        return None
    return _UNQUOTED.match(text, hit.end())


def _full_name(text: str, hit: re.Match[str]) -> str:
    before = _NAME_BEFORE.search(text, max(0, hit.start() - 40), hit.start())
    after = _NAME_AFTER.match(text, hit.end())
    return (before.group() if before else "") + text[hit.start() : hit.end()] + (after.group() if after else "")


def _judge(value: str, name: str) -> Confidence | None:
    """How surely a literal given to a name is a live credential; None when it is a placeholder, hash, path or word."""
    if _NOT_A_SECRET_NAME.search(name) or _PLACEHOLDER.search(value) or value.count("/") > 3 or "://" in value or _VERSION.fullmatch(value):
        return None
    letters = sum(character.isalpha() for character in value)
    digits = sum(character.isdigit() for character in value)
    if not value.isascii() or letters < 3 or digits < 2 or _entropy(value) < 3:
        return None
    if 2 * sum(len(word.group()) for word in _WORDS.finditer(value)) > len(value):
        return None
    doubtful = _UUID.fullmatch(value) or "test" in name.lower() or (_HEX.fullmatch(value) and "pass" in name.lower())
    return "low" if doubtful else "high"


def _is_of_words(value: str, name: str) -> bool:
    """Whether a password is made of words and a number and does not say that it stands for another; a question in settings only."""
    said = _NOT_A_SECRET_NAME.search(name) or _SAYS_PLACEHOLDER.search(value)
    return _PASSWORD_NAME.search(name) is not None and _OF_WORDS.fullmatch(value) is not None and not said


def _scattered(value: str) -> bool:
    """Whether letters and digits alternate as in a random string; a name in code has a digit at its end."""
    classes = ["0" if c.isdigit() else "A" if c.isupper() else "a" if c.islower() else "." for c in value]
    changes = sum(a != b for a, b in itertools.pairwise(classes))
    return 4 * changes >= len(value) and len(re.findall(r"\d+", value)) >= 2


def _entropy(value: str) -> float:
    """Shannon entropy in bits a character."""
    counts = [value.count(character) for character in set(value)]
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts) if value else 0.0
