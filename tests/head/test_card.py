from pathlib import Path
from typing import Any

from bookrec.head.card import CARD_FILE, write_model_card
from bookrec.head.training import train_head
from bookrec.settings import SplitSettings, TrainSettings


def test_card_states_data_split_settings_and_quality(
    catalogue: dict[str, Any], settings: TrainSettings, tmp_path: Path
) -> None:
    trained = train_head(**catalogue, settings=settings)
    write_model_card(tmp_path, trained, settings, SplitSettings(seed=33), {"clean": "abc123"})
    card = (tmp_path / CARD_FILE).read_text(encoding="utf-8")
    assert "| clean | abc123 |" in card
    assert "| seed | 33 |" in card
    assert "| hidden_dim | 16 |" in card
    assert f"{trained.split.held_out.sum()} were held out" in card
    best = trained.history[trained.best_epoch - 1]
    before = trained.accuracies_before["author"]
    assert f"| author | {before:.4f} | {best.accuracies['author']:.4f} |" in card
    assert f"| series | {trained.without_positive['series']} |" in card
