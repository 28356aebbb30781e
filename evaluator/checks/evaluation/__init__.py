"""Checks of the dimension `evaluation`: a file a criterion."""
