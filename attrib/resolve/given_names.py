"""Given names that one gender bears almost alone (`given_names.json`): data, no rule.

The 350 commonest male and female given names of the 1990 census of the United States (public domain; taken from the
package ``names`` 0.3.0 on PyPI) that one gender bears at least twenty times as often as the other, less those that are
also well-known places or titles (“Virginia”, “Prince”), and some short forms. A name on no list says nothing.

The rarer ones are the rest of the same two lists (women's names borne by one woman in 50,000 or more). Many are
surnames, places or words besides, so they are only read at the front of a full name.
"""

from __future__ import annotations

from typing import Final

from attrib.language.tokens import word_set
from attrib.weights import written

_LISTS: Final[dict[str, list[str]]] = written("models/given_names.json")
MALE_NAMES: Final = word_set(*_LISTS["common male"])
FEMALE_NAMES: Final = word_set(*_LISTS["common female"])
RARER_MALE_NAMES: Final = word_set(*_LISTS["rarer male"])
RARER_FEMALE_NAMES: Final = word_set(*_LISTS["rarer female"])
