"""Checks of the dimension `reproducibility`: a file a criterion."""
