"""mlreview: what a hiring manager would see in the repository of a machine-learning project."""

__version__ = "0.1.0"
