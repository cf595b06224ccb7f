"""
Loads the folders of scripts/exchange/write-heads.ts into PEFT and transformers, and exits with 1 where a logit differs by more than 1e-4.

    python packages/testing/golden/check_head.py FOLDER
"""

import json
import sys
from pathlib import Path

import torch
from common import FIXTURES
from peft import PeftModel
from transformers import AutoModelForSequenceClassification


def check(folder: Path, base: Path) -> float | None:
    """The largest difference; None where PEFT does not run such an adapter under a model for classification."""
    expected = json.loads((folder / "rows.json").read_text())
    if (folder / "adapter_config.json").exists():
        model = AutoModelForSequenceClassification.from_pretrained(base, num_labels=len(expected["logits"][0]))
        model = PeftModel.from_pretrained(model, folder)
    else:
        model = AutoModelForSequenceClassification.from_pretrained(folder)
    model.config.pad_token_id = 0
    model = model.double().eval()
    worst = 0.0
    for row, logits in zip(expected["rows"], expected["logits"], strict=True):
        ids = torch.tensor([row])
        with torch.no_grad():
            try:
                found = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0]
            except ValueError as error:
                if "does not support past key values" in str(error):
                    return None
                raise
        worst = max(worst, (found - torch.tensor(logits).double()).abs().max().item())
    return worst


if __name__ == "__main__":
    differences = {f: check(f, FIXTURES / f.parent.name) for f in sorted(Path(sys.argv[1]).glob("*/*"))}
    for folder, worst in differences.items():
        print(f"{folder.parent.name} {folder.name}: {'not run by PEFT' if worst is None else f'{worst:.1e}'}")
    sys.exit(int(any(worst is not None and worst > 1e-4 for worst in differences.values())))
