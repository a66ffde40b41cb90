"""Settings: from the environment or a file, and nothing unknown passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.settings import BadSetting, Settings, settings_from


def read(folder: Path, content: str, **environment: str) -> Settings:
    file = folder / "sendgate.toml"
    file.write_text(content, encoding="utf-8")
    return settings_from({"SENDGATE_CONFIG": str(file), **environment})


def test_a_file_says_what_the_environment_could(tmp_path: Path) -> None:
    content = 'rate = 7\njournal = false\nmodels = "here"\npolicy = "strict.toml"\n'
    assert read(tmp_path, content) == Settings(rate=7, journal=False, models=Path("here"), policy="strict.toml")


def test_the_environment_wins(tmp_path: Path) -> None:
    found = read(tmp_path, "rate = 7\njournal = true\nburst = 9\n", SENDGATE_RATE="8", SENDGATE_JOURNAL="off")
    assert found == Settings(rate=8, journal=False, burst=9)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("rats = 7", "SENDGATE_RATS is no setting"),
        ("rate = 0", "above 0"),
        ("rate = 1.5", "must be a text, a whole number"),
        ("rate = [1]", "must be a text, a whole number"),
        ("rate = true", "above 0"),
        ("journal = 1", "on or off"),
        ('log_level = "loud"', "one of debug, info, warning, error"),
        ('policy = " "', "is empty"),
        ("rate 7", "cannot be read"),
        ('config = "other.toml"', "SENDGATE_CONFIG is no setting"),
    ],
)
def test_what_a_file_must_not_say(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        read(tmp_path, content)


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="No such file"):
        settings_from({"SENDGATE_CONFIG": str(tmp_path / "nonesuch.toml")})
