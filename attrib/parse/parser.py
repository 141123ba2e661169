"""A document's sentences, trees and names: the only importer of stanza.

The bundled weights (``attrib/models``, made by ``training/``) share one transformer. stanza's processors each ask the
pipeline's foundation cache for it by name and run it over the same sentences, in batches of their own; `SharedEncoder`
takes the transformer's place there and computes the states of each sentence once; :mod:`attrib.parse.trees` decodes
the scores of the one parser that is loaded, in place of its own method (stanza is pinned for that). Nothing else of
stanza's is touched.

Three choices differ from a plain pipeline run:

- sentence boundaries are corrected at quotation marks between tokenizer and tagger (:mod:`attrib.language.segment`);
- the words of a contraction (“do”, “n’t”) go on as tokens of their own, because that is how the name tagger's training
  text was cut, and so that every word has offsets;
- tags, trees and names are made a few thousand words at a time, so that memory does not grow with the article.

Stanford's own packages (``models="default"`` or ``"default_accurate"``) run as a plain ``stanza.Pipeline``, with the
same choices.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrib import weights
from attrib.errors import ModelError
from attrib.language.segment import resegment
from attrib.language.tokens import mended
from attrib.parse import trees
from attrib.types import Parse, Sentence, Span, Token
from attrib.weights import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import torch

    from attrib.types import Document

BUNDLED: Final = "bundled"
PACKAGES: Final = ("default", "default_accurate")
ENCODER: Final = "attrib-encoder"  # the name under which the checkpoints ask for the transformer
PROCESSORS: Final = ("tokenize", "mwt", "pos", "lemma", "depparse", "ner")
NEEDED: Final = frozenset(  # what is loaded from a folder of models, listed in its manifest or not
    {"resources.json"}
    | {f"{name}.pt" for name in PROCESSORS}
    | {f"encoder/{name}" for name in ("model.safetensors", "config.json", "tokenizer.json", "tokenizer_config.json")}
)
LONGEST: Final = (
    512  # word pieces the transformer has positions for; stanza cuts longer sentences into overlapping parts
)
TOGETHER: Final = 4000  # words that go through tags, trees and names at once


class Parser:
    """A loaded pipeline. Loading takes seconds, so keep one.

    `models` is ``"bundled"``, the name of one of Stanford's packages (``attrib models install`` fetches it), or a
    folder laid out like ``attrib/models``. `threads` is how many cores torch uses, in all of the process; 0 leaves that
    as it is.

    Raises ModelError when the weights are missing, damaged or not loadable.
    """

    def __init__(self, models: str = BUNDLED, *, threads: int = 0) -> None:
        """Load the weights."""
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing here may ask a network; stanza would for some names
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # a thread that waits takes no core; read by torch's import
        if threads:
            import torch

            torch.set_num_threads(threads)
        logging.getLogger("stanza").setLevel(logging.ERROR)
        self._encoder: Any = None
        if models in PACKAGES:
            self._pipeline, self._models = _packaged(models)
        else:
            self._pipeline, self._encoder, self._models = _bundled(FOLDER if models == BUNDLED else Path(models))

    def parse(self, document: Document) -> Parse:
        """Return the sentences of `document` in order; a sentence never crosses a paragraph's end."""
        import stanza

        tokenized = self._pipeline.process(document.text, processors="tokenize,mwt").to_dict()
        paragraphs = [paragraph.span for paragraph in document.paragraphs]
        rows = resegment(document.text, mended(document.text, tokenized), paragraphs)
        words = [_word_rows(row) for row in rows]
        words = [row for row in words if row]
        if not words:
            return Parse((), stanza.__version__, self._models)
        parsed: list[Any] = []
        for part in _parts(words):
            try:
                source = stanza.Document(part, document.text)
                parsed += self._pipeline.process(source, processors="pos,lemma,depparse,ner").sentences
            finally:
                if self._encoder is not None:
                    self._encoder.forget()
        return Parse(tuple(_sentences(parsed, document)), stanza.__version__, self._models)


