"""Which entity a description (“the spokesman”, “the agency”) refers to: one it describes, or a new one.

A description is only given to a named entity when the article itself has said that it fits: the name stands beside it,
the article called that person by this noun, or the noun is part of the body's name. Everything else is an entity of its
own, named as written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from attrib.resolve import definites, lexicon
from attrib.resolve.cluster import Cluster
from attrib.resolve.links import Doubt, add_mention, second_best
from attrib.resolve.mentions import Reference, is_plural, phrase
from attrib.resolve.names import fold
from attrib.resolve.roles import belongs_to_relative, gender_of_noun, is_role, name_extent, noun_before
from attrib.resolve.source_class import noun_class
from attrib.types import Mention

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from attrib.language.tree import Tree
    from attrib.resolve.lexicon import Gender
    from attrib.resolve.links import Links, Place

NEAR = 3
"""Sentences, this one included, in which an organisation must have been named for “the agency” to be it."""

CLOSE = 0.05
"""Two named entities fit a description equally when their scores differ by less; a sentence's distance is worth 0.1."""

NEARNESS = 0.6
"""Trust in a description that fits by nearness alone."""

OWN = 0.75
"""Trust in a possessive description (“his lawyer”) being the one person the article has described by that noun."""

LIKELY = 0.5
"""Chance below which a definite description is left in doubt between people: of the 15 sources of 300 annotated
articles whose likeliest person has less, that person is right for 4 and somebody new for 2 (2026-11-25)."""

WRITTEN = 0.8
"""Trust in a description that is taken for itself and nobody named: 75.7 % of 74 sources of PolNeAR dev had the class
and, where one was annotated, the name that way (2026-11-23); the rest were somebody whom the article names."""

_BASED = re.compile(r"\S+-based\b")
_PAST = frozenset({"former", "ex", "late", "retired"})
_WEAK = frozenset({"the", "a", "an", "this", "that", "and", "of", "own", "said", "longtime", "new", "top"})
_TRADE = frozenset({"news", "media"})
"""What says of a body only that it is of the press."""


class ChooseDescribed(Protocol):
    """What decides what a definite description takes up: the fitted ranker, or the gold standard when it is fitted."""

    def __call__(
        self, reference: Reference, options: Sequence[Cluster], rows: Sequence[dict[str, float]]
    ) -> tuple[Cluster, float] | Doubt | None:
        """Return the chosen entity and its probability, a doubt, or None for somebody new."""


def choose_described(
    reference: Reference,  # noqa: ARG001 (a teacher asks who it is)
    options: Sequence[Cluster],
    rows: Sequence[dict[str, float]],
) -> tuple[Cluster, float] | Doubt | None:
    """Choose by the fitted weights; a doubt of one or two named entities when none is likely, nor somebody new."""
    chances = definites.chances(rows)
    ordered = sorted(zip(chances, range(len(rows)), strict=True), key=lambda pair: (-pair[0], pair[1]))
    best, index = ordered[0]
    if index == len(options):
        return None
    if best < LIKELY:
        return Doubt(tuple((options[i], round(chance, 2)) for chance, i in ordered[:2] if i < len(options)))
    return options[index], best


def place(tree: Tree, reference: Reference, links: Links, choose: ChooseDescribed = choose_described) -> None:
    """Put a description with the entity it describes, or open a new one for it."""
    found = _described(tree, reference, links, choose)
    if isinstance(found, Doubt):
        links.doubts[reference.place] = found
        return
    if found is None and _determiner(tree, reference) in {"", "a", "an"} and not reference.plural:
        ahead = _announced(tree, reference, links)
        found = (ahead, "named later in the article", 0.8) if ahead is not None else None
    if found is None:
        found = Cluster(plural=reference.plural, written=reference.text), "as written", WRITTEN
    add_mention(links, reference, *found)


def _described(
    tree: Tree, reference: Reference, links: Links, choose: ChooseDescribed
) -> tuple[Cluster, str, float] | Doubt | None:
    """Return the entity spoken of before, or beside, that a description fits, by what rule, and the trust in it."""
    named = beside(tree, reference, links)
    if named is not None:
        return named, "stands beside the name", 0.95
    determiner = _determiner(tree, reference)
    if determiner in lexicon.DEFINITE:
        return _definite(tree, reference, links, choose)
    return _repeated(reference, links, determiner)


