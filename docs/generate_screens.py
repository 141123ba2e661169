"""Write docs/review.svg, the main screen of `attrib review`: ``python docs/generate_screens.py``.

The article and its analysis are those of tests/samples.py: invented, like everybody in it. A test fails when the
picture is stale. It asks nothing of the network: the fonts are whatever the reader's machine has.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from attrib.review.app import ReviewApp
from tests.samples import ScratchSession, footbridge

TARGET = Path(__file__).with_name("review.svg")
SIZE = (124, 36)
KEYS = ("a", "a", "r", "{", "j", "s", *"weil", "enter", "g", "4", "enter")
"""Two accepted, one rejected, the end of the fourth moved, another speaker for the fifth, and back to the fourth."""


async def screen() -> str:
    """Return the picture."""
    app = ReviewApp(ScratchSession(footbridge(), "ada"), reviewer="ada")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*KEYS)
        await app.workers.wait_for_complete()
        await pilot.pause()
        svg = app.export_screenshot(title="attrib review")
    # Rich names web fonts; the page falls back to the reader's own monospaced one without them.
    return re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    TARGET.write_text(asyncio.run(screen()), encoding="utf-8")
    print(TARGET)
