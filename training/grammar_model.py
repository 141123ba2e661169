"""The grammar: layers of their own over the reader's lower ones, and heads for words, tags, lemmas, names and trees.

The reader's encoder stays as it is. Words need other upper layers than attributions do: heads alone over the reader's
last states have 82.9 of 100 heads with relation right on EWT test, stanza's parser 89.2 (docs/training-log.md).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional
from transformers.models.bert.modeling_bert import BertLayer

from training.reader_data import BEGINS, NAMES, WORK, Vocabulary
from training.reader_model import GIVEN, Pointer, Shared, unpacked

if TYPE_CHECKING:
    from pathlib import Path

    from training.reader_model import Reader

LAYERS = 6
ARC, LABEL = 256, 256


class Grammar(nn.Module):
    """A mean of the reader's layers, layers, heads."""

    def __init__(self, reader: Reader, vocabulary: Vocabulary, own: int = 3, dropout: float = 0.15) -> None:
        """Start the `own` layers from the uppermost of the teacher's encoder."""
        super().__init__()
        config = reader.encoder.config
        size = config.hidden_size
        self.own = own
        self.mix = nn.Parameter(torch.zeros(LAYERS + 1))
        with torch.no_grad():
            self.mix[LAYERS - own] = 4.0
        self.layers = nn.ModuleList(BertLayer(config) for _ in range(own))
        self.named = BertLayer(config)  # names of people need more than trees leave them
        weights = unpacked(GIVEN / "minilm.npz")
        for place, layer in [*enumerate(self.layers, LAYERS - own), (LAYERS - 1, self.named)]:
            prefix = f"encoder.layer.{place}."
            layer.load_state_dict({n.removeprefix(prefix): v for n, v in weights.items() if n.startswith(prefix)})
        for module in [*self.layers.modules(), *self.named.modules()]:
            for name, child in module.named_children():
                if isinstance(child, nn.Dropout) and not hasattr(module, "query"):
                    setattr(module, name, Shared(0.1))
                elif isinstance(child, nn.Dropout):
                    setattr(module, name, nn.Dropout(0.0))
        self.dropout = nn.Dropout(dropout)
        sizes = {"upos": len(vocabulary.upos), "feats": len(vocabulary.feats), "lemma": len(vocabulary.lemma),
                 "names": len(NAMES), "begins": len(BEGINS)}
        self.hidden = nn.ModuleDict({name: nn.Linear(size, 256) for name in ("words", "names")})
        self.heads = nn.ModuleDict({name: nn.Linear(256, n) for name, n in sizes.items()})
        self.pointer = Pointer(size, ARC)
        nn.init.normal_(self.pointer.bilinear, std=ARC ** -0.5 / 4)
        self.dependent, self.governor = nn.Linear(size, LABEL), nn.Linear(size, LABEL)
        self.relations = nn.Linear(2 * LABEL, len(vocabulary.deprel))

    def forward(self, layers: tuple[torch.Tensor, ...], mask: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return the answers at each piece; `layers` are the reader's, embeddings first."""
        share = self.mix.softmax(0)
        states = sum(share[i] * layer for i, layer in enumerate(layers))
        reach = (1.0 - mask[:, None, None, :].to(states.dtype)) * -1e4
        for layer in self.layers:
            states = layer(states, reach)
        named = self.dropout(self.named(states, reach))
        states = self.dropout(states)
        words = self.dropout(functional.gelu(self.hidden["words"](states)))
        names = self.dropout(functional.gelu(self.hidden["names"](named)))
        found = {name: head(names if name == "names" else words) for name, head in self.heads.items()}
        return found | {"heads": self.pointer(states, mask), "dependent": self.dependent(states),
                        "governor": self.governor(states)}

    def related(self, dependent: torch.Tensor, governor: torch.Tensor) -> torch.Tensor:
        """Return the scores of the relation between pieces and their heads, (…, relations)."""
        return self.relations(self.dropout(torch.cat(
            [functional.gelu(dependent + governor), torch.tanh(dependent) * torch.tanh(governor)], -1)))


def layers_of(reader: Reader, b: dict[str, torch.Tensor]) -> tuple[torch.Tensor, ...]:
    """Return the reader's layers for a batch, embeddings first, (windows, pieces, size) each."""
    embedded = reader.embedded(b["ids"], b["case"], b["state"], b["opens"])
    return reader.encoder(inputs_embeds=embedded, attention_mask=b["mask"], output_hidden_states=True).hidden_states


def grammar_of(path: str | Path, reader: Reader) -> Grammar:
    """Return a trained grammar, ready to read."""
    vocabulary = Vocabulary(**{k: tuple(v) for k, v in json.loads((WORK / "vocabulary.json").read_text()).items()})
    weights = torch.load(path, weights_only=True)
    weights = weights.get("model", weights)
    own = len({name.split(".")[1] for name in weights if name.startswith("layers.")})
    grammar = Grammar(reader, vocabulary, own)
    grammar.load_state_dict(weights)
    return grammar.eval()
