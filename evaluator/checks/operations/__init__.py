"""Checks of the dimension `operations`: a file a criterion."""
