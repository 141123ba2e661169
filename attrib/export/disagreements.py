"""What two checkers of one article see differently, side by side, and how far they agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrib.errors import one_line
from attrib.export.lines import STATUS_KINDS
from attrib.review.agreement import agreement, ended, through, told
from attrib.wording import pieces, several

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrib.review import Item, Review
    from attrib.review.agreement import Agreement, Pair


def render(review: Review, blind: Review, pairs: Sequence[Pair]) -> str:
    """Return what the two disagree on, statement by statement, and the figures; `pairs` as `opinions` returns them."""
    lines = []
    for each in _rows(review, blind, pairs):
        state = " (settled)" if each["settled"] else ""
        checker = each["first"]["checker"] or "the review"
        lines += [
            f"{one_line(each['id'] or '-')}  {one_line(each['words'])}{state}",
            f"    {one_line(checker)}: {one_line(each['first']['decided'])}",
            f"    {one_line(blind.blind)}, blind: {one_line(each['second']['decided'])}",
        ]
    lines.append(_figures(agreement(pairs)))
    if left := sum(not pair.decided for pair in pairs):
        lines.append(f"{several(left, 'statement')} not decided by both")
    return "".join(f"{line}\n" for line in lines)


def as_dict(review: Review, blind: Review, pairs: Sequence[Pair]) -> dict[str, Any]:
    """Return the same for JSON."""
    found = agreement(pairs)
    return {
        "blind": blind.blind,
        "through": through(blind),
        "decided_by_both": found.both,
        "agreed": found.agreed,
        "share": found.share,
        "kappa": found.kappa,
        "disagreements": list(_rows(review, blind, pairs)),
    }


def _figures(found: Agreement) -> str:
    if found.share is None:
        return "there is nothing yet that both have decided"
    kappa = "not defined, as both decided the same throughout" if found.kappa is None else f"{found.kappa:.2f}"
    both = several(found.both, "statement")
    return f"agreed on {found.agreed} of {both} that both decided ({found.share:.1%}); Cohen’s kappa {kappa}"


def _checker(review: Review, item: Item) -> str | None:
    """Return who decided on the item, which may be as it was before others were settled."""
    log = {each.number: each for each in review.decisions}
    made = (
        each.reviewer
        for each in reversed(review.decisions)
        if each.number <= item.number
        and each.kind in STATUS_KINDS
        and each.number not in review.undone
        and item.id in each.touches(log)
    )
    return next(made, None)


def _rows(review: Review, blind: Review, pairs: Sequence[Pair]) -> Iterator[dict[str, Any]]:
    text = review.document.text
    waiting = {item.id for item in review.items if item.disputes}
    for pair in pairs:
        if pair.differs:
            name = pair.first.id if pair.first else None
            shown = pair.first or pair.second
            yield {
                "id": name,
                "words": pieces(text, *shown.content) if shown else "",
                "differs": list(pair.differs),
                "settled": ended(review, blind) and name is not None and name not in waiting,
                "first": {
                    "checker": _checker(review, pair.first) if pair.first else None,
                    "decided": told(pair.first, text),
                },
                "second": {"id": pair.second.id if pair.second else None, "decided": told(pair.second, text)},
            }
