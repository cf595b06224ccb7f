"""
Does PEFT read an adapter folder that adaptbench wrote, and does the adapted model answer the same?

    python packages/testing/golden/check_adapter.py FOLDER --base DIR_OR_GGUF --answer FILE

FILE is what adaptbench computed with the adapter: JSON {"inputIds": [B][T], "logits": [B][T][V]}, or the same names as tensors in a
.safetensors file. Rows have one length. Prints max |Δ| of the logits, and of those with the adapter off (which should be large: the
adapter did something); exits with 1 beyond --tolerance or when tensors of the folder found no place.
"""

import argparse
import json
import sys
import warnings
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import load_file
from smollm2_model import load_model
from transformers import AutoModelForCausalLM


def answer(path: Path) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids [B, T] and logits [B, T, V]."""
    if path.suffix == ".safetensors":
        tensors = load_file(path)
        return tensors["inputIds"].long(), tensors["logits"]
    values = json.loads(path.read_text())
    return torch.tensor(values["inputIds"]), torch.tensor(values["logits"], dtype=torch.float64)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--answer", type=Path, required=True)
    parser.add_argument("--tolerance", type=float, default=1e-4)
    args = parser.parse_args()
    torch.set_num_threads(2)
    warnings.simplefilter("error", UserWarning)  # PEFT only warns of tensors that are missing or find no place
    warnings.filterwarnings("ignore", message="fan_in_fan_out")

    base = load_model(args.base) if args.base.suffix == ".gguf" else AutoModelForCausalLM.from_pretrained(args.base)
    model = PeftModel.from_pretrained(base, args.folder).eval()
    held = set(load_file(args.folder / "adapter_model.safetensors"))
    named = {name for name, _ in model.named_parameters() if "lora_" in name}
    wanted = {name.replace("_vector.default.weight", "_vector").replace(".default", "") for name in named}
    if model.active_peft_config.is_prompt_learning:
        wanted = {"prompt_embeddings"}
    if held != wanted:
        print("missing:", sorted(wanted - held), "without a place:", sorted(held - wanted))
        return 1
    ids, ours = answer(args.answer)
    with torch.no_grad():
        # Virtual tokens that are part of the output stand in front.
        theirs = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[:, -ids.shape[1] :]
        with model.disable_adapter():
            plain = model(input_ids=ids).logits
    if ours.shape != theirs.shape:
        print(f"logits are {list(ours.shape)}, expected {list(theirs.shape)}")
        return 1
    difference = (ours - theirs).abs().max().item()
    print(json.dumps({"maxDifference": difference, "adapterOff": (ours - plain).abs().max().item()}))
    return 0 if difference <= args.tolerance else 1


if __name__ == "__main__":
    sys.exit(main())
