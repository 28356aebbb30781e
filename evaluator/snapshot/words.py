"""Words of a repository as text for one line of ours: the only way they enter a message or a `Snapshot`."""

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def display(words: bytes | str, limit: int = 200) -> str:
    """One line that moves no cursor, reverses no text and starts no workflow command (security, section 4)."""
    text = words.decode("utf-8", "backslashreplace") if isinstance(words, bytes) else words
    shown = "".join(
        letter if letter.isprintable() and letter not in _BIDI else letter.encode("unicode_escape", "surrogatepass").decode()
        for letter in text[:limit]
    )
    shown = shown.replace("::", ":\u200b:").replace("##[", "##\u200b[")
    return shown + ("..." if len(text) > limit else "")


def path_text(raw: bytes) -> str:
    """A path of the tree as text; bytes that are no UTF-8 are spelled out, so that every report can be written."""
    return raw.decode("utf-8", "backslashreplace")
