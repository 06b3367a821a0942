"""Train the ranker: ``python -m vultrcrawl.schema.induction.training FOLDER``.

FOLDER holds the labelled pages (see `dataset`). Prints and writes `report.json`: how
often the best candidate is right, cross-validated by domain and platform.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from vultrcrawl.schema.induction.ranker import WEIGHTS
from vultrcrawl.schema.induction.training.dataset import labelled
from vultrcrawl.schema.induction.training.fit import cross_validated, fitted, save
from vultrcrawl.schema.induction.training.table import table

if __name__ == "__main__":
    learned = table(labelled(Path(sys.argv[1])))
    report = cross_validated(learned)
    package = Path(__file__).parent.parent
    (package / "report.json").write_text(json.dumps(report, indent=1) + "\n")
    save(package / WEIGHTS, fitted(learned))
