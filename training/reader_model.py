"""The reader's network: one encoder, and for each question a linear head or a pointer over its states.

Heads answer at each word piece, pointers point from each piece at another one (`Pointer`). Nothing is recurrent, so
that a window costs what its matrix products cost. What the outputs mean is told in `training.reader_data`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from attrib.encoder.windows import CASES, STATES
from attrib.extract.decode import FORBIDDEN, TAGS, allowed, start, within_a_word
from training.reader_data import ACTS, BEGINS, IGNORED, NAMES, ROLES, VOICES, WORTH

if TYPE_CHECKING:
    from training.reader_data import Vocabulary

GIVEN = Path(__file__).parents[2] / "shared" / "models" / "reader"
WORDS = "embeddings.word_embeddings.weight"
STYLES = 2
ARC, LABEL = 128, 128
START, BETWEEN, INSIDE = (torch.tensor(f(), dtype=torch.float32) for f in (start, allowed, within_a_word))


class Shared(nn.Dropout):
    """Dropout that drops the same features of all pieces of a window.

    Drawing a mask a piece takes a third of a training step on a CPU, this one next to nothing.
    """

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """Return (windows, pieces, size), scaled as usual."""
        if not self.training or not self.p:
            return states
        mask = torch.rand(states.shape[0], 1, states.shape[2], device=states.device) >= self.p
        return states * (mask / (1 - self.p)).to(states.dtype)


class Pointer(nn.Module):
    """Scores from each piece to each other one, biaffine: (windows, pieces, pieces)."""

    def __init__(self, size: int, arc: int = ARC) -> None:
        """Start from nothing."""
        super().__init__()
        self.dependent, self.governor = nn.Linear(size, arc), nn.Linear(size, arc)
        self.bilinear = nn.Parameter(torch.zeros(arc, arc))
        self.bias = nn.Linear(arc, 1)

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the scores, of what is no piece `FORBIDDEN`."""
        one, other = functional.gelu(self.dependent(states)), functional.gelu(self.governor(states))
        scores = one @ self.bilinear.to(one.dtype) @ other.transpose(1, 2) + self.bias(other).transpose(1, 2)
        return scores.masked_fill(mask[:, None, :] == 0, FORBIDDEN)


