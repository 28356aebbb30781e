"""Checks of the dimension `engineering`: a file a criterion."""