def _repeated(reference: Reference, links: Links, determiner: str) -> tuple[Cluster, str, float] | None:
    """Return whom the same words, or the same noun after a possessive, meant before."""
    if determiner in {"", "possessive"}:
        same = _same_words(reference, links)
        if same is not None:
            return same, "same description", 0.9
        fitting = links.described(office(reference.lemma))
        said = [c for c in fitting if c.is_person and c.last(reference.place) and _said(c, reference, frozenset())]
        if determiner == "possessive" and len(said) == 1 and not reference.plural:
            return said[0], "description match", OWN  # “his brother” after “Tom Bell, the mayor's brother”
    return None


def _definite(
    tree: Tree, reference: Reference, links: Links, choose: ChooseDescribed
) -> tuple[Cluster, str, float] | Doubt | None:
    fitting, how = _fitting(tree, reference, links)
    if len(fitting) > 1 and fitting[0][1] - fitting[1][1] < CLOSE and all(c.names for c, _ in fitting[:2]):
        return Doubt(tuple(fitting[:2]))
    if fitting:
        return fitting[0][0], how, fitting[0][1]
    options = definites.candidates(tree, reference, links) if not reference.plural else []
    if not options:
        return None
    rows = definites.factors(tree, reference, options, links, _content(tree, reference, links))
    verdict = choose(reference, options, rows)
    if verdict is None or isinstance(verdict, Doubt):
        return verdict
    cluster, chance = verdict
    rival = second_best(options, definites.chances(rows), cluster) or f" ({chance:.2f})"
    return cluster, f"the likeliest of the people named near it{rival}", chance


def new(tree: Tree, sentence: int, head: int, links: Links) -> Cluster:
    """Open an entity for a noun phrase that was not collected as a mention."""
    token = tree.token(sentence, head)
    span = tree.span(sentence, phrase(tree, sentence, head))
    text = tree.text(span)
    reference = Reference(
        Mention(span, "nominal", sentence, head),
        text,
        fold(token.lemma),
        label="",
        plural=is_plural(token),
        subject=False,
        quoted=False,
    )
    cluster = Cluster(plural=reference.plural, written=text)
    links.by_place[reference.place] = reference
    add_mention(links, reference, cluster, "as written", WRITTEN)
    return cluster


def _determiner(tree: Tree, reference: Reference) -> str:
    """Return the lower-case determiner, “possessive” for a possessor, or nothing."""
    sentence, head = reference.place
    for child in tree.children(sentence, head, "det"):
        return tree.token(sentence, child).text.lower()
    if tree.children(sentence, head, "nmod:poss"):
        return "possessive"
    first = reference.text.split()[0].lower()
    return first if first in lexicon.DEFINITE or first in lexicon.INDEFINITE else ""


def beside(tree: Tree, reference: Reference, links: Links) -> Cluster | None:
    """Return the entity whose name is in apposition to the description or carries it as a title."""
    sentence, head = reference.place
    token = tree.token(sentence, head)
    relation = belongs_to_relative(tree, sentence, head)  # “Ann Doyle, whose husband, Tom Bell, …”
    of = tree.children(sentence, head, "nmod") if reference.lemma == "one" or token.upos == "NUM" else []
    end = max(head, *of) if of else head  # “One of the traders, Vale Oil,”
    hung = [
        *tree.children(sentence, head, "appos", "flat", "nmod:desc"),
        *(i for j in of for i in tree.children(sentence, j, "appos")),
    ]
    for child in hung:
        name = links.by_place.get((sentence, child))
        cluster = links.at.get((sentence, child))
        if (
            name is not None
            and cluster is not None
            and name.mention.kind == "name"
            and cluster.is_person
            # “a report by the consultants Marl and Fenwick”, the names hung on the report
            and noun_class(reference.lemma, plural=reference.plural) != "document"
            and child > head
        ):
            return (_whole(name, links) if reference.plural else None) or cluster
        if name is not None and cluster is not None and _names_body(tree, reference, name, cluster, end):
            return cluster
    governor = links.by_place.get((sentence, token.head)) if token.head >= 0 and not relation else None
    if governor is not None and governor.mention.kind == "name" and (sentence, token.head) in links.at:
        cluster = links.at[(sentence, token.head)]
        if reference.plural and token.deprel == "appos" and (whole := _whole(governor, links)):
            return whole  # “Ames and Bell, the two owners,”
        before = noun_before(tree, governor) == head
        if before or (token.deprel == "appos" and noun_class(reference.lemma, plural=reference.plural) is not None):
            return cluster
    own = _called(tree, reference, links)
    if own is not None:
        return own
    joined = token.deprel == "conj" and not reference.plural  # “Ann Doyle, a developer and spokeswoman”
    return (apposed(tree, sentence, token.head, links) if joined else None) or _next_to(tree, reference, links)


