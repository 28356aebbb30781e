"""What names mean: tables, one file a library, beside one small reader. Imports nothing of ours."""

from evaluator.knowledge.names import (
    canonical,
    concepts_of,
    concepts_of_type,
    distributions_of,
    family,
    is_concept,
    is_legacy,
    is_library,
    libraries_by_distribution,
    library_of,
    protocol_of,
    type_of_call,
)

__all__ = [
    "canonical",
    "concepts_of",
    "concepts_of_type",
    "distributions_of",
    "family",
    "is_concept",
    "is_legacy",
    "is_library",
    "libraries_by_distribution",
    "library_of",
    "protocol_of",
    "type_of_call",
]
