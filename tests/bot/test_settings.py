from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import load_settings


def test_what_is_given_by_hand_wins_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEGWIJZER_INDEX", "elders")
    assert load_settings().index == Path("elders")
    assert load_settings(index=Path("hier")).index == Path("hier")
    assert load_settings(index=None).index == Path("elders")


@pytest.mark.parametrize(
    ("name", "value"), [("WEGWIJZER_LANGUAGE", "fr"), ("WEGWIJZER_THREADS", "many")]
)
def test_a_wrong_setting_is_named_with_what_to_do(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=rf"^{name}: .*correct it or unset it$"):
        load_settings()
