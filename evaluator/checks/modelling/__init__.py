"""Checks of the dimension `modelling`: a file a criterion."""