def _called(tree: Tree, reference: Reference, links: Links) -> Cluster | None:
    """Return whom a description says to be called so (“a man named Bell”, “one man, who gave his name as Bell”)."""
    sentence, head = reference.place
    if reference.plural:
        return None
    for clause in tree.children(sentence, head, "acl"):
        inside = tree.subtree(sentence, clause) if clause > head else set()
        if tree.token(sentence, clause).deprel == "acl:relcl":
            named = any(
                tree.token(sentence, i).lemma == "name" and tree.token(sentence, i).upos == "NOUN" for i in inside
            )
        else:
            named = tree.token(sentence, clause).lemma in {"call", "name", "identify"}
            inside = {*tree.children(sentence, clause, "obj", "xcomp", "obl", "nmod", "ccomp")}
        names = [name for i in inside if (name := links.by_place.get((sentence, i))) and name.mention.kind == "name"]
        if named and len(names) == 1 and names[0].label != "LOC":
            return links.at.get(names[0].place)
    return None


def _names_body(tree: Tree, reference: Reference, name: Reference, cluster: Cluster, end: int) -> bool:
    """Whether a body's name stands between commas after what it is (“The developer, Vale Partners,”)."""
    kind = noun_class(reference.lemma, plural=False)
    labels = {"ORG", "MISC", ""} if kind == "organisation" else {"ORG"}
    if name.mention.kind != "name" or cluster.label not in labels or tree.token(*name.place).deprel != "appos":
        return False
    between = tree.document.text[tree.token(reference.place[0], end).span.end : name.mention.span.start].split()
    return between[:1] == [","] and len(between) <= 2 and kind != "document"  # noqa: PLR2004


def apposed(tree: Tree, sentence: int, noun: int, links: Links) -> Cluster | None:
    """Return the named person to whom a noun stands in apposition, whether or not anything else asks for the noun.

    “Ann Doyle, a manufacturer and activist, who …”.
    """
    token = tree.token(sentence, noun)
    while token.deprel == "conj" and token.upos == "NOUN":
        token = tree.token(sentence, token.head)
    if token.deprel != "appos" or is_plural(token) or belongs_to_relative(tree, sentence, noun):
        return None
    cluster = links.at.get((sentence, token.head))
    return cluster if cluster is not None and cluster.label == "PER" else None


def _next_to(tree: Tree, reference: Reference, links: Links) -> Cluster | None:
    """Return the entity whose name stands next to the description, wherever the tree hangs it."""
    sentence, head = reference.place
    following = links.starts.get((sentence, head + 1))
    if following is not None and noun_before(tree, following) == head:
        return (_whole(following, links) if reference.plural else None) or links.at.get(following.place)
    return _publication(tree, reference, links) or _after_comma(tree, reference, links)


def _publication(tree: Tree, reference: Reference, links: Links) -> Cluster | None:
    """Return the body whose name stands right before a noun for what it publishes (“the Harbour Times newspaper”)."""
    sentence, head = reference.place
    if reference.plural or reference.lemma not in lexicon.PUBLICATION:
        return None
    for child in tree.children(sentence, head, "compound"):
        name = links.by_place.get((sentence, child))
        if name is not None and name.label == "ORG" and name_extent(tree, name)[1] == head - 1:
            return links.at.get(name.place)
    return None