class Reader(nn.Module):
    """Encoder, heads, pointers."""

    def __init__(self, vocabulary: Vocabulary, dropout: float = 0.1, encoder_dropout: float = 0.0) -> None:
        """Build the network of all-MiniLM-L6-v2's shape, with random weights."""
        super().__init__()
        config = BertConfig(**json.loads((GIVEN / "minilm.json").read_text(encoding="utf-8")))
        config._attn_implementation = "sdpa"  # noqa: SLF001 (what from_pretrained sets)
        self.encoder = BertModel(config, add_pooling_layer=False)
        for module in list(self.encoder.modules()):
            for name, child in module.named_children():
                if isinstance(child, nn.Dropout) and not hasattr(module, "query"):  # drawing attention's masks is slow
                    setattr(module, name, Shared(encoder_dropout))
        size = config.hidden_size
        self.case, self.state = nn.Embedding(CASES, size), nn.Embedding(STATES, size)
        self.opens = nn.Embedding(2 * STYLES, size)
        for extra in (self.case, self.state, self.opens):
            nn.init.zeros_(extra.weight)
        self.dropout = nn.Dropout(dropout)
        self.transitions = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        sizes = {"tags": len(TAGS), "acts": len(ACTS), "rtags": len(ROLES), "begins": len(BEGINS),
                 "upos": len(vocabulary.upos), "feats": len(vocabulary.feats), "lemma": len(vocabulary.lemma),
                 "names": len(NAMES), "worth": len(WORTH), "voice": len(VOICES)}
        self.heads = nn.ModuleDict({name: nn.Linear(size, n) for name, n in sizes.items()})
        self.pointers = nn.ModuleDict({name: Pointer(size) for name in ("links", "rlinks", "heads")})
        self.dependent, self.governor = nn.Linear(size, LABEL), nn.Linear(size, LABEL)
        self.relations = nn.Linear(LABEL, len(vocabulary.deprel))

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, case: torch.Tensor, state: torch.Tensor, opens: torch.Tensor
    ) -> dict[str, torch.Tensor]:
        """Return all answers for windows of pieces, all (windows, pieces); `opens` is 2 * style + whether it opens."""
        embedded = self.embedded(ids, case, state, opens)
        return self.answers(self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state, mask)

    def embedded(
        self, ids: torch.Tensor, case: torch.Tensor, state: torch.Tensor, opens: torch.Tensor
    ) -> torch.Tensor:
        """Return what the encoder reads, (windows, pieces, size)."""
        words = self.encoder.embeddings.word_embeddings(ids)
        return words + self.case(case) + self.state(state) + self.opens(opens)

    def answers(self, states: torch.Tensor, mask: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return all answers for the encoder's last states."""
        states = self.dropout(states) * mask[:, :, None].to(states.dtype)
        found = {name: head(states) for name, head in self.heads.items()}
        found |= {name: pointer(states, mask) for name, pointer in self.pointers.items()}
        return found | {"dependent": self.dependent(states), "governor": self.governor(states), "states": states}

    def related(self, dependent: torch.Tensor, governor: torch.Tensor) -> torch.Tensor:
        """Return the scores of the relation between pieces and their heads, (…, relations)."""
        return self.relations(functional.gelu(dependent + governor))


# --- the chain of tags -----------------------------------------------------------------------------------------------


def moves_of(transitions: torch.Tensor, continues: torch.Tensor) -> torch.Tensor:
    """Return the score of each tag after each other, (windows, pieces, tags, tags)."""
    inside, between = INSIDE.to(continues.device), BETWEEN.to(continues.device)
    return torch.where(continues[:, :, None, None] > 0, inside, between) + transitions.float()


def chain_loss(tags: torch.Tensor, gold: torch.Tensor, moves: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """Mean over pieces of the negative log-likelihood of the gold tags; an IGNORED one may be any."""
    right = functional.one_hot(gold.clamp(min=0), len(TAGS)).bool() | (gold == IGNORED)[:, :, None]
    both = torch.cat([tags.masked_fill(~right, FORBIDDEN), tags])
    path, every = log_total(both, torch.cat([moves, moves]), torch.cat([real, real])).chunk(2)
    return (every - path).sum() / real.sum().clamp(min=1)


def log_total(tags: torch.Tensor, moves: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """Return the log of the sum over all paths, by a tree of products: 2 ms where a loop over pieces took 90."""
    neutral = torch.full((len(TAGS), len(TAGS)), FORBIDDEN * 10, device=tags.device)
    neutral.fill_diagonal_(0)
    steps = torch.where(real[:, 1:, None, None], moves[:, 1:] + tags[:, 1:, None, :], neutral)
    while steps.shape[1] > 1:
        odd = steps[:, -1:] if steps.shape[1] % 2 else None
        pairs = steps.shape[1] // 2 * 2
        steps = torch.logsumexp(steps[:, 0:pairs:2, :, :, None] + steps[:, 1:pairs:2, None, :, :], -2)
        if odd is not None:
            steps = torch.cat([steps, odd], 1)
    return torch.logsumexp((tags[:, 0] + START.to(tags.device))[:, :, None] + steps[:, 0], (1, 2))


# --- weights to start from -------------------------------------------------------------------------------------------


def unpacked(path: Path) -> dict[str, torch.Tensor]:
    """Return packed arrays as tensors; of a name ``W|q`` in 8 bits ``W|s`` has the scale of each row."""
    arrays = np.load(path)
    return {
        name.removesuffix("|q"): torch.from_numpy(
            arrays[name].astype(np.float32) * arrays[name[:-2] + "|s"] if name.endswith("|q")
            else arrays[name].astype(np.float32))
        for name in arrays.files if not name.endswith("|s")
    }


def encoder_only() -> dict[str, torch.Tensor]:
    """Return the encoder as the parser had fine-tuned it, which has learnt no attribution: for held-out readers."""
    return {f"encoder.{name}": value for name, value in unpacked(GIVEN / "minilm.npz").items()}


def given() -> dict[str, torch.Tensor]:
    """Return the given reader's weights under this network's names; they have learnt every article of every part."""
    found = unpacked(GIVEN / "reader-1.npz") | unpacked(GIVEN / "reader-2.npz")
    found[f"encoder.{WORDS}"] = unpacked(GIVEN / "minilm.npz")[WORDS]
    named = {}
    for name, value in found.items():
        part = name.partition(".")[0]
        if part in {"tags", "acts", "rtags"}:
            named[f"heads.{name}"] = value
        elif part in {"dependent", "governor", "bilinear", "bias"}:
            named[f"pointers.links.{name}"] = value
        elif part in {"rdependent", "rgovernor", "rbilinear", "rbias"}:
            named[f"pointers.rlinks.{name[1:]}"] = value
        else:
            named[name] = value
    return named