def install(package: str) -> Path:
    """Download one of Stanford's English packages with stanza's own progress bar; return where it lies.

    Raises ModelError when the package has another name or cannot be fetched.
    """
    if package not in PACKAGES:
        raise ModelError(f"no package named {package}", f"choose one of {', '.join(PACKAGES)}")
    import stanza
    from stanza.resources.common import DEFAULT_MODEL_DIR

    try:
        # Not stanza.download, which leaves out the transformer: only a pipeline that is built asks for it.
        stanza.Pipeline("en", package=package, processors=",".join(PROCESSORS), verbose=True)
    except Exception as error:  # stanza lets through whatever its HTTP library, zip and disk raise
        raise ModelError(
            f"cannot fetch {package}: {error}", "this needs network; the bundled models work without it"
        ) from error
    return Path(DEFAULT_MODEL_DIR)


def _packaged(package: str) -> tuple[Any, dict[str, str]]:
    """Return Stanford's pipeline and the sha256 of each of its files, the transformer's aside.

    Raises ModelError when it has not been installed.
    """
    import stanza
    from stanza.resources.common import flatten_processor_list

    try:
        pipeline = stanza.Pipeline(
            "en", package=package, processors=",".join(PROCESSORS), download_method=None, verbose=False
        )
        names = sorted(f"{kind}/{name}.pt" for kind, name in flatten_processor_list(pipeline.load_list))
        paths = {f"stanza-en/{name}": Path(pipeline.dir, "en", name) for name in names}
        return pipeline, {name: weights.sha256(path) for name, path in paths.items() if path.exists()}
    except Exception as error:  # stanza raises many kinds for a missing file
        raise ModelError(
            f"cannot load stanza's package {package}: {error}", f"fetch it with: attrib models install {package}"
        ) from error


def _bundled(folder: Path) -> tuple[Any, Any, dict[str, str]]:
    """Return pipeline, shared encoder and the sha256 of each weight. Raises ModelError."""
    found = weights.checked(folder, NEEDED, listed=True)
    try:
        encoder, tokenizer = _encoder(folder / "encoder")
        return _pipeline(folder, encoder, tokenizer), encoder, found
    except Exception as error:  # torch and stanza raise many kinds for a damaged file
        raise ModelError(f"cannot load the models in {folder}: {error}", weights.hint(folder)) from error


def _encoder(folder: Path) -> tuple[Any, Any]:
    """Return the transformer, wrapped, and its tokenizer."""
    import torch
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging as noise

    noise.set_verbosity_error()
    noise.disable_progress_bar()
    # stored in 16 bits to halve the wheel, run in 32: a CPU has no fast 16-bit arithmetic
    model = AutoModel.from_pretrained(folder, local_files_only=True, dtype=torch.float32, add_pooling_layer=False)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, add_prefix_space=True)
    tokenizer.model_max_length = LONGEST
    return shared_encoder(model.eval()), tokenizer


def _pipeline(folder: Path, encoder: Any, tokenizer: Any) -> Any:  # noqa: ANN401 (stanza has no types)
    """Return a plain stanza pipeline over the files of `folder`, with our transformer in its cache."""
    import stanza
    from stanza.models.common.foundation_cache import BertRecord, FoundationCache

    cache = FoundationCache(local_files_only=True)
    cache.bert[ENCODER] = BertRecord(encoder, tokenizer, {})
    pipeline = stanza.Pipeline(
        "en",
        dir=str(folder),
        package=None,
        processors=dict.fromkeys(PROCESSORS, "attrib"),
        download_method=None,
        foundation_cache=cache,
        use_gpu=False,
        verbose=False,
        pos_batch_size=64,
        tokenize_max_seqlen=1000,  # at 300, stanza's default, a long web address becomes "<UNK>"
        **{f"{name}_model_path": str(folder / f"{name}.pt") for name in PROCESSORS},
    )
    pipeline.processors["depparse"].trainer.model.decode_graph_predictions = trees.decode
    return pipeline


