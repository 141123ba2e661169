"""Which language a text is in, offline. The only importer of py3langid.

py3langid (0.4, BSD-3-Clause, by the author of trafilatura, whose own language filter it is) carries its 4.5 MB model in
a pure-Python wheel and needs nothing but numpy. Its labels are kept to the two-letter ones: of 2,520 English snippets
of 60 characters (PolNeAR train, three an article) 40 were misjudged, 19 of them as Nigerian Pidgin, and
`Document.language` promises ISO 639-1.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from attrib.weights import written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]

# Fewer bytes of letters than this say nothing, and from `_PLENTY` on a doubtful answer counts too. So set, one of
# 15,120 English snippets of 80 to 400 characters (PolNeAR train) was taken for another language, and none of its 840
# articles.
_ENOUGH = 60
_PLENTY = 200
_SURE = 0.5

# Words that no other language has many of. Where they are one word in twelve it is English, and the identifier, which
# takes half a second to load, is not asked: so in 1,872 of 1,916 articles (PolNeAR, newsroom), and in none of eleven
# passages in as many other languages (2026-11-28). Half of a text in another language brings it below.
_ENGLISH = re.compile(r"\b(the|of|and|that|with|was)\b", re.IGNORECASE)
_OFTEN = 1 / 12
_WORDS = 40

NAMES: dict[str, str] = written("read/languages.json")


def identify(passages: Iterable[str]) -> str | None:
    """Return the ISO 639-1 code of the language most of `passages` is in, None when there is too little to tell.

    Each passage (a paragraph, a heading) is judged by itself and votes with its length in letters times the model's
    confidence, so that quotations and names from elsewhere cannot tip an English article.
    """
    passages = list(passages)
    words = sum(len(passage.split()) for passage in passages)
    if words >= _WORDS and sum(len(_ENGLISH.findall(passage)) for passage in passages) >= _OFTEN * words:
        return "en"
    votes: Counter[str] = Counter()
    evidence = 0
    for passage in passages:
        letters = "".join(character if character.isalpha() else " " for character in passage)
        weight = len(letters.replace(" ", "").encode())
        if not weight:
            continue
        language, confidence = _identifier().classify(passage)
        votes[language] += weight * confidence
        evidence += weight
    if evidence < _ENOUGH:
        return None
    language, score = votes.most_common(1)[0]
    if language != "en" and evidence < _PLENTY and score < _SURE * evidence:
        return None
    return language


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # loads numpy

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted(NAMES))
    return identifier
