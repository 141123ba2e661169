"""Reviewing: decisions and the state they lead to (pure), and the program that shows them.

Importing this loads nothing that draws a screen, keeps a file or runs a model.
"""

from attrib.review import decisions
from attrib.review.replay import replay
from attrib.review.state import (
    COMMENT_STATES,
    KINDS,
    RECORD_FIELDS,
    SOURCE_KINDS,
    STATUSES,
    Decision,
    DecisionError,
    Fact,
    Item,
    Kind,
    Named,
    Part,
    Record,
    Review,
    Status,
    Uncovered,
)

__all__ = [
    "COMMENT_STATES",
    "KINDS",
    "RECORD_FIELDS",
    "SOURCE_KINDS",
    "STATUSES",
    "Decision",
    "DecisionError",
    "Fact",
    "Item",
    "Kind",
    "Named",
    "Part",
    "Record",
    "Review",
    "Status",
    "Uncovered",
    "decisions",
    "replay",
]
