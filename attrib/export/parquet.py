"""Parquet: a row for each attribution, for DuckDB, pandas, R and whatever else reads columns. Needs pyarrow.

pyarrow because it needs nothing else, is Apache's own implementation, and writes lists of records as they are, which
fastparquet does not; that one weighs 90 MB with the pandas it needs, pyarrow 170 MB. It is an extra: nothing else in
attrib needs it.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from attrib.errors import OutputError
from attrib.wording import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from attrib.export.outside import Copy, Statement
    from attrib.types import Span


def render(copies: Iterable[Copy]) -> bytes:
    """Return the statements as a Parquet file, the rejected ones too. Raises OutputError where pyarrow is missing."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise OutputError("Parquet needs pyarrow, which is not installed", "pip install pyarrow") from error

    buffer = io.BytesIO()
    rows = [_row(copy, each) for copy in copies for each in copy.statements]
    pq.write_table(pa.Table.from_pylist(rows, schema=_schema(pa)), buffer, compression="zstd")
    return buffer.getvalue()


def _schema(pa: Any) -> pa.Schema:  # noqa: ANN401 - the library itself
    string, piece = pa.string(), pa.struct([("start", pa.int32()), ("end", pa.int32()), ("text", pa.string())])
    remark = pa.struct([("kind", string), ("text", string), ("by", string), ("at", string)])
    return pa.schema([
        ("article", string), ("title", string), ("published", string), ("address", string), ("file", string),
        ("id", string), ("status", string), ("type", string), ("act", string), ("stance", string),
        ("negated", pa.bool_()), ("flags", pa.list_(string)), ("words", string), ("content", pa.list_(piece)),
        ("cue", piece), ("source", piece), ("speaker", string), ("class", string), ("role", string),
        ("affiliation", string), ("confidence", pa.float64()), ("checker", string), ("decided", string),
        ("remarks", pa.list_(remark)),
    ])  # fmt: skip


def _row(copy: Copy, statement: Statement) -> dict[str, Any]:
    attribution, document, entity = statement.attribution, copy.document, statement.entity
    speaker, by = statement.speaker, statement.by

    def piece(span: Span | None) -> dict[str, Any] | None:
        return (
            None if span is None else {"start": span.start, "end": span.end, "text": _writable(span.of(document.text))}
        )

    row = {
        "article": copy.name, "title": document.title, "published": document.published,
        "address": copy.address, "file": copy.file,
        "id": attribution.id, "status": statement.status, "type": attribution.type, "act": attribution.act,
        "stance": attribution.stance, "negated": attribution.negated, "flags": list(attribution.flags),
        "words": pieces(document.text, *attribution.content), "content": list(map(piece, attribution.content)),
        "cue": piece(attribution.cue.span if attribution.cue else None), "source": piece(attribution.source),
        "speaker": speaker and speaker.name, "class": speaker and speaker.source_class,
        "role": entity and entity.role, "affiliation": entity and entity.affiliation,
        "confidence": statement.confidence, "checker": by and by.reviewer, "decided": by and by.at,
        "remarks": [
            {"kind": each.kind, "text": _writable(each.text), "by": each.by, "at": each.at}
            for each in statement.written
        ],
    }  # fmt: skip
    return {name: _writable(value) if isinstance(value, str) else value for name, value in row.items()}


def _writable(words: str) -> str:
    """Return the words as UTF-8 can hold them: half a character becomes U+FFFD."""
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
