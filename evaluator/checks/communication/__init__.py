"""Checks of the dimension `communication`: a file a criterion."""
