# %% [markdown]
# # Is the new model better than the old one?
#
# Two versions judge the same messages. Most verdicts are the same, and say nothing about which is better; what counts
# are the messages on which one is right and the other wrong. This page takes the champion (the version that serves)
# and a challenger, or, where nothing was trained since, the champion with a stricter threshold. `sendgate compare`
# does the same on the terminal, with more detail.

# %%
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from model.artefact import Artefact, read_artefact
from model.gate import Gate
from model.policy import load_policy
from model.store import CHALLENGER, current_version, version_named
from service.settings import settings_from
from training.compare import compare
from training.corpus import load_corpus

settings = settings_from()
evaluation = load_corpus(Path(settings.data) / "evaluation")[::2]
champion = read_artefact(current_version(settings.models))
if (Path(settings.models) / CHALLENGER).exists():
    challenger, called = read_artefact(version_named(settings.models, CHALLENGER)), "the challenger"
else:
    strict = replace(champion.manifest, threshold=champion.manifest.threshold + 0.05, thresholds={})
    challenger, called = Artefact(strict, champion.parameters), "the champion with a stricter threshold"
policy = load_policy(settings.policy)
found = compare(Gate(champion, policy), Gate(challenger, policy), evaluation)
called, len(evaluation), len(found.flips)

# %% [markdown]
# ## The flips
#
# Each is *mended* (the challenger is right) or *spoiled* (the champion was). Were the two equally good, a flip would
# fall on either side like a coin; McNemar's exact test tells how often chance alone splits them so unevenly. From 0.05
# up it is noise, whatever the bars look like.

# %%
pairs = {"all verdicts": found.verdicts, "must be blocked": found.wrong_allows, "may be sent": found.wrong_blocks}
figure, axis = plt.subplots(figsize=(9, 2.8), layout="constrained")
axis.barh(list(pairs), [pair.mended for pair in pairs.values()], color="tab:green", label="mended")
axis.barh(list(pairs), [-pair.spoiled for pair in pairs.values()], color="tab:red", label="spoiled")
axis.axvline(0, color="black", linewidth=0.8)
axis.xaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
axis.invert_yaxis()
axis.set(xlabel="messages whose verdict flips", title=f"{called} against the champion")
axis.legend()
plt.show()
for name, pair in pairs.items():
    word = "worse" if pair.worse else "better" if pair.better_among(1) else "noise"
    print(f"{name:16} mended {pair.mended:3}  spoiled {pair.spoiled:3}  p {pair.p:.3g}  {word}")

# %% [markdown]
# ## Slice by slice
#
# Wrong blocks of both, in the slices with at least 15 messages that may be sent. A lone slice with a large change and
# few messages is the likeliest place for chance: look at the intervals in `errors.py` before you believe it.

# %%
slices = [(old, new) for old, new in found.slices if old.wrong_blocks.trials >= 15]
places = np.arange(len(slices))
figure, axis = plt.subplots(figsize=(9, 0.32 * len(slices) + 1), layout="constrained")
for side, shift, colour, name in ((0, -0.2, "tab:gray", "champion"), (1, 0.2, "tab:blue", called)):
    axis.barh(places + shift, [pair[side].wrong_blocks.value for pair in slices], 0.4, color=colour, label=name)
axis.set_yticks(places, [old.name for old, _ in slices])
axis.invert_yaxis()
axis.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
axis.set(xlabel="wrong blocks")
axis.legend()
plt.show()

# %% [markdown]
# ## Some flips to read
#
# The figures say whether; only reading says why.

# %%
for flip in found.flips[:6]:
    was, now = ("allow" if judged.allowed else "block" for judged in (flip.was, flip.now))
    text = " ".join(flip.was.example.message.body.split())[:110]
    print(f"{was} → {now}, {'right' if flip.right else 'wrong'}   {text}")
