# %% [markdown]
# # Where the line is drawn
#
# The model gives every message a probability that it may be sent. The gate lets pass what reaches the *threshold*. A
# lower threshold lets more wrong messages pass, a higher one holds up more right ones. This page shows how the
# threshold is chosen, what it promises, and what another risk would cost. Run `sendgate train` first.

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from model.artefact import read_artefact
from model.gate import judge_of
from model.store import current_version
from service.settings import settings_from
from training.corpus import load_corpus
from training.curve import threshold_curve
from training.threshold import NoThreshold, choose_threshold, upper_bound

settings = settings_from()
artefact = read_artefact(current_version(settings.models))
judge = judge_of(artefact)
calibration = load_corpus(Path(settings.data) / "calibration")
probability = np.array([judge.probability(example.message) for example in calibration])
allowed = np.array([example.verdict == "allow" for example in calibration])
promise = artefact.manifest.risk
len(calibration), int((~allowed).sum())

# %% [markdown]
# ## What lies on either side
#
# The calibration sample: ordinary traffic that nothing was fitted on. What must be blocked should lie left of the
# dashed line, what may be sent right of it. The scale of the counts is logarithmic: most messages are plain cases at
# the ends.

# %%
figure, axis = plt.subplots(figsize=(9, 3.5), layout="constrained")
axis.hist(
    [probability[~allowed], probability[allowed]],
    bins=30,
    label=["must be blocked", "may be sent"],
    color=["tab:red", "tab:green"],
)
axis.axvline(artefact.manifest.threshold, color="black", linestyle="--")
axis.set(xlabel="probability that the message may be sent", ylabel="messages", yscale="log")
axis.legend()
plt.show()

# %% [markdown]
# ## Both errors against the threshold
#
# The two curves are the shares seen. The thin one is the upper bound of the wrong allows: with the stated confidence
# the true share is not above it. Training takes the lowest threshold whose bound is within the stated risk (dotted).

# %%
curve = [point for point in threshold_curve(probability, allowed) if point.threshold > 0.05]
at = [point.threshold for point in curve]
bound = [upper_bound(p.wrong_allows.errors, p.wrong_allows.trials, promise["confidence"]) for p in curve]
figure, axis = plt.subplots(figsize=(9, 4), layout="constrained")
axis.plot(at, [point.wrong_allows.value for point in curve], color="tab:red", label="wrong allows")
axis.plot(at, bound, color="tab:red", linewidth=0.8, label="their upper bound")
axis.plot(at, [point.wrong_blocks.value for point in curve], color="tab:blue", label="wrong blocks")
axis.axhline(promise["risk"], color="tab:red", linestyle=":")
axis.axvline(artefact.manifest.threshold, color="black", linestyle="--")
axis.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
axis.set(xlabel="threshold", ylabel="share", ylim=(0, 0.3))
axis.legend()
plt.show()

# %% [markdown]
# ## What another risk would cost
#
# `sendgate train --risk 0.01` promises less of the one error at more of the other. Where the sample is too small to
# show that a risk is kept, training refuses.

# %%
for risk in (0.005, 0.01, 0.015, 0.02, 0.03, 0.05):
    try:
        found = choose_threshold(probability, allowed, risk, promise["confidence"])
    except NoThreshold:
        print(f"risk {risk:5.1%}: nothing can be promised on so few messages")
        continue
    blocks = f"{found.wrong_blocks} of {found.may_allow} wrongly blocked"
    allows = f"{found.wrong_allows} of {found.must_block} wrongly allowed"
    print(f"risk {risk:5.1%}: threshold {found.value:.3f}, {allows}, {blocks}")