def _whole(name: Reference, links: Links) -> Cluster | None:
    """Return the entity made of several whose first name this is; None without one."""
    return next((c for c in links.described("") if c.members and any(r is name for r in c.references)), None)


def _after_comma(tree: Tree, reference: Reference, links: Links) -> Cluster | None:
    """Return the person whose name stands between commas after a role and its complement, wherever the tree hangs it.

    “The leader of the league, Ann Doyle, said”: most parses take her for the league's apposition.
    """
    sentence, head = reference.place
    tokens = tree.sentences[sentence].tokens
    if reference.plural or not is_role(reference.lemma):
        return None
    comma = next((i for i in range(head + 1, len(tokens)) if tokens[i].text == ","), len(tokens))
    inside = tree.subtree(sentence, head)
    name = links.starts.get((sentence, comma + 1))
    if name is None or name.label != "PER" or any(i not in inside for i in range(head, comma)):
        return None
    last = name_extent(tree, name)[1]
    closed = last + 1 == len(tokens) or tokens[last + 1].text in {",", "."}
    return links.at.get(name.place) if closed and name.mention.head in inside else None


def _content(tree: Tree, reference: Reference, links: Links) -> frozenset[str]:
    """Return the words that tell a description from others of its noun, proper nouns of its complements included.

    “The leader of the league” is not the leader of something else.
    """
    known = links.contents.get(reference.place)
    if known is None:
        sentence, head = reference.place
        words = {fold(w).strip(".,'’“”") for w in _BASED.sub("", reference.text).replace("-", " ").split()}
        for child in tree.children(sentence, head, "nmod"):
            inside = tree.subtree(sentence, child) if child > head else ()
            words |= {fold(tree.token(sentence, i).text) for i in inside if tree.token(sentence, i).upos == "PROPN"}
        known = frozenset(words - lexicon.DEFINITE - lexicon.INDEFINITE - _WEAK - {reference.lemma, ""})
        links.contents[reference.place] = known
    return known


def _fitting(tree: Tree, reference: Reference, links: Links) -> tuple[list[tuple[Cluster, float]], str]:
    """List the earlier entities that the article has described so, best first, with a score from 0 to 1, and tell how.

    Where it has described nobody so, what is named just before may do.
    """
    found, how = _described_so(tree, reference, links), "description match"
    wanted = _content(tree, reference, links)
    near: list[tuple[Cluster, float]] = []
    bare = not reference.plural and not wanted - _TRADE
    joined = tree.token(*reference.place).deprel == "conj"  # “the Post and the chain” are two
    if bare and not joined and reference.lemma in lexicon.ANY_BODY and not any(c.names for c, _ in found):
        last = max((_last(c, reference) for c, _ in found), default=(-1, -1))
        near = [each for each in _near(tree, links, reference, "ORG") if last < _last(each[0], reference)]
    if not found and not near and not reference.plural and not reference.quoted and _is_somebody(tree, reference):
        near = _near(tree, links, reference, "PER", gender_of_noun(reference.lemma))
    if near:
        found, how = near, "the one named just before"
    return sorted(found, key=lambda pair: (-pair[1], -_last(pair[0], reference)[0])), how


def _described_so(tree: Tree, reference: Reference, links: Links) -> list[tuple[Cluster, float]]:
    """List the earlier entities that the article has described so, with a score from 0 to 1."""
    found: list[tuple[Cluster, float]] = []
    wanted = _content(tree, reference, links)
    head_word = fold(tree.token(*reference.place).text)
    lemmas = [noun for noun in {reference.lemma, *lexicon.SAME_BODY, *lexicon.SAME_BODY.values()}
              if _body_noun(noun) == _body_noun(reference.lemma)]  # fmt: skip
    written = [links.at[other.place] for other in links.nominals(*lemmas)]
    nouns = {head_word, reference.lemma, *lexicon.IN_NAMES.get(reference.lemma, ())}
    likely = (links.described(office(reference.lemma)), links.named(*sorted(nouns)), written)
    for cluster in links.union(*likely):
        earlier = cluster.last(reference.place)
        if not earlier or (cluster.plural or bool(cluster.members)) != reference.plural:
            continue
        if not cluster.names and not reference.heading and all(r.heading for r in cluster.references):
            continue  # a headline's “Justice” introduces nobody to the article below
        distance = reference.mention.sentence - earlier.mention.sentence
        fit = max(
            _said(cluster, reference, wanted),
            _named(cluster, reference, head_word, wanted),
            _written(tree, cluster, reference, links),
        )
        if fit:
            found.append((cluster, round(max(fit - 0.1 * min(distance, 3), 0.3), 2)))
    return found


