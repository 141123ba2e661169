"""Document → Encoded: one network reads an article once, for the parse and for its attributions."""

from attrib.encoder.encoder import Encoded, Encoder

__all__ = ["Encoded", "Encoder"]