def shared_encoder(model: Any) -> Any:  # noqa: ANN401 (a torch module; torch is imported late)
    """Wrap a transformer so that the states of a sentence are computed once, whatever batches it comes in."""
    import torch

    class SharedEncoder(torch.nn.Module):
        """Stands where stanza expects the transformer; keeps the last four layers of each sentence it has seen.

        Rows come padded to the longest of their batch; the key is the row without its padding.
        """

        _hf_peft_config_loaded = False  # stanza asks

        def __init__(self) -> None:
            super().__init__()
            self.model, self.config = model, model.config
            self.seen: dict[tuple[int, ...], torch.Tensor] = {}

        def forward(
            self,
            input_ids: torch.Tensor,
            attention_mask: torch.Tensor,
            output_hidden_states: bool = True,  # noqa: FBT001, FBT002 (stanza's call)
        ) -> Any:  # noqa: ANN401
            """Return an object with ``hidden_states``: four tensors (rows, pieces, width), zero on padding."""
            lengths = attention_mask.sum(dim=1).tolist()
            keys = [tuple(row[:n]) for row, n in zip(input_ids.tolist(), lengths, strict=True)]
            new = [i for i, key in enumerate(keys) if key not in self.seen]
            if new:
                width = max(lengths[i] for i in new)
                states = self.model(
                    input_ids[new, :width],
                    attention_mask=attention_mask[new, :width],
                    output_hidden_states=output_hidden_states,
                )
                layers = torch.stack(states.hidden_states[-4:])
                for row, i in enumerate(new):
                    self.seen[keys[i]] = layers[:, row, : lengths[i]].clone()
            result = torch.zeros(4, len(keys), input_ids.shape[1], self.config.hidden_size)
            for i, key in enumerate(keys):
                result[:, i, : lengths[i]] = self.seen[key]
            return States(tuple(result))

        def forget(self) -> None:
            """Drop what was kept: the article is done."""
            self.seen.clear()

    return SharedEncoder()


class States:
    """What stanza reads off a transformer's result."""

    def __init__(self, hidden_states: tuple[torch.Tensor, ...]) -> None:
        """Hold the layers, each (rows, pieces, width)."""
        self.hidden_states = hidden_states


def _word_rows(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the words of a sentence as tokens of their own, numbered from 1, every one with offsets.

    A contraction that was expanded into words that are not its pieces gives all of them its own span.
    """
    words: list[dict[str, Any]] = []
    whole, last = {}, 0
    for row in rows:
        identity = row["id"]
        if isinstance(identity, tuple) and len(identity) > 1:
            whole, last = row, identity[-1]
            continue
        number = identity[0] if isinstance(identity, tuple) else identity
        place = row if "start_char" in row or number > last else whole
        words.append(
            {
                "id": (len(words) + 1,),
                "text": row["text"],
                "start_char": place["start_char"],
                "end_char": place["end_char"],
            }
        )
    return words


def _parts(sentences: Sequence[list[dict[str, Any]]]) -> Iterable[list[list[dict[str, Any]]]]:
    """Yield the sentences a few thousand words at a time, so that memory does not grow with the article."""
    part: list[list[dict[str, Any]]] = []
    words = 0
    for sentence in sentences:
        if part and words + len(sentence) > TOGETHER:
            yield part
            part, words = [], 0
        part.append(sentence)
        words += len(sentence)
    yield part


def _sentences(parsed: Iterable[Any], document: Document) -> Iterable[Sentence]:
    """Turn stanza's sentences into ours."""
    paragraphs, current = document.paragraphs, 0
    for index, sentence in enumerate(parsed):
        tokens = []
        for token in sentence.tokens:
            word = token.words[0]
            tokens.append(
                Token(
                    Span(token.start_char, token.end_char),
                    word.text,
                    word.lemma or word.text,
                    word.upos or "X",
                    (word.head or 0) - 1,
                    word.deprel or "dep",
                    word.feats or "",
                    _bio(token.ner or "O"),
                )
            )
        span = Span(tokens[0].span.start, tokens[-1].span.end)
        while current + 1 < len(paragraphs) and paragraphs[current + 1].span.start <= span.start:
            current += 1
        yield Sentence(index, current, span, tuple(tokens))


def _bio(tag: str) -> str:
    """Return the BIO form of a BIOES tag."""
    return {"S": "B", "E": "I"}.get(tag[0], tag[0]) + tag[1:]
