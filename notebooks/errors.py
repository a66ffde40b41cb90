# %% [markdown]
# # Where the model errs
#
# How sure the current model is about messages it never learned from, how often it is wrong in which kind of message,
# and what its worst mistakes look like. Run `sendgate train` first, then open this file as a notebook (jupytext) or
# run `make notebooks`. What the corpus holds: `explore.py`.

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from model.artefact import read_artefact
from model.gate import judge_of
from model.store import current_version
from service.settings import settings_from
from training.corpus import load_corpus
from training.evaluate import Judged, evaluate

settings = settings_from()
data = Path(settings.data)
evaluation = load_corpus(data / "evaluation")
len(evaluation)

# %% [markdown]
# ## How sure the model is
#
# Each evaluation message by the probability that it may be sent. The dashed line is the threshold that training chose:
# what must be blocked should lie left of it, what may be sent right of it.

# %%
artefact = read_artefact(current_version(settings.models))
manifest = artefact.manifest
result = evaluate(judge_of(artefact), evaluation)


def sendable(judged: Judged) -> float:
    confidence = judged.judgement.confidence
    return confidence if judged.allowed else 1 - confidence


groups = {
    verdict: [sendable(j) for j in result.judged if j.example.verdict == verdict] for verdict in ("block", "allow")
}
figure, axis = plt.subplots(figsize=(8, 3.5), layout="constrained")
axis.hist(list(groups.values()), bins=25, label=["must be blocked", "may be sent"], color=["tab:red", "tab:green"])
axis.axvline(manifest.threshold, color="black", linestyle="--")
axis.set(xlabel="probability that the message may be sent", ylabel="messages", yscale="log")
axis.legend()
plt.show()

# %% [markdown]
# ## The two errors, slice by slice
#
# With exact 95 % intervals. A wrong allow may cost an account; a wrong block holds up one order.

# %%
slices = [
    part for part in (result.overall, *result.slices) if min(part.wrong_allows.trials, part.wrong_blocks.trials) >= 15
]
figure, axes = plt.subplots(1, 2, figsize=(12, 0.35 * len(slices) + 1), sharey=True, layout="constrained")
for axis, kind in zip(axes, ("wrong_allows", "wrong_blocks"), strict=True):
    rates = [getattr(part, kind) for part in slices]
    values = np.array([rate.value for rate in rates])
    spans = np.abs(np.array([rate.interval for rate in rates]).T - values)
    axis.errorbar(values, range(len(slices)), xerr=spans, fmt="o", color="black", ecolor="tab:gray", capsize=2)
    axis.set(xlabel=kind.replace("_", " "), yticks=range(len(slices)), yticklabels=[part.name for part in slices])
    axis.grid(axis="x", alpha=0.3)
plt.show()

# %% [markdown]
# ## The worst mistakes
#
# Surest first, wrong allows before wrong blocks, each sentence with what the model took it for and, where that
# differs, what it is.

# %%
for judged in result.worst(8):
    print("WRONG ALLOW" if judged.allowed else "WRONG BLOCK", judged.example.id, f"{judged.judgement.confidence:.0%}")
    for (_, label), finding in zip(judged.example.labelled_sentences(), judged.judgement.findings, strict=True):
        note = "" if label == finding.topic else f"   <- is {label}"
        print(f"   {finding.topic:20} {finding.sentence.text[:80]!r}{note}")
    print()
