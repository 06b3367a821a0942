"""The version of this program, for who must not import all of it."""

__version__ = "0.1.0"
