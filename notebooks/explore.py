# %% [markdown]
# # What sendgate learns from
#
# The corpus: whole messages from sellers to buyers, every sentence labelled with what it does. This page shows how
# many there are, what they are about and how long they are, and prints some. Open it as a notebook (jupytext), or run
# `make notebooks`. It needs no trained model.

# %%
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from model.labels import CRITICAL, TOPICS
from service.settings import settings_from
from training.corpus import load_corpus

data = Path(settings_from().data)
parts = {name: load_corpus(data / name) for name in ("training", "contrast", "calibration", "evaluation")}
training = parts["training"]
{name: len(examples) for name, examples in parts.items()}

# %% [markdown]
# `training` and `contrast` (pairs that differ in one sentence) are learned from. `calibration` is a sample of ordinary
# traffic: on it alone the threshold is chosen. `evaluation` is only ever measured on.
#
# ## What the messages are about
#
# Green topics are critical: a buyer who opted out may be written to about them, and about nothing else. A message may
# have several topics. The right picture shows how many of each set may be sent at all.

# %%
counts = Counter(topic for example in training for topic in example.topics)
order = sorted(TOPICS, key=counts.__getitem__)
figure, axes = plt.subplots(1, 2, figsize=(12, 4), layout="constrained")
axes[0].barh(order, [counts[t] for t in order], color=["tab:green" if t in CRITICAL else "tab:gray" for t in order])
axes[0].set(xlabel="training messages", title="Topics")
shares = [np.mean([example.verdict == "allow" for example in examples]) for examples in parts.values()]
axes[1].bar(list(parts), shares, color="tab:green")
axes[1].yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
axes[1].set(ylabel="of the messages", title="May be sent to a buyer who opted out", ylim=(0, 1))
plt.show()

# %% [markdown]
# ## Languages and lengths

# %%
figure, axes = plt.subplots(1, 2, figsize=(12, 3.5), layout="constrained")
languages = Counter(example.language for example in training)
axes[0].bar(*zip(*languages.most_common(), strict=True), color="tab:gray")
axes[0].set(ylabel="training messages", title="Languages")
lengths = [len(example.message.body.split()) for example in training]
axes[1].hist(np.clip(lengths, 0, 300), bins=40, color="tab:gray")
axes[1].axvline(float(np.median(lengths)), color="black", linestyle=":")
axes[1].set(xlabel="words in the body (the dotted line is the median)", ylabel="messages", title="Length")
plt.show()

# %% [markdown]
# ## Three messages as they are labelled
#
# A sentence is labelled with what it does in its message: "your tracking number is …" is a confirmation in one and
# context, `neutral`, in another.

# %%
for example in training[:: len(training) // 3][:3]:
    print(example.id, "may be sent" if example.verdict == "allow" else "must be blocked", sorted(example.topics))
    for sentence, label in example.labelled_sentences():
        print(f"   {label:20} {sentence.text[:90]!r}")
    print()
