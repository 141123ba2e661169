"""Uses of the public names, for the type checker: what `mypy` reads here is what a user's editor shows. Never run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_type

import attrib
import attrib.stanza

if TYPE_CHECKING:
    from collections.abc import Iterable


def one_article(source: str | Path | attrib.Document) -> str:
    """Use what a single article needs."""
    analysis = attrib.analyze(source)
    assert_type(analysis, attrib.Analysis)
    assert_type(attrib.analyze(Path("a.txt"), models=Path("models")), attrib.Analysis)
    assert_type(analysis.text_of(attrib.Span(0, 1)), str)
    assert_type(analysis.entity("e1"), attrib.Entity)
    assert_type(analysis.by_speaker(), dict[attrib.Entity | None, tuple[attrib.Attribution, ...]])
    assert_type(analysis.claims, tuple[attrib.Claim, ...])
    assert_type(analysis.quotations, tuple[attrib.Quoted, ...])
    assert_type(analysis.document.paragraphs, tuple[attrib.Paragraph, ...])
    assert_type(analysis.engine, attrib.Engine)
    for each in analysis.attributions:
        assert_type(each.cue, attrib.Cue | None)
        assert_type(each.speaker, attrib.Speaker | None)
    assert_type(attrib.to_dict(analysis), dict[str, Any])
    assert_type(attrib.from_dict({}), attrib.Analysis)
    return attrib.factsheet(analysis, templates=Path("house"))


def many_articles(sources: Iterable[str | Path | attrib.Document]) -> list[attrib.Analysis]:
    """Use what a researcher needs."""
    analyzer = attrib.Analyzer(models="bundled", min_confidence=0.5)
    assert_type(analyzer.analyze("text"), attrib.Analysis)
    found = []
    for source, outcome in analyzer.analyze_each(sources):
        assert_type(source, str | Path | attrib.Document)
        if isinstance(outcome, attrib.AttribError):
            assert_type(outcome.hint, str)
        else:
            found.append(outcome)
    return found


def reading() -> attrib.Document:
    """Use what reads."""
    assert_type(attrib.__version__, str)
    assert_type(attrib.read_document("-"), attrib.Document)
    return attrib.read_document(Path("article.html"), force=True, limit=1000)


def in_stanza(document: Any, plain: Path) -> list[str]:  # noqa: ANN401 - stanza has no types
    """Use what Stanza's users need."""
    assert_type(attrib.stanza.options(), dict[str, Any])
    assert_type(attrib.stanza.options(plain, "tokenize,pos"), dict[str, Any])
    found: list[attrib.stanza.Attribution] = document.attributions
    for each in found:
        assert_type(each.speaker, attrib.stanza.Speaker | None)
        assert_type(each.to_dict(), dict[str, Any])
        assert_type(each.confidence, float)
    return [each.pretty_print() for each in found]
