"""Measure attrib.resolve alone: who the speaker is, given gold attributions; pronouns, given gold trees.

    python -m training.measure_resolve [--parses dev.pkl] [--errors]

Speakers: the 14 articles of ``../shared/data/speakers/polnear-dev.jsonl``. The gold source, cue and content spans of
PolNeAR dev go in as attributions, over a real parse (a pickle of ``{id: (Document, Parse)}``), and the speaker that
comes out is compared by the rule of ``../shared/tools/score_attributions.py``. Pronouns: third-person subject pronouns
of the GUM dev documents, each right when its entity's nearest earlier mention is in its gold chain. Descriptions: the
definite ones of one person there, by whether the text names that person.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrib.language.tree import Tree
from attrib.resolve import pronouns, resolve
from attrib.resolve.linking import link
from attrib.resolve.source_class import noun_class
from training.fit_pronouns import GENRES, speech_subjects
from training.gum_coreference import read_gum
from training.speakers import SHARED, read_speakers, scorer

if TYPE_CHECKING:
    from collections.abc import Callable

    from attrib.types import Attribution, Document


class Tally:
    """What came out, counted in the ways that are printed."""

    def __init__(self) -> None:
        """Start from nothing."""
        self.groups: Counter[tuple[str, str]] = Counter()
        self.buckets: Counter[tuple[float, bool]] = Counter()
        self.confusion: Counter[tuple[str, str]] = Counter()
        self.trusts: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)

    def add(self, found: Attribution, gold: dict[str, Any], verdict: str, how: str) -> bool:
        """Count one source; return whether its class is right."""
        given = found.speaker.source_class if found.speaker else "nobody"
        right_class = bool(given == gold["class"])
        for group in ("all", gold["head"], f"class {gold['class']}"):
            self.groups.update({(group, "sources"): 1, (group, "class right"): int(right_class)})
            if verdict:
                self.groups.update({(group, "named"): 1, (group, verdict): 1})
        self.confusion[gold["class"], given] += 1
        if found.speaker is not None:
            self.trusts[how].append((found.confidence, verdict != "wrong" and right_class))
        if verdict in {"right", "wrong"}:
            self.buckets[round(found.confidence, 1), verdict == "right"] += 1
        return right_class


def speakers(parses: Path, annotated: Path, *, errors: bool) -> None:
    """Print accuracy of speaker names and classes, all and by kind of head."""
    same_name = scorer().same_name
    tally = Tally()
    for article in read_speakers(parses, annotated):
        resolved, _ = resolve(article.document, article.parse, article.attributions)
        by_number = dict(zip(article.numbers, resolved, strict=True))
        for gold in article.gold:
            found = by_number.get(gold["i"])
            if found is None or gold["class"] == "none":
                continue
            verdict = judge(found, gold, same_name)
            right_class = tally.add(found, gold, verdict, how_found(found, article.document))
            if errors and (verdict in {"wrong", "abstained"} or not right_class):
                print_error(article.name, gold, found, article.document, verdict)
    report(tally)


def print_error(name: str, gold: dict[str, Any], found: Attribution, document: Document, verdict: str) -> None:
    """Print one line on a source that did not come out as annotated."""
    said = (found.speaker.name, found.speaker.source_class) if found.speaker else None
    words = found.source.of(document.text)[:60] if found.source else None
    print(name[:24], gold["i"], verdict, repr(words), said, (gold["entity"], gold["class"]), found.evidence[-1][:150])


def how_found(found: Attribution, document: Document) -> str:
    """Name the kind of source and the step that led to its speaker."""
    words = found.source.of(document.text).lower() if found.source else ""
    kind = pronouns.family(words) or ("first person" if words in {"i", "we", "me", "my"} else "")
    if kind:
        return f"pronoun, {kind}"
    if "nominal_source" in found.flags:
        return "description, matched" if "→" in found.evidence[-1] else "description, as written"
    return "relative pronoun" if "pronoun_source" in found.flags else "name" if words else "no source"


def judge(found: Attribution, gold: dict[str, Any], same_name: Callable[[str, str], bool]) -> str:
    """Return “right”, “wrong” or “abstained” for a source that should have a name, else the empty string."""
    if gold["class"] not in {"named_person", "organisation"} or not gold["entity"]:
        return ""
    if found.speaker is None:
        return "abstained"
    return "right" if same_name(found.speaker.name, gold["entity"]) else "wrong"


def report(tally: Tally) -> None:
    """Print the shares by group, then how often names of each confidence are right, classes confused, and trust."""
    groups = tally.groups
    for group in sorted({group for group, _ in groups}, key=lambda g: (g != "all", g)):
        n, m = groups[group, "named"], groups[group, "sources"]
        shares = {k: 100 * groups[group, k] / n for k in ("right", "wrong", "abstained")} if n else {}
        text = ", ".join(f"{k} {v:.1f}" for k, v in shares.items())
        print(f"{group:22} named {n:4} {text:44} | class right {100 * groups[group, 'class right'] / m:.1f} of {m}")
    for level in sorted({level for level, _ in tally.buckets}):
        right, wrong = tally.buckets[level, True], tally.buckets[level, False]
        print(f"confidence about {level:.1f}: right {right} of {right + wrong}")
    print("class, as annotated and as given:")
    for (wanted, given), count in tally.confusion.most_common():
        print(f"  {wanted:15} {given:15} {count:4}")
    for how, pairs in sorted(tally.trusts.items()):
        trust, share = sum(t for t, _ in pairs) / len(pairs), sum(r for _, r in pairs) / len(pairs)
        print(f"{how:24} {len(pairs):4}  name and class right {100 * share:.1f}  mean trust {100 * trust:.1f}")


def pronoun_accuracy(path: Path) -> None:
    """Print how many third-person pronouns find a mention of their gold chain, over gold trees."""
    tally: Counter[tuple[str, str]] = Counter()
    for gold in read_gum(path, GENRES):
        links = link(Tree(gold.document, gold.parse), speech_subjects(gold))
        for reference in links.references:
            kind = pronouns.family(reference.lemma) if reference.mention.kind == "pronoun" else None
            chain = gold.chains.get(reference.place)
            if kind is None or chain is None:
                continue
            earlier = {gold.chains.get(r.place) for r in links.references if r.place < reference.place}
            if chain not in earlier:
                continue
            for group in (kind, f"{kind} as subject") if reference.subject else (kind,):
                tally[group, "all"] += 1
                if reference.place in links.doubts:
                    tally[group, "abstained"] += 1
                elif reference.place in links.via:
                    nearest = links.via[reference.place][0]
                    tally[group, "right" if gold.chains.get(nearest.place) == chain else "wrong"] += 1
    for group in sorted({group for group, _ in tally}):
        n = tally[group, "all"]
        text = ", ".join(f"{k} {100 * tally[group, k] / n:.1f}" for k in ("right", "wrong", "abstained"))
        print(f"{path.name} {group:18} {n:4} {text}")


def description_accuracy(path: Path) -> None:
    """Print how the definite descriptions of one person (“the engineer”) fare, over gold trees.

    Somebody is *named* when a person's name in the text has the same gold chain.
    """
    tally: Counter[tuple[str, str]] = Counter()
    for gold in read_gum(path, GENRES):
        links = link(Tree(gold.document, gold.parse), speech_subjects(gold))
        named = {
            gold.chains[r.place]
            for r in links.references
            if r.place in gold.chains and r.mention.kind == "name" and r.label == "PER"
        }
        for reference in links.references:
            chain = gold.chains.get(reference.place)
            definite = reference.text.partition(" ")[0].lower() in {"the", "this", "that"}
            if chain is None or reference.mention.kind != "nominal" or reference.plural or not definite:
                continue
            if noun_class(reference.lemma, plural=False) != "person":
                continue
            group = "named" if chain in named else "unnamed"
            cluster = links.at.get(reference.place)
            given = [r for r in cluster.names if r.place != reference.place] if cluster else []
            right = any(gold.chains.get(r.place) == chain for r in given)
            tally[group, "all"] += 1
            tally[group, "right name" if right else "wrong name" if given else "no name"] += 1
    for group in ("named", "unnamed"):
        text = ", ".join(f"{k} {tally[group, k]}" for k in ("right name", "wrong name", "no name"))
        print(f"{path.name} description of somebody {group:8} {tally[group, 'all']:4} {text}")


def main() -> None:
    """Run the measurements; the first only when parses are given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parses", type=Path, help="pickle of {id: (Document, Parse)} for the annotated articles")
    parser.add_argument("--speakers", type=Path, default=SHARED / "data/speakers/polnear-dev.jsonl")
    parser.add_argument("--errors", action="store_true", help="list what went wrong")
    arguments = parser.parse_args()
    if arguments.parses:
        speakers(arguments.parses, arguments.speakers, errors=arguments.errors)
    for part in ("dev", "train"):
        pronoun_accuracy(SHARED / f"data/ud/gum-{part}.conllu.xz")
        description_accuracy(SHARED / f"data/ud/gum-{part}.conllu.xz")


if __name__ == "__main__":
    main()
