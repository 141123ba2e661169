"""Score tags, trees and names through ``stanza.Pipeline``: ``python training/measure_parse.py [--teacher FOLDER]``.

Gold tokens. UPOS, UAS and LAS in per cent of words on EWT test and, apart, on the news, interview and speech documents
of GUM test, whose words stand in their text; names as exact-span F1 on PolNeAR's silver dev part and on UNER's test
part (PER, ORG, LOC), whose words stand one space apart. Without ``--teacher``: what ``attrib/models`` (or ``--models``)
has.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import stanza
from joint_data import read_bio
from prepare import load
from stanza.models.common.foundation_cache import BertRecord, FoundationCache

import attrib.stanza
from attrib.weights import FOLDER
from training.reader_data import Row, treebank_row

ENCODER = "attrib-encoder"


def stanza_cache(folder: Path) -> FoundationCache:
    """Return a cache that holds the teacher's encoder under the name that its processors ask for."""
    from transformers import AutoModel, AutoTokenizer

    encoder = AutoModel.from_pretrained(folder / "encoder", local_files_only=True, add_pooling_layer=False).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder / "encoder", local_files_only=True, add_prefix_space=True)
    encoder._hf_peft_config_loaded = False  # noqa: SLF001
    tokenizer.model_max_length = 512
    cache = FoundationCache(local_files_only=True)
    cache.bert[ENCODER] = BertRecord(encoder.float(), tokenizer, {})
    return cache


def pretokenized_pipeline(folder: Path) -> stanza.Pipeline:
    """Tagger, parser and name tagger of `folder` behind stanza's pretokenised input."""
    home = folder / "home"
    (home / "en").mkdir(parents=True, exist_ok=True)
    (home / "resources.json").write_text(json.dumps({"en": {"lang_name": "English", "packages": {}}}))
    return stanza.Pipeline(
        "en", dir=str(home), download_method=None, foundation_cache=stanza_cache(folder),
        processors="tokenize,pos,depparse,ner",
        tokenize_pretokenized=True, allow_unknown_language=True, package=None, verbose=False, use_gpu=False,
        depparse_pretagged=True, depparse_resolve_head_constraints=False,
        pos_model_path=str(folder / "pos.pt"), depparse_model_path=str(folder / "depparse.pt"),
        ner_model_path=str(folder / "ner.pt"), pos_batch_size=64, depparse_batch_size=1000)


def bundled_pipeline(folder: Path) -> stanza.Pipeline:
    """Return the same of attrib's own processors."""
    return stanza.Pipeline(
        "en", dir=str(FOLDER), download_method=None, package=None, verbose=False, use_gpu=False,
        processors=dict.fromkeys(("tokenize", "pos", "depparse", "ner"), attrib.stanza.VARIANT),
        tokenize_pretokenized=True, **{f"{name}_folder": str(folder) for name in ("pos", "depparse", "ner")})


def score_trees(pipeline: stanza.Pipeline, gold: list[Row]) -> dict[str, float]:
    """UPOS, UAS and LAS (label with its subtype) over all words, per cent."""
    total = tags = heads = labels = 0
    for row in gold:
        document = stanza.Document(
            [[{"id": (i,), "text": row.text[w.start : w.end], "start_char": w.start, "end_char": w.end}
              for i, w in enumerate(sentence, start=1)] for sentence in row.sentences], row.text)
        done = pipeline.process(document, processors="pos,depparse")
        for sentence, found in zip(row.sentences, done.sentences, strict=True):
            for a, b in zip(sentence, found.words, strict=True):
                total += 1
                tags += a.upos == b.upos
                heads += a.head + 1 == b.head
                labels += a.head + 1 == b.head and a.deprel == b.deprel
    return {name: round(100 * n / total, 2) for name, n in (("upos", tags), ("uas", heads), ("las", labels))}


def name_spans(tags: list[str], kinds: set[str]) -> set[tuple[int, int, str]]:
    """Spans of a BIO or BIOES sequence, of the kinds asked for."""
    spans, start = set(), None
    for i, tag in enumerate([*tags, "O"]):
        if start is not None and (tag[:1] in "OBS" or tag[2:] != tags[start][2:]):
            spans.add((start, i, tags[start][2:]))
            start = None
        if tag != "O" and start is None:
            start = i
    return {span for span in spans if span[2] in kinds}


def score_names(pipeline: stanza.Pipeline, which: str, limit: int = 10**9) -> dict[str, float]:
    """Exact-span F1 on ``silver-dev`` (all four kinds) or ``uner-test`` (PER, ORG, LOC), and for people alone."""
    gold = read_bio({"silver-dev": "polnear-silver-dev", "uner-test": "uner-ewt-test"}[which])[:limit]
    kinds = {"PER", "ORG", "LOC"} | ({"MISC"} if which == "silver-dev" else set())
    document = pipeline([[form for form, _ in row] for row in gold])
    counts = {kind: [0, 0, 0] for kind in (*sorted(kinds), "all")}
    for row, sentence in zip(gold, document.sentences, strict=True):
        a = name_spans([tag for _, tag in row], kinds)
        b = name_spans([token.ner for token in sentence.tokens], kinds)
        for kind, count in counts.items():
            mine = [{s for s in x if kind in {"all", s[2]}} for x in (a, b)]
            for i, n in enumerate((len(mine[0] & mine[1]), len(mine[0]), len(mine[1]))):
                count[i] += n
    return {kind: round(200 * c[0] / (c[1] + c[2]), 2) if c[1] + c[2] else 0.0 for kind, c in counts.items()}


def main() -> None:
    """Print every figure the manifest quotes."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--models", type=Path, default=FOLDER)
    ap.add_argument("--teacher", type=Path, help="a folder as joint.py writes it")
    args = ap.parse_args()
    pipeline = pretokenized_pipeline(args.teacher) if args.teacher else bundled_pipeline(args.models)
    sets = {"ewt-test": [treebank_row(text) for text in load("ewt-test")], **{
        f"gum-test {genre}": [treebank_row(text) for text in load("gum-test") if text.genre == genre]
        for genre in ("news", "interview", "speech")}}
    figures = {name: score_trees(pipeline, gold) for name, gold in sets.items()}
    figures |= {f"names {which}": score_names(pipeline, which) for which in ("silver-dev", "uner-test")}
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
