# %% [markdown]
# # Which parts earn their place
#
# Every part of the model is left out once and the rest trained again, on half of the English families, so that it takes
# minutes. Each row shows the share of sendable messages wrongly blocked at the threshold that wrongly allows 2 % of the
# others: once on families held out of training (three folds), once on the evaluation set. Thresholds are found by
# ranking, so the rows compare the features and not the luck of a threshold. Differences under two points are noise: a
# seed moves the rows that much.

# %%
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union
from threadpoolctl import threadpool_limits

from model.judge import Judge
from model.read import read
from model.verdict import verdict_features
from service.settings import settings_from
from training.compose import composed
from training.corpus import Example, by_language, load_all
from training.elsewhere import load_elsewhere
from training.embeddings import Embedding, load_embedding
from training.fit import Settings, fit
from training.matrices import matrices_of
from training.split import fold_of, folds_by_family

threadpool_limits(limits=1)
folder = Path(settings_from().data)
corpus = load_all(folder)
fitted_on = [*corpus.training, *corpus.contrast]
english, phrases, evaluation = (
    list(by_language(part, "en")) for part in (fitted_on, corpus.phrases, corpus.evaluation)
)
training = [example for example in english if fold_of(example.family, 2, seed=1) == 0]
may = np.array([example.verdict == "allow" for example in training])
may_evaluation = np.array([example.verdict == "allow" for example in evaluation])
settings = Settings()
elsewhere = load_elsewhere(folder / "elsewhere" / "training")
len(training), len(phrases), len(evaluation)


# %%
def wrong_blocks(probability: NDArray[np.floating], allowed: NDArray[np.bool_], wrong_allows: float = 0.02) -> float:
    """Share of the sendable messages blocked where ``wrong_allows`` of the others pass."""
    blockable = np.sort(probability[~allowed])[::-1]
    return float((probability[allowed] <= blockable[int(wrong_allows * len(blockable))]).mean())


@dataclass(frozen=True)
class Row:
    """What one variant came to."""

    name: str
    held_out: float
    evaluation: float


# %% [markdown]
# ## The whole, and the whole without one part

# %%
embedding = load_embedding()
without_embedding = replace(embedding, vectors=np.zeros_like(embedding.vectors))
spoiled = composed(training, partial(fold_of, count=settings.folds))


def by_rule(labels: NDArray[np.floating], starts: Sequence[int] | NDArray[np.intp]) -> NDArray[np.floating]:
    """Nothing non-critical, and something critical: what the verdict stage replaces."""
    return verdict_features(labels, starts)[:, :2].min(axis=1)


def variant(
    name: str,
    phrases: Sequence[Example],
    beside: Sequence[Example],
    words: Embedding,
    how: Settings,
    rule: bool = False,
) -> list[Row]:
    """Trains with the given parts and measures; with ``rule`` also the rule in place of the verdict stage."""
    data = matrices_of(training, words)
    parts = (matrices_of(part, words) for part in (beside, phrases, elsewhere))
    fitted = fit(data, *parts, words, how, lambda step: None)
    judge = Judge(fitted.parameters, 1.0, ())
    said = [judge.probabilities(read(example.message).sentences) for example in evaluation]
    found = np.array([probability for _, probability, _ in said])
    rows = [Row(name, wrong_blocks(fitted.held_out.probability, may), wrong_blocks(found, may_evaluation))]
    if rule:
        ruled = np.array([by_rule(labels, [0])[0] for labels, _, _ in said])
        held_out = wrong_blocks(by_rule(fitted.held_out.labels, data.starts), may)
        rows.append(Row("a rule in place of the verdict stage", held_out, wrong_blocks(ruled, may_evaluation)))
    return rows


single = replace(settings, context_nets=1)
rows: list[Row] = []
rows += variant("everything", phrases, spoiled, embedding, settings, rule=True)

# %%
rows += variant("without phrases", phrases[:1], spoiled, embedding, settings)

# %%
rows += variant("without composed messages", phrases, spoiled[:1], embedding, settings)

# %%
rows += variant("without the static embedding", phrases, spoiled, without_embedding, settings)

# %%
rows += variant("one context network, not four", phrases, spoiled, embedding, single)

# %% [markdown]
# ## The message alone
#
# scikit-learn's word and character n-grams over the whole message, and a logistic regression.

# %%
texts = [f"{example.message.subject}\n{example.message.body}" for example in training]
pipeline = make_pipeline(
    make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=3),
    ),
    LogisticRegression(C=10, max_iter=200),
)
alone = np.zeros(len(training))
for fold in folds_by_family([example.family for example in training], settings.folds):
    pipeline.fit([texts[i] for i in fold.train], may[fold.train])
    alone[fold.test] = pipeline.predict_proba([texts[i] for i in fold.test])[:, 1]
pipeline.fit(texts, may)
seen = pipeline.predict_proba([f"{example.message.subject}\n{example.message.body}" for example in evaluation])[:, 1]
rows.append(Row("message n-grams alone (scikit-learn)", wrong_blocks(alone, may), wrong_blocks(seen, may_evaluation)))

# %%
for row in rows:
    print(f"{row.name:40} held-out families {row.held_out:6.1%}   evaluation {row.evaluation:6.1%}")

# %%
figure, axes = plt.subplots(figsize=(9, 4), layout="constrained")
places = np.arange(len(rows))
axes.barh(places - 0.2, [row.held_out for row in rows], 0.4, label="held-out families", color="tab:gray")
axes.barh(places + 0.2, [row.evaluation for row in rows], 0.4, label="evaluation", color="tab:blue")
axes.set_yticks(places, [row.name for row in rows])
axes.invert_yaxis()
axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
axes.set(xlabel="wrong blocks at 2 % wrong allows", title="Fewer is better")
axes.legend()
plt.show()
