"""What is tried of each peer on validation users: its defaults, then nine drawn settings."""

from collections.abc import Mapping, Sequence

import numpy as np

N_TRIALS = 10
Settings = dict[str, float]
CENTRED = " on deviations"
"""Ends the names of peers that are given the catalogue's averages, see `worker.py`."""

SPACES: Mapping[str, Mapping[str, Sequence[float]]] = {
    "lenskit-biased-mf": {
        "embedding_size": (10, 20, 50, 100),
        "epochs": (10, 20),
        "regularization": (0.1, 0.3, 1.0, 3.0),
        "damping": (2.0, 5.0, 20.0),
    },
    "lenskit-item-knn": {
        "max_nbrs": (10, 20, 50, 100),
        "min_nbrs": (1, 2),
        "min_sim": (1e-6, 0.01, 0.05),
    },
    "surprise-svd": {
        "n_factors": (10, 20, 50, 100),
        "n_epochs": (10, 20, 40),
        "lr_all": (0.002, 0.005, 0.01),
        "reg_all": (0.02, 0.05, 0.1, 0.2),
    },
    "implicit-als": {
        "factors": (32, 64, 128, 256),
        "regularization": (0.01, 1.0, 10.0, 50.0),
        "alpha": (1.0, 5.0, 20.0),
        "iterations": (15, 30),
    },
    "implicit-bm25": {"K": (20, 50, 100, 200), "K1": (0.5, 1.2, 3.0), "B": (0.2, 0.5, 0.8)},
}


def draw_settings(peer: str) -> list[Settings]:
    """Draw what is tried of a peer, the same at each call; the defaults come first."""
    name = peer.removesuffix(CENTRED)
    fixed: Settings = {"centred": True} if peer.endswith(CENTRED) else {}
    generator = np.random.default_rng(0)
    drawn = [
        {key: values[int(generator.integers(len(values)))] for key, values in SPACES[name].items()}
        for _ in range(N_TRIALS - 1)
    ]
    return [fixed | settings for settings in [{}, *drawn]]
