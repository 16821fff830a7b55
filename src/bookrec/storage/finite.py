"""Not-a-number and infinity stay out of artifacts: what is to be written is looked at first."""

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bookrec.errors import ArtifactError

if TYPE_CHECKING:
    from numpy.typing import NDArray


def require_finite(
    what: str, array: "NDArray[Any]", row_names: Sequence[str] = (), first_row: int = 0
) -> None:
    """Refuse an array with an entry that is no finite number.

    Args:
        what: Its name, for the message.
        array: Any array; integers always pass.
        row_names: What the rows of the whole array are, for example book ids.
        first_row: Number of the array's first row in the whole.

    Raises:
        ArtifactError: Names the first such entry by row and column.
    """
    import numpy as np

    if array.dtype.kind not in "fc" or np.isfinite(array).all():
        return
    place = [int(index) for index in np.argwhere(~np.isfinite(array))[0]]
    value = array[tuple(place)]
    row = place[0] + first_row if place else 0
    where = row_names[row] if row < len(row_names) else f"row {row}"
    column = f", column {', '.join(map(str, place[1:]))}" if place[1:] else ""
    raise ArtifactError(_refusal(what, f"{where}{column}", value))


def strict_json(what: str, document: Any, **options: Any) -> str:  # noqa: ANN401 - any JSON
    """Return a document as JSON text.

    Args:
        what: Its name, for the message.
        document: Any JSON-able value.
        options: As for `json.dumps`.

    Raises:
        ArtifactError: If it holds a number that is not finite; names the first one.
    """
    try:
        return json.dumps(document, allow_nan=False, **options)
    except ValueError:
        found = _first_not_finite(document, "")
        if found is None:
            raise
        raise ArtifactError(_refusal(what, *found)) from None


def _refusal(what: str, where: str, value: object) -> str:
    return (
        f"{what}: {where} is {value}, not a finite number; nothing was published: check the "
        "settings of this stage, and its model and device if it has one"
    )


def _first_not_finite(value: Any, path: str) -> tuple[str, float] | None:  # noqa: ANN401
    """Find the first float that is not finite, with its path such as "epochs.0.loss"."""
    if isinstance(value, float):
        return None if math.isfinite(value) else (path.removeprefix("."), value)
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list | tuple)
        else ()
    )
    found = (_first_not_finite(child, f"{path}.{key}") for key, child in children)
    return next((each for each in found if each is not None), None)
