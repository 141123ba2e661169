"""Train the lemmatizer: ``python training/lemma.py`` (after ``training/prepare.py``).

stanza's own: a dictionary of the word forms of EWT and GUM by part of speech, and for the words it lacks a network
that copies, lowers or spells the lemma. The dictionary counts every use; the network only ever sees words that the
dictionary lacks, so it learns from each form once.

A dictionary looks forms up as they are written. Words that open a sentence are rare in it with their capital, so every
form goes in with a capital as well: “Said” is *say* as surely as “said” is. A share of such forms, and of forms all in
capitals as headlines have them, goes to the network. The verbs of ``reporting_verbs.txt`` go in with all their forms:
the treebanks have *insist* but not “insisted”, and a network's *insiste* would lose the attribution.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import torch
from prepare import SEED, WORK, load, publish, shippable, typeset_copies
from stanza.models import lemmatizer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from prepare import Text

OPTIONS: Final = (
    "--hidden_dim 100 --emb_dim 32 --pos_dim 32 --emb_dropout 0.2 --dropout 0.3 --pos_dropout 0.2 "
    "--num_epoch 8 --batch_size 100 --lr 0.003 --max_dec_len 40"
)
RECASED_SHARE: Final = 0.1
LONGEST: Final = 24  # letters; web addresses are their own lemma, and a batch takes as long as its longest word

VOWELS: Final = "aeiou"

Entry = tuple[str, str, str]  # form, part of speech, lemma


def entries(texts: Iterable[Text]) -> Iterator[Entry]:
    """Yield each word with its part of speech and lemma; parts of words split by mistake are left out."""
    for text in texts:
        for sentence in text.sentences:
            split = {row.columns[6] for row in sentence.rows if row.columns[7] == "goeswith"}
            for row in sentence.rows:
                identity, form, lemma, upos = row.columns[:4]
                if identity.isdecimal() and lemma != "_" and identity not in split and row.columns[7] != "goeswith":
                    yield form, upos, lemma


def inflected(listed: str) -> list[Entry]:
    """Return the forms of a verb listed in ``reporting_verbs.txt``: ``vow``, ``quip+`` or ``foresee,foresaw,foreseen``.

    >>> [form for form, _, _ in inflected("quip+")]
    ['quip', 'quips', 'quipping', 'quipped']
    """
    lemma, *irregular = listed.rstrip("+").split(",")
    stem = lemma + lemma[-1] * listed.endswith("+")
    soft_y = lemma.endswith("y") and lemma[-2] not in VOWELS
    if soft_y:
        third, past = lemma[:-1] + "ies", lemma[:-1] + "ied"
    else:
        third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
        past = stem + ("d" if lemma.endswith("e") else "ed")
    if lemma.endswith("ie"):
        present = lemma[:-2] + "ying"
    else:
        present = (lemma[:-1] if lemma.endswith("e") and not lemma.endswith(("ee", "oe")) else stem) + "ing"
    return [(form, "VERB", lemma) for form in (lemma, third, present, *(irregular or [past]))]


def reporting_verbs() -> Iterator[Entry]:
    """Yield every form of every listed verb."""
    for line in (Path(__file__).parent / "reporting_verbs.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            for listed in line.split():
                yield from inflected(listed)


def recased(known: set[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Return the forms of words in lower case with a capital, and all in capitals, unless they are in `known`."""
    taken = {(form, upos) for form, upos, _ in known}
    lower = sorted(
        entry for entry in known if entry[0].islower() and entry[0][0].isalpha() and entry[1] not in {"PROPN", "X"}
    )
    capital = [(form[0].upper() + form[1:], upos, lemma) for form, upos, lemma in lower]
    capitals = [(form.upper(), upos, lemma) for form, upos, lemma in lower if len(form) > 1]
    return (
        [entry for entry in capital if entry[:2] not in taken],
        [entry for entry in capitals if entry[:2] not in taken],
    )


def share(entries: list[Entry], rng: random.Random) -> list[Entry]:
    """Return `RECASED_SHARE` of the entries."""
    return rng.sample(entries, int(RECASED_SHARE * len(entries)))


def write(path: Path, words: Iterable[Entry]) -> None:
    """Write words as one long CoNLL-U sentence for stanza to read; the tree is a chain and means nothing."""
    rows = (
        f"{number}\t{form}\t{lemma}\t{upos}\t_\t_\t{number - 1}\t{'dep' if number > 1 else 'root'}\t_\t_\n"
        for number, (form, upos, lemma) in enumerate(words, 1)
    )
    path.write_text("".join(rows) + "\n", encoding="utf-8")


def main(target: Path) -> None:
    """Train into `target`, the file to write."""
    plain = shippable([*load("ewt-train"), *load("gum-train")])
    # A typeset dash has the lemma of the hyphens it stands for; the words of the copies are what counts.
    copies = (entry for entry in entries(typeset_copies(plain)) if entry[1] != "PUNCT")
    uses = [*entries(plain), *copies]
    taken = {entry[:2] for entry in uses}
    uses += sorted({entry for entry in reporting_verbs() if entry[:2] not in taken})
    known = set(uses)
    capital, capitals = recased(known)
    # What a dictionary holds of a form stands for parts of speech that it does not hold as well, so a name that looks
    # like a word (“Shuttle”) needs its own entry.
    named = [(form, "PROPN", form) for form, _, _ in capital if (form, "PROPN") not in taken]
    rng = random.Random(SEED)
    learnt = [entry for entry in sorted(known) if len(entry[0]) <= LONGEST]
    learnt += share(capital, rng) + share(capitals, rng)
    forms, counted = WORK / "lemma-forms.conllu", WORK / "lemma-uses.conllu"
    write(forms, learnt)
    write(counted, [*uses, *capital, *named])
    print(len(uses), "uses of", len(known), "forms;", len(capital), "more with a capital;", len(learnt), "to learn")

    torch.set_num_threads(1)
    lemmatizer.main(
        [
            *("--mode", "train", "--shorthand", "en_attrib", "--cpu", "--seed", str(SEED)),
            *("--train_file", str(forms), "--secondary_file", str(counted)),
            *("--eval_file", str(WORK / "dev.conllu")),
            *("--save_dir", str(target.parent), "--save_name", target.name),
            *OPTIONS.split(),
        ]
    )
    publish(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else WORK / "models" / "lemma.pt")
