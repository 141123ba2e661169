"""Subtitles (`.srt`, `.vtt`) to the text that was spoken, with the times at which its words begin.

Both formats are read alike and leniently, as players do: a line of times begins a cue, whatever stands around it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html import unescape
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from attrib.errors import UnreadableInput
from attrib.read import encoding
from attrib.read.repair import repaired
from attrib.read.text import Layout
from attrib.types import Paragraph, ParagraphKind, Place, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ARROW = re.compile(r"\s*(?P<start>\d[^<>]{0,30}?)?\s*(?:--+|[–—]-?)>\s*(?P<end>\d[^<>]*)?")
_TIME = re.compile(
    r"(?:(?P<h>\d{1,3}) ?: ?)?(?P<m>\d{1,3}) ?: ?(?P<s>\d{1,2})(?:[.,:](?P<f>\d{1,3}))?(?![\d:])", re.ASCII
)
_NUMBER = re.compile(r"\s*\d+\s*")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
# Only the tags of the two formats: what else is in angle brackets, <laughs> say, are words.
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+(?P<name>[^>]*)>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:v|c|i|b|u|s|font|lang|ruby|rt)(?:[\s.][^>]*)?>|<[\d:.]+>|\{\\[^}]*\}|\{[yY]:[^}]*\}", re.IGNORECASE
)
_BLANK = re.compile(r"[ \t\n]+")
_VOICED = "\x02"
_MARK = re.compile(r"\A(?:>>+|[-–](?=\s|[A-Z“\"‘']))\s*(?=\S)")
_NAMED = re.compile(
    r"(?P<name>[A-Z][\w.'’-]*(?: (?:of |de |van |von |the )?[A-Z][\w.'’-]*){0,4}(?: ?\([^)]*\))?):(?:\s+|$)"
)
_ENDED = re.compile(r"[.!?…][\"'”’)\]♪ ]*$")
_PAUSE = 3.0
# Rolling captions say a line again in the next cue, hardly ever by chance in so many.
_ROLLING_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class _Cue:
    """Times in seconds, None where they cannot be read, and the lines without tags, each perhaps with its voice."""

    start: float | None
    end: float | None
    lines: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        return " ".join(self.lines).split()


def convert(data: bytes, name: str) -> tuple[str, Layout]:
    """Return what is said, and its layout: a paragraph a turn, a place at the first word of every cue.

    A paragraph begins at a new speaker (a voice, a name and a colon, a dash) or after a pause of three seconds at the
    end of a sentence. Its kind is ``turn`` when it begins with the speaker's name, else ``body``. `name` is how the
    errors call the input.

    Raises UnreadableInput when there is no cue in it.
    """
    text, repairs = repaired(encoding.decode(data, name), html=True)
    cues = list(_cues(text))
    if not cues:
        raise UnreadableInput(
            f"{name} has no subtitles in it: no line of times (00:00:01,000 --> 00:00:04,000).",
            "If it is a transcript, pass it as a .txt file.",
        )
    text, paragraphs, places = _join(_said_once(cues))
    return text, Layout(paragraphs, places=places, repairs=repairs)


def _cues(text: str) -> Iterator[_Cue]:
    named = text.lstrip().startswith("WEBVTT")
    times: re.Match[str] | None = None
    groups: list[list[str]] = [[]]  # the lines after the last line of times, cut at empty ones
    for line in [*text.splitlines(), None]:
        match = _ARROW.fullmatch(line) if line is not None else None
        if line is not None and not match:
            if line.strip():
                groups[-1].append(line)
            elif groups[-1]:
                groups.append([])
            continue
        last = groups[-1] or groups[max(len(groups) - 2, 0)]
        # The number of the next cue, or the name that WebVTT allows it.
        if last and (_NUMBER.fullmatch(last[-1]) or (named and match and len(last) == 1 and last is not groups[0])):
            last.pop()
        if times:
            said = [groups[0], *(group for group in groups[1:] if group and not _ASIDE.match(group[0]))]
            lines = [line for group in said for line in group]
            yield _Cue(_seconds(times["start"]), _seconds(times["end"]), _clean("\n".join(lines)))
        times, groups = match, [[]]


def _seconds(written: str | None) -> float | None:
    if not (match := _TIME.match(written or "")):
        return None
    return int(match["h"] or 0) * 3600 + int(match["m"]) * 60 + int(match["s"]) + float(f"0.{match['f'] or 0}")


def _clean(words: str) -> tuple[str, ...]:
    """Return the lines without tags; each voice begins a line and ends in `_VOICED`."""
    words = _VOICE.sub(lambda match: f"\n{' '.join(match['name'].split())}{_VOICED}", words.replace("\\N", "\n"))
    words = re.sub(rf"{_VOICED}\s+", _VOICED, words)
    lines = (_BLANK.sub(" ", unescape(_TAG.sub("", line))).strip() for line in words.split("\n"))
    return tuple(line for line in lines if line)


def _said_once(cues: Sequence[_Cue]) -> list[_Cue]:
    """Return the cues without the lines that rolling captions repeat from the cue before."""
    repeats = [_repeated(before, after) for before, after in pairwise(cues)]
    rolling = sum(map(bool, repeats)) >= _ROLLING_SHARE * max(len(repeats), 2)
    kept = [cues[0]]
    for (before, cue), repeated in zip(pairwise(cues), repeats, strict=True):
        # Elsewhere somebody may say “No.” twice; at the very same time nobody does.
        again = before.start is not None and before.start == cue.start
        left, lines = repeated if rolling or again else 0, []
        for line in cue.lines:
            words = line.split()
            lines.append(" ".join(words[left:]) if left else line)
            left = max(left - len(words), 0)
        kept.append(_Cue(cue.start, cue.end, tuple(filter(None, lines))))
    return kept


def _repeated(before: _Cue, after: _Cue) -> int:
    """Return how many words at the start of a cue are the last of the cue before: whole lines of either."""
    old, new = before.words, after.words
    ends = set(accumulate(len(line.split()) for line in after.lines))
    ends |= set(accumulate(len(line.split()) for line in reversed(before.lines)))
    return max((count for count in ends if count <= len(new) and old[-count:] == new[:count]), default=0)


def _join(cues: Sequence[_Cue]) -> tuple[str, tuple[Paragraph, ...], tuple[Place, ...]]:
    """Return the text, its paragraphs and where each cue's words begin in it."""
    names = _names(cues)
    stops = any(_ENDED.search(line) for cue in cues for line in cue.lines)
    text = ""
    speaker: str | None = None
    ended: float | None = None
    starts: list[tuple[int, ParagraphKind]] = []
    places: list[Place] = []
    for cue in cues:
        time = cue.start
        pause = time is not None and ended is not None and time - ended > _PAUSE
        for line in cue.lines:
            marked, name, words = _parsed(line, names)
            turn = name is not None and (marked or name != speaker)
            if not words and not turn:
                continue
            # Captions made by machine have no stops at all.
            if not text or turn or marked or (pause and (not stops or _ENDED.search(text))):
                text += "\n\n" if text else ""
                starts.append((len(text), "turn" if turn else "body"))
            else:
                text += " "
            if time is not None:
                minutes, seconds = divmod(int(time), 60)
                places.append(Place(len(text), time=f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"))
            speaker = name if turn or marked else speaker
            text += " ".join(filter(None, (f"{name}:" if turn else "", words)))
            time, pause = None, False
        ended = ended if cue.end is None else cue.end
    ends = [start - 2 for start, _ in starts[1:]] + [len(text)]
    paragraphs = (Paragraph(Span(start, end), kind) for (start, kind), end in zip(starts, ends, strict=False))
    return text, tuple(paragraphs), tuple(places)


def _names(cues: Sequence[_Cue]) -> set[str]:
    """Return what stands before a colon and is a speaker: in capitals, of several words, or time and again."""
    lines = [line for cue in cues for line in cue.lines]
    found = Counter(match["name"] for line in lines if (match := _NAMED.match(_MARK.sub("", line, count=1))))
    loud = not any(map(str.islower, "".join(lines)))
    return {name for name, count in found.items() if count > 1 or (not loud and (" " in name or name.isupper()))}


def _parsed(line: str, names: set[str]) -> tuple[bool, str | None, str]:
    """Return whether a mark says that somebody else speaks, who if the line says, and the words."""
    voice, voiced, words = line.partition(_VOICED)
    if voiced:
        return False, voice or None, words.strip()
    mark = _MARK.match(line)
    words = line[mark.end() :] if mark else line
    named = _NAMED.match(words)
    if named and (mark or named["name"] in names):
        return bool(mark), named["name"], words[named.end() :]
    return bool(mark), None, words
