"""The fact sheet. The only room that imports Jinja.

::

    model.py    what the templates are given
    build.py    an analysis, or its review → the model
    verdicts.py what the sources say of the words
    reviewed.py what a review adds to the model
    page.py     the model and the templates → HTML
"""

from attrib.sheet.page import render

__all__ = ["render"]
