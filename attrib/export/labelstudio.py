"""Label Studio's JSON: a task for each article; attrib's readings are a prediction, checkers' decisions an annotation.

Label Studio counts code points, as attrib does (since it repaired its offsets in texts with emoji, in 2022). A project
needs the configuration `CONFIG`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrib import plain
from attrib.export.outside import parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from attrib.export.outside import Copy, Remark
    from attrib.types import Attribution

CONFIG: Final = """<View>
  <Labels name="part" toName="text">
    <Label value="content"/><Label value="cue"/><Label value="source"/>
  </Labels>
  <Relations><Relation value="cue"/><Relation value="source"/><Relation value="content"/></Relations>
  <Text name="text" value="$text"/>
  <TextArea name="speaker" toName="text" perRegion="true"/>
  <Choices name="type" toName="text" perRegion="true">
    <Choice value="direct"/><Choice value="indirect"/><Choice value="mixed"/>
  </Choices>
  <Choices name="status" toName="text" perRegion="true">
    <Choice value="open"/><Choice value="unlikely"/><Choice value="confirmed"/><Choice value="corrected"/>
    <Choice value="added"/><Choice value="concern"/><Choice value="rejected"/><Choice value="merged"/>
  </Choices>
</View>
"""
"""The project's labelling configuration."""


def render(copies: Iterable[Copy]) -> str:
    """Return the tasks; one has an annotation when a checker has decided anything, without what they rejected."""
    return plain.dumps([_task(copy) for copy in copies], indent=1) + "\n"


def _task(copy: Copy) -> dict[str, Any]:
    text, statements = copy.document.text, copy.statements
    predicted = [region for each, status in copy.readings for region in _regions(text, each, status, each.confidence)]
    task: dict[str, Any] = {
        "data": {"text": text, "title": copy.document.title, "article": copy.name},
        "predictions": [{"model_version": copy.engine, "result": predicted}],
    }
    if any(each.decided or each.status in {"concern", "rejected"} for each in statements):
        standing = [
            region
            for each in copy.standing
            for region in _regions(text, each.attribution, each.status, each.confidence, each.written)
        ]
        task["annotations"] = [{"result": standing, "was_cancelled": False, "ground_truth": False}]
    return task


def _regions(
    text: str, attribution: Attribution, status: str, score: float | None, remarks: Iterable[Remark] = ()
) -> Iterator[dict[str, Any]]:
    """Yield a region for each part; the first has what is said of the attribution, the others are related to it."""
    first = f"{attribution.id}-1"
    for number, (part, span) in enumerate(parts(attribution), 1):
        name, place = f"{attribution.id}-{number}", {"start": span.start, "end": span.end}
        region = {"id": name, "to_name": "text", "from_name": "part", "type": "labels"}
        labelled = region | {"value": {**place, "text": span.of(text), "labels": [part]}}
        if number > 1:
            yield labelled
            yield {"type": "relation", "from_id": first, "to_id": name, "direction": "right", "labels": [part]}
            continue
        notes = list(map(str, remarks))
        yield labelled | ({} if score is None else {"score": score}) | ({"meta": {"text": notes}} if notes else {})
        if attribution.speaker is not None:
            value = {**place, "text": [attribution.speaker.name]}
            yield region | {"from_name": "speaker", "type": "textarea", "value": value}
        for control, choice in (("type", attribution.type), ("status", status)):
            yield region | {"from_name": control, "type": "choices", "value": {**place, "choices": [choice]}}