def _is_somebody(tree: Tree, reference: Reference) -> bool:
    """Whether a description can only take up a person: “the man”, “the 34-year-old mother”, “the father of three”.

    “The governor” and “the farmer” can be somebody the article has not named.
    """
    person = reference.lemma == "old" or noun_class(reference.lemma, plural=False) in {"person", "group"}
    of = [tree.token(reference.place[0], i) for i in tree.children(*reference.place, "nmod")]
    parent = reference.lemma in {"father", "mother"} and any(token.upos == "NUM" for token in of)
    return parent or reference.lemma in {"man", "woman"} or (person and "-year-old" in reference.text)


def _spoken_of(tree: Tree, cluster: Cluster, reference: Reference) -> int:
    """Count the mentions before the reference that are not part of another name or noun (“the EB-5 program”)."""
    return sum(tree.token(*each.place).deprel != "compound" for each in cluster.before(reference.place))


def _is_called(cluster: Cluster, reference: Reference) -> bool:
    """Whether a body's name says that it is another kind of body: “Congress” is no agency, a committee no company."""
    words = {fold(word) for word in cluster.name.split()}
    other = words & lexicon.PUBLIC - {reference.lemma}
    return fold(cluster.name) in lexicon.ORGANISATION or (bool(other) and reference.lemma in lexicon.PRIVATE)


def _near(
    tree: Tree, links: Links, reference: Reference, label: str, gender: Gender | None = None
) -> list[tuple[Cluster, float]]:
    """List the entity of that kind and gender named just before, for “the agency” and “the man”.

    Of several bodies it is the one that the article has named most, twice at least. Of the sources
    like “the company” in 188 articles of PolNeAR train 11 have the annotated name so, 7 without it, and one more has
    another body's (2026-11-25).
    """
    near = [
        cluster
        for cluster in links.nearby(reference.mention.sentence, NEAR)
        if cluster.label == label
        and _may_be(tree, cluster, gender)
        and (earlier := cluster.last(reference.place))
        and reference.mention.sentence - earlier.mention.sentence < NEAR
        and not (label == "ORG" and _is_called(cluster, reference))
        # “the paper” of a journal's article is no newspaper: a body has reported something before
        and (reference.lemma != "paper" or any(r.place in links.heads for r in cluster.before(reference.place)))
    ]
    if len(near) > 1 and label == "ORG":
        counts = {id(cluster): _spoken_of(tree, cluster, reference) for cluster in near}
        near.sort(key=lambda cluster: -counts[id(cluster)])
        if counts[id(near[0])] > max(counts[id(near[1])], 1):
            near = near[:1]
    return [(near[0], NEARNESS)] if len(near) == 1 else []


def _may_be(tree: Tree, cluster: Cluster, gender: Gender | None) -> bool:
    """Whether an entity is spoken of outside bylines and agrees with a noun's gender."""
    spoken = any(not tree.is_aside(name.mention.sentence) for name in cluster.names)
    return spoken and (gender is None or (cluster.gender or cluster.gender_by_name) in {None, gender})


def _last(cluster: Cluster, reference: Reference) -> Place:
    """Return the place of the entity's last mention before the reference."""
    last = cluster.last(reference.place)
    return last.place if last is not None else (-1, -1)


