"""Whose word it is: sources to entities."""

from attrib.resolve.speakers import resolve

__all__ = ["resolve"]
