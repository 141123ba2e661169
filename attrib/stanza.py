"""What Stanza's own users import: after it, five of stanza's processors have the variant ``attrib``.

For example::

    import stanza
    import attrib.stanza

    nlp = attrib.stanza.pipeline()                    # all of them, with the bundled models
    nlp = stanza.Pipeline("en", processors={"tokenize": "default", "pos": "attrib", "ner": "attrib"})

The second wants stanza's own English package for ``tokenize``. Blank lines part paragraphs, across which no sentence
goes.
"""

from attrib.parse.processors import VARIANT, Names, Tags, Trees, WordLemmas, Words, pipeline

__all__ = ["VARIANT", "Names", "Tags", "Trees", "WordLemmas", "Words", "pipeline"]
