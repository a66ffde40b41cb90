"""The corpus as the arrays that fitting works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse

from model.context import shape_of
from model.features import BUCKETS, pair_feature, pairs, piece_weight, squared_length, word_features
from model.labels import INDEX, TOPICS, Label
from model.message import Sentence
from model.stages import scored_words
from training.corpus import Example
from training.embeddings import Embedding
from training.familiarity import Hashes, hashes_of

_MANY = 1_000  # examples: fewer are read sooner than another process starts
_word_features = lru_cache(maxsize=100_000)(word_features)
_pair_feature = lru_cache(maxsize=500_000)(pair_feature)


@dataclass(frozen=True, slots=True)
class Matrices:
    """n sentences of m messages; message i owns the sentences from ``starts[i]`` to the next."""

    sentences: sparse.csr_matrix  # (n, buckets + dimensions), hashed features then the embedding
    messages: sparse.csr_matrix  # (m, buckets + dimensions)
    shape: NDArray[np.float32]  # (n, 5)
    starts: NDArray[np.intp]  # (m,)
    labels: NDArray[np.intp]  # (n,)
    allowed: NDArray[np.bool_]  # (m,)
    topics: NDArray[np.bool_]  # (m, 9)
    families: NDArray[np.str_]  # (m,)
    hashes: Hashes

    @property
    def owner(self) -> NDArray[np.intp]:
        """The message of each sentence."""
        counts = np.diff(np.append(self.starts, len(self.labels)))
        return np.repeat(np.arange(len(self.starts)), counts)


def matrices_of(examples: Sequence[Example], embedding: Embedding) -> Matrices:
    """Reads every example and lays its sentences out in arrays."""
    read = _read(examples)
    sentences = [sentence for message in read for sentence, _ in message]
    words = [scored_words(sentence) for sentence in sentences]
    counts = np.array([len(message) for message in read])
    raw = sparse.hstack([_counted(words), embedded(words, embedding)]).tocsr()
    squares = np.array([squared_length(row) for row in words])
    owner = np.repeat(np.arange(len(read)), counts)
    gather = sparse.csr_matrix((np.ones(len(words)), (owner, np.arange(len(words)))), shape=(len(read), len(words)))
    return Matrices(
        sentences=(sparse.diags(squares**-0.5) @ raw).tocsr(),
        messages=(sparse.diags((gather @ squares) ** -0.5) @ gather @ raw).tocsr(),
        shape=shape_of(sentences),
        starts=np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp),
        labels=np.array([INDEX[label] for message in read for _, label in message], dtype=np.intp),
        allowed=np.array([example.verdict == "allow" for example in examples]),
        topics=np.array([[topic in example.topics for topic in TOPICS] for example in examples]),
        families=np.array([example.family for example in examples]),
        hashes=hashes_of([[sentence.words for sentence, _ in message] for message in read]),
    )


def _read(examples: Sequence[Example]) -> list[list[tuple[Sentence, Label]]]:
    """The labelled sentences of every example, read on two cores where there are many."""
    if len(examples) < _MANY:
        return _read_here(examples)
    halves = examples[::2], examples[1::2]
    read: list[list[tuple[Sentence, Label]]] = [[] for _ in examples]
    read[::2], read[1::2] = Parallel(n_jobs=2)(delayed(_read_here)(half) for half in halves)
    return read


def _read_here(examples: Sequence[Example]) -> list[list[tuple[Sentence, Label]]]:
    return [example.labelled_sentences() for example in examples]


def _counted(texts: Sequence[tuple[str, ...]]) -> sparse.csr_matrix:
    """How often each feature occurs in each of ``texts``, as the scorer adds them up."""
    ends, columns, values = [0], list[int](), list[float]()
    for words in texts:
        for word in words:
            found = _word_features(word)
            columns.extend(found)
            values.append(1.0)
            values.extend([piece_weight(len(found) - 1)] * (len(found) - 1) if len(found) > 1 else ())
        neighbours = [_pair_feature(a, b) for a, b in pairs(words)]
        columns.extend(neighbours)
        values.extend([1.0] * len(neighbours))
        ends.append(len(columns))
    matrix = sparse.csr_matrix((values, columns, ends), shape=(len(texts), BUCKETS), dtype=np.float64)
    matrix.sum_duplicates()
    return matrix


def embedded(texts: Sequence[tuple[str, ...]], embedding: Embedding) -> sparse.csr_matrix:
    """The sum of the vectors of each text's words."""
    number = {word: i for i, word in enumerate(sorted({word for words in texts for word in words}))}
    columns = [number[word] for words in texts for word in words]
    ends = np.cumsum([0, *(len(words) for words in texts)])
    counts = sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(texts), len(number)))
    return sparse.csr_matrix(counts @ embedding.of_words(list(number)).astype(np.float64))
