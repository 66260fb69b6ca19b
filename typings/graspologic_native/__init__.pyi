# A compiled module without type information.
from typing import Any

def leiden(
    edges: list[tuple[str, str, float]],
    *,
    resolution: float = ...,
    use_modularity: bool = ...,
    iterations: int = ...,
    seed: int | None = ...,
    **options: Any,
) -> tuple[float, dict[str, int]]: ...
