"""The two errors that may leave the house; everything else that goes wrong is a fact or an outcome."""


class SnapshotError(Exception):
    """The repository cannot be read; the message is one line that names the remedy."""


class RubricError(Exception):
    """The rubric does not validate; the message names file, line and the nearest valid name."""
