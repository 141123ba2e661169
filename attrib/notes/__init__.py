"""What a writer put beside the text of a Word file, brought to the review of the stored article. Loads no model.

::

    recognised.py  a comment's words → time code, page, links, contacts
    statements.py  a review and the file's text → where each statement stands in it, and what has changed
    bring.py       a review and the file → decisions, and what becomes of each note
    listing.py     that, as lines or JSON
"""

from attrib.notes.bring import Brought, Found, article_of, bring, named_in

__all__ = ["Brought", "Found", "article_of", "bring", "named_in"]
