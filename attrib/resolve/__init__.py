"""Who a source is: mentions grouped into entities, each attribution given its speaker and the steps that led there."""

from attrib.resolve.resolver import resolve

__all__ = ["resolve"]
