"""Models in ONNX's form. The only importer of its runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

SLOWER: Final = {"SkipLayerNormFusion"}
"""What the runtime of 1.32 does to make a model faster and does not: a tenth of the network's time (2026-11-28)."""


class Model:
    """A session of the runtime on one file, on the CPU; `metadata` is what its maker wrote into it.

    `threads` of 0 is one for each core. Raises whatever the runtime raises for a damaged file, which is of many kinds.
    """

    def __init__(self, path: Path, threads: int = 0) -> None:
        """Load the file."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # a thread that waits takes no core
        self._run = onnxruntime.RunOptions()
        self._run.only_execute_path_to_fetches = True  # what is not asked for is not computed
        self._session: Any = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
        )
        self.metadata: Mapping[str, str] = self._session.get_modelmeta().custom_metadata_map

    def run(self, outputs: Sequence[str] | None, inputs: Mapping[str, NDArray[Any]]) -> list[Any]:
        """Return the named outputs for the named inputs, all of them for None, in order."""
        found: list[Any] = self._session.run(outputs, inputs, self._run)
        return found
