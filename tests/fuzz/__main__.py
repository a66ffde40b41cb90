"""A target fuzzed with atheris, which mutates towards code not yet reached: ``python -m tests.fuzz test_mails``."""

from __future__ import annotations

import sys

import atheris
import click

with atheris.instrument_imports(include=["model", "service.bounces", "service.bounce_wording", "tests.fuzz.targets"]):
    from tests.fuzz import test_fuzz

_TARGETS = [name for name in vars(test_fuzz) if name.startswith("test_")]


@click.command()
@click.argument("target", type=click.Choice(_TARGETS))
@click.option("--minutes", default=10.0, show_default=True)
def main(target: str, minutes: float) -> None:
    """Feed TARGET for so long; what fails is shown and ends it, as does an input that takes ten seconds."""
    libfuzzer = [
        f"-max_total_time={round(60 * minutes)}",
        "-max_len=4096",
        "-len_control=0",
        "-timeout=10",
        "-rss_limit_mb=4096",
    ]
    atheris.Setup([sys.argv[0], *libfuzzer], getattr(test_fuzz, target).hypothesis.fuzz_one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
