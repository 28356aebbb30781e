"""Checks of the dimension `practice`: a file a criterion."""
