"""Bytes to text: what a file says must be known before anybody reads it.

Order: UTF-8 (with or without a mark), UTF-16 and UTF-32 by their mark (PowerShell writes those), then what the kind of
file allows: the PEP 263 cookie for Python, a guess for prose, one character a byte for the rest.
"""

import codecs
import io

from evaluator.facts.secret import mask
from evaluator.model.regex import regex

__all__ = ["MAX_BYTES", "MAX_PROSE_BYTES", "decode", "decode_prose", "decode_python", "mask"]

MAX_BYTES = 16 * 1024 * 1024
MAX_PROSE_BYTES = 512 * 1024
GUESS_BYTES = 32 * 1024

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_APPLE_DOUBLE = b"\x00\x05\x16\x07"
# utf-7, unicode_escape, idna and the like can hide code from whoever reads the bytes; these cannot.
_PLAIN_CODEC = regex(
    r"(?:utf-8(?:-sig)?|ascii|iso8859-\d{1,2}|iso-8859-\d{1,2}|cp\d{2,5}|koi8-[rtu]|gb2312|gbk|gb18030|big5|euc_(?:jp|kr)|shift_jis)"
)


def decode(data: bytes) -> str:
    """The text of a file of settings or data; a byte that is not UTF-8 is read as latin-1.

    Raises:
        ValueError: it is no text ("binary"), or its mark lies about the encoding.
    """
    text = _unicode(data)
    return text if text is not None else data.decode("latin-1")


def decode_python(data: bytes) -> str:
    """The text of Python source, by the rules of PEP 263.

    Raises:
        ValueError: binary, an encoding that Python would refuse, or one that hides its text (utf-7, unicode_escape).
    """
    import tokenize

    _refuse_binary(data)
    if any(data.startswith(mark) for mark, _ in _MARKS):
        return _strict(data, _mark(data))
    try:
        codec = tokenize.detect_encoding(io.BytesIO(data[:2_000]).readline)[0]
    except SyntaxError:
        codec = "utf-8" if _unicode(data) is not None else ""
    if not _PLAIN_CODEC.fullmatch(codec):
        raise ValueError("an encoding that is unknown or hides its text")
    return _strict(data, codec)


def decode_prose(data: bytes) -> str:
    """The text of a document; an encoding that nothing declares is guessed from the bytes.

    Raises:
        ValueError: binary.
    """
    text = _unicode(data)
    if text is not None:
        return text
    from charset_normalizer import from_bytes

    best = from_bytes(data[:GUESS_BYTES]).best()
    codec = best.encoding if best else "latin-1"
    return data.decode(codec, errors="replace")


def _unicode(data: bytes) -> str | None:
    """The text when it is Unicode, None when it is some 8-bit encoding."""
    _refuse_binary(data)
    if any(data.startswith(mark) for mark, _ in _MARKS):
        return _strict(data, _mark(data))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _mark(data: bytes) -> str:
    return next(codec for mark, codec in _MARKS if data.startswith(mark))


def _refuse_binary(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise ValueError("too large")
    wide = any(data.startswith(mark) for mark, codec in _MARKS if codec != "utf-8-sig")
    if data.startswith(_APPLE_DOUBLE) or (not wide and b"\0" in data):
        raise ValueError("binary")


def _strict(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError):
        raise ValueError(f"not valid {codec}") from None