def _said(cluster: Cluster, reference: Reference, wanted: AbstractSet[str]) -> float:
    """How well the article's descriptions of a person or a body fit: the noun must have been used, others should."""
    body = noun_class(reference.lemma, plural=False) not in {"person", None}
    if cluster.members:
        return 0.0 if body else min(_said(member, reference, wanted) for member in cluster.members)
    best = 0.0
    if cluster.label != ("ORG" if body else "PER"):
        return best
    for item in cluster.descriptions:
        if office(item.lemma) == office(reference.lemma):
            if wanted & _PAST - item.words or (body and wanted and not wanted & item.words):
                continue  # “the former president” is not the one who is called President
            overlap = len(wanted & item.words) / len(wanted) if wanted else 1.0
            unlike = 0.2 if (item.words & _PAST) - wanted else 0.0  # “the president” is not the former one
            best = max(best, 0.75 + 0.2 * overlap - unlike)
    return best


def office(lemma: str) -> str:
    """Return the noun that stands for all nouns of one office."""
    lemma = lemma.removeprefix("ex-")
    return lexicon.SAME_OFFICE.get(lemma, lemma)


def _named(cluster: Cluster, reference: Reference, head_word: str, wanted: AbstractSet[str]) -> float:
    """How well the noun is part of a body's name (“the court” for “Supreme Court”)."""
    body = reference.lemma in lexicon.ANY_BODY or noun_class(reference.lemma, plural=reference.plural) == "organisation"
    if cluster.is_person or not cluster.names or not body:
        return 0.0
    for name in cluster.names:
        words = {fold(w).strip(".,'’") for w in name.text.replace("-", " ").split()}
        if (
            (
                head_word in words
                or reference.lemma in words
                or words & lexicon.IN_NAMES.get(reference.lemma, frozenset())
            )
            and len(words) > 1
            and all(w in words or f"{w}s" in words for w in wanted)
        ):
            return 0.95 if wanted else 0.85
    return 0.0


def _written(tree: Tree, cluster: Cluster, reference: Reference, links: Links) -> float:
    """How well the description repeats an earlier one of the entity."""
    wanted = _content(tree, reference, links)
    earlier = [r for r in cluster.references if r.mention.kind == "nominal" and r.place <= reference.place]
    earlier = [r for r in earlier if _determiner(tree, r) not in {"no", "any", "every", "each"}]
    if wanted and any(
        other.lemma == reference.lemma and (said := _content(tree, other, links)) and not said & wanted
        for other in earlier
    ):
        return 0.0  # “the Bell campaign” is not what has been “the campaign” and “the Ames campaign”
    for other in earlier:
        if other.lemma != reference.lemma and wanted and wanted == _content(tree, other, links):
            if _body_noun(other.lemma) == _body_noun(reference.lemma):
                return 0.85  # “the Ames team” after “the Ames campaign”
        elif other.lemma == reference.lemma:
            if wanted <= _content(tree, other, links) and not (_content(tree, other, links) & _PAST) - wanted:
                return 0.9
            if not _content(tree, other, links) and not (wanted and cluster.names) and not wanted & _PAST:
                return 0.6  # “the appeals court” is not the one whose name lacks the word
    return 0.0


def _body_noun(lemma: str) -> str:
    return lexicon.SAME_BODY.get(lemma, lemma)


def _same_words(reference: Reference, links: Links) -> Cluster | None:
    """Return the earlier entity that the same words named (“officials”, “his brother”)."""
    if not reference.plural and " " not in reference.text:
        return None
    same = [r for r in links.written(reference.text) if r.place < reference.place]
    found = links.union(cluster for r in same if not (cluster := links.at[r.place]).names)
    return found[-1] if found else None


def _announced(tree: Tree, reference: Reference, links: Links) -> Cluster | None:
    """Return the only person of that description, for a headline or lead that announces one (“A judge has ruled …”)."""
    opening = tree.sentences[reference.mention.sentence]
    kind = tree.document.paragraphs[opening.paragraph].kind
    if reference.mention.sentence > 2 and kind == "body":  # noqa: PLR2004 (headline and lead)
        return None
    if noun_class(reference.lemma, plural=False) not in {"person", None}:
        return None  # “Poll: Ames ahead” announces nobody
    fitting = [
        cluster for cluster in links.clusters
        if cluster.label == "PER"
        and any(office(item.lemma) == office(reference.lemma) for item in cluster.descriptions)
    ]  # fmt: skip
    return fitting[0] if len(fitting) == 1 else None
