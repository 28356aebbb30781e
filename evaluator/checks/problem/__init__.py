"""Checks of the dimension `problem`: a file a criterion."""
