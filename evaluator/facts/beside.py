"""Python that does not count by itself (tests, tutorials): as any other, but neither measured nor searched for missing names.

What is left out is a third of the work, and nobody is judged by the complexity of a test.
"""

from evaluator.facts import python
from evaluator.facts.text import decode_python, mask
from evaluator.model.source import PythonSource

KIND = "beside"
EDITION = python.EDITION


def matches(_path: str) -> bool:
    """By no name: a Python file is read so for the part it plays."""
    return False


def read(data: bytes) -> PythonSource:
    """What a source file says beside its measures; ValueError when it is no text."""
    return python.read_text(mask(decode_python(data)), measures=False)
