"""What Stanza's own users import: after it, stanza has the processor ``attribution``, and five others without torch.

For example::

    import stanza
    import attrib.stanza

    nlp = stanza.Pipeline(**attrib.stanza.options())  # all six, with the bundled models
    nlp = stanza.Pipeline("en", processors="tokenize,mwt,pos,lemma,depparse,ner,attribution")  # the last over stanza's
    nlp = stanza.Pipeline("en", processors={"tokenize": "default", "pos": "attrib", "ner": "attrib"})

The last two want stanza's own English package. ``docs/stanza.md`` tells more.
"""

from attrib.parse.attribution import Attribution, AttributionProcessor, Speaker
from attrib.parse.processors import VARIANT, Names, Tags, Trees, WordLemmas, Words, options, pipeline

__all__ = [
    "VARIANT",
    "Attribution",
    "AttributionProcessor",
    "Names",
    "Speaker",
    "Tags",
    "Trees",
    "WordLemmas",
    "Words",
    "options",
    "pipeline",
]
