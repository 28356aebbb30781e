"""What names mean: tables, one file a library, beside one small reader. Imports nothing of ours."""

from evaluator.knowledge.catalogue import (
    FileKind,
    KnownDataset,
    datasets,
    files,
    toy_dataset_by_address,
    toy_dataset_by_columns,
    toy_dataset_by_file,
    toy_dataset_by_loader,
)
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
    technology_of,
    type_of_call,
)
from evaluator.knowledge.services import concepts_of_address, is_request

__all__ = [
    "FileKind",
    "KnownDataset",
    "canonical",
    "concepts_of",
    "concepts_of_address",
    "concepts_of_type",
    "datasets",
    "distributions_of",
    "family",
    "files",
    "is_concept",
    "is_legacy",
    "is_library",
    "is_request",
    "libraries_by_distribution",
    "library_of",
    "protocol_of",
    "technology_of",
    "toy_dataset_by_address",
    "toy_dataset_by_columns",
    "toy_dataset_by_file",
    "toy_dataset_by_loader",
    "type_of_call",
]
