"""The balance between everybody's average rating and one user's preference."""


def compute_gains(popularity_weight: float) -> tuple[float, float]:
    """Turn the balance into the factors of its two parts.

    In the middle, 0.5, both count in full; toward either end the other part fades to nothing. So
    predictions stay on the scale of stars everywhere, and their order is that of
    `popularity_weight * average + (1 - popularity_weight) * personal`.

    Args:
        popularity_weight: 0 is personal preference only, 1 the average rating only.

    Returns:
        Gain of the average's deviation from the mean rating, gain of the personal preference.

    Raises:
        ValueError: If the weight is not in [0, 1].
    """
    if not 0 <= popularity_weight <= 1:
        raise ValueError(f"popularity_weight is {popularity_weight}; it must be 0 to 1")
    larger = max(popularity_weight, 1 - popularity_weight)
    return popularity_weight / larger, (1 - popularity_weight) / larger
