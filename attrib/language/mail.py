"""How mail programs set off one message from another: what its reader and the reader of attributions both go by."""

from __future__ import annotations

import re
from typing import Final

HEADER: Final = re.compile(r"[*_ \t]*(?:From|Sent|Date|To|Cc|Subject)[*_]*[ \t]*:", re.IGNORECASE)
"""A line of headers of a message that stands in a text (“*From:* Ann Bell”)."""

RULE: Final = re.compile(r"-{2,}")
"""What a line begins with that parts two messages (“-----Original Message-----”)."""
