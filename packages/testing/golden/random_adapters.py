"""
Random adapters of PEFT on the tiny checkpoints, as PEFT saves them, with what PEFT answers when it loads them again.

    python packages/testing/golden/random_adapters.py make FOLDER --count 500 --seed 1     FOLDER/<i>/: the adapter, case.json, expected.safetensors
    node --import tsx scripts/exchange/compare-adapters.ts FOLDER                   reads each one here and compares
    node --import tsx scripts/exchange/write-random-adapters.ts FOLDER 300 1        the other direction: adapters written here
    python packages/testing/golden/random_adapters.py check FOLDER                         loads each one into PEFT and compares

Some folders are changed after they are saved, in ways that folders on the hub are changed: names with the adapter's name or a wrapper's prefix,
half precision, patterns that match nothing, regular expressions for lists. PEFT's answer is taken after the change. A configuration
that PEFT itself refuses to make is drawn again.
"""

import argparse
import contextlib
import copy
import io
import json
import random
import shutil
import sys
import warnings
from pathlib import Path
from typing import Any

import torch
from common import FIXTURES
from peft import LoraConfig, PeftModel, PrefixTuningConfig, PromptEncoderConfig, PromptTuningConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

MODELS = ["tiny-llama", "tiny-qwen2", "tiny-gpt2", "tiny-llama3-rope", "tiny-qwen3"]
LLAMA = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
GPT2 = ["c_attn", "c_proj", "c_fc", "attn.c_proj", "mlp.c_proj"]
WEIGHTS = "adapter_model.safetensors"
Rng = random.Random


def some(r: Rng, values: list[Any], least: int = 1) -> list[Any]:
    return r.sample(values, r.randint(least, len(values)))


def patterns(r: Rng, names: list[str], values: list[Any], stem: str) -> dict[str, Any]:
    name = r.choice(names)
    keys = [name, f"{stem}.0.*{name}", rf".*\.1\..*{name}", f"({name}|nothing)", name[:-1] + ".", "nothing_here", rf"^{stem}.1.*", "lm_head"]
    return {k: r.choice(values) for k in some(r, keys) if r.random() < 0.5}


def lora_config(r: Rng, model: str) -> tuple[LoraConfig, dict[str, Any]]:
    gpt2 = model == "tiny-gpt2"
    names, stem, layers = (GPT2, "transformer.h", "h") if gpt2 else (LLAMA, "model.layers", "layers")
    embedding = "wte" if gpt2 else "embed_tokens"
    targets: Any = some(r, names)
    if r.random() < 0.1:
        targets = "all-linear"
    elif r.random() < 0.15:
        targets = ".*(" + "|".join(some(r, names)) + ")" if r.random() < 0.7 else rf"{stem}\.\d\..*({'|'.join(some(r, names))})"
    elif r.random() < 0.15:
        targets = [*targets, *some(r, ["lm_head", embedding, "nothing", f"{stem}.1.mlp.{'c_fc' if gpt2 else 'up_proj'}"])]
    plain = isinstance(targets, list)
    c: dict[str, Any] = {
        "task_type": "CAUSAL_LM",
        "target_modules": targets,
        "r": r.choice([1, 2, 3, 4, 6, 8, 16, 33, 64]),
        "lora_alpha": r.choice([1, 2, 4, 8, 16, 7]),
        "lora_dropout": r.choice([0.0, 0.0, 0.1]),
        "use_rslora": r.random() < 0.3,
        "use_dora": r.random() < 0.2,
        "init_lora_weights": r.choices(
            [True, False, "gaussian", "pissa", "olora", "pissa_niter_4", "orthogonal", "eva", "mica", "lora_ga"],
            [8, 1, 1, 4, 3, 1, 1, 1, 1, 1],
        )[0],
        "bias": r.choices(["none", "all", "lora_only"], [6, 1, 1])[0],
        "fan_in_fan_out": gpt2 or r.random() < 0.1,
    }
    if r.random() < 0.35:
        c["rank_pattern"] = patterns(r, names, [1, 2, 5, 40], stem)
    if r.random() < 0.35:
        c["alpha_pattern"] = patterns(r, names, [1, 3, 32], stem)
    if r.random() < 0.1:
        c["exclude_modules"] = r.choice([some(r, names), f".*{r.choice(names)}"])
    if plain and r.random() < 0.15:
        c["layers_to_transform"] = r.choice([0, [1], [0, 1], [0]])
        if r.random() < 0.5:
            c["layers_pattern"] = r.choice([layers, [layers], "nothing"])
    if r.random() < 0.25:
        c["modules_to_save"] = r.choice(
            [[], [], ["lm_head"], [embedding], ["lm_head", embedding], ["norm"], ["ln_1", "input_layernorm"], ["mlp"], ["nothing"]]
        )
    if r.random() < 0.12:
        tokens = r.sample(range(288), r.randint(1, 4))
        c["trainable_token_indices"] = r.choice([tokens, {embedding: tokens}, {"lm_head": tokens}, {embedding: tokens, "lm_head": tokens[:1]}])
    if r.random() < 0.1:
        c["ensure_weight_tying"] = True
    if r.random() < 0.04:
        c["lora_bias"] = True
    if r.random() < 0.06:
        c |= r.choice(
            [
                {"alora_invocation_tokens": [5, 7]},
                {"layer_replication": [[0, 2], [1, 2]]},
                {"target_parameters": [f"{r.choice(names)}.weight"]},
                {"velora_config": {}},
                {"use_qalora": True},
            ]
        )
    how = {"save_embedding_layers": True} if r.random() < 0.08 else {}
    return LoraConfig(**c), how


def prompt_config(r: Rng) -> tuple[Any, dict[str, Any]]:
    kind = r.choice(["prefix", "prompt", "p"])
    n = r.randint(1, 6)
    saved = {"modules_to_save": r.choice([None, [], ["lm_head"]])} if r.random() < 0.3 else {}
    common = {"task_type": "CAUSAL_LM", "num_virtual_tokens": n, **saved}
    if kind == "prefix":
        projection = r.random() < 0.5
        return PrefixTuningConfig(
            **common, prefix_projection=projection, encoder_hidden_size=r.choice([None, 8, 40]) if projection else None
        ), {}
    if kind == "prompt":
        return PromptTuningConfig(**common, prompt_tuning_init=r.choice(["RANDOM", "SAMPLE_VOCAB"])), {}
    return PromptEncoderConfig(
        **common,
        encoder_reparameterization_type=r.choice(["MLP", "LSTM"]),
        encoder_hidden_size=r.choice([8, 16, 40]),
        encoder_num_layers=r.choice([1, 2, 3, 9]),
        encoder_dropout=r.choice([0.0, 0.1, 1.0]),
    ), {}


def disturb(model: PeftModel, r: Rng) -> None:
    """Away from the start of training, as far as training could go."""
    g = torch.Generator().manual_seed(r.randrange(2**31))
    with torch.no_grad():
        for name, p in model.named_parameters():
            if not p.requires_grad:
                continue
            noise = torch.randn(p.shape, generator=g)
            if "lora_magnitude" in name:
                p.mul_(1 + 0.2 * noise)
            elif "original_module" not in name:
                p.add_(0.15 * noise)


def regex_of(names: list[str]) -> str:
    return r".*\.(" + "|".join(names) + ")"


def change(folder: Path, r: Rng) -> str:
    """One change of the saved folder, by name."""
    config = json.loads((folder / "adapter_config.json").read_text())
    tensors = load_file(folder / WEIGHTS)
    lora = config["peft_type"] == "LORA"

    def rename(f: Any) -> None:
        save_file({f(k): v for k, v in tensors.items()}, folder / WEIGHTS)

    def settings(**new: Any) -> None:
        (folder / "adapter_config.json").write_text(json.dumps({**config, **new}))

    def default(k: str) -> str:
        for part in ("lora_A", "lora_B"):
            k = k.replace(f".{part}.weight", f".{part}.{adapter}.weight")
        return k

    adapter = "default"
    kinds = ["half", "bfloat", "empty-modules-to-save", "unknown-null", "unknown-set", "wrapped", "drop-tensor", "no-prefix", "inference", "version"]
    if lora:
        kinds += ["default", "named", "pattern-nothing", "regex", "doubled", "null-patterns", "scale", "init-true", "layers", "extra"]
    kind = r.choice(kinds)
    if kind == "half":
        save_file({k: v.half() for k, v in tensors.items()}, folder / WEIGHTS)
    elif kind == "bfloat":
        save_file({k: v.bfloat16() for k, v in tensors.items()}, folder / WEIGHTS)
    elif kind == "empty-modules-to-save" and not config.get("modules_to_save"):
        settings(modules_to_save=[])
    elif kind == "unknown-null":
        settings(some_new_setting=None, another={}, third=False)
    elif kind == "unknown-set":
        settings(some_new_setting=3)
    elif kind == "wrapped":
        rename(lambda k: r.choice(["_orig_mod.", "module."]) + k)
    elif kind == "no-prefix":
        rename(lambda k: k.removeprefix("base_model.model."))
    elif kind == "doubled":
        rename(lambda k: "base_model.model." + k)
    elif kind == "drop-tensor":
        gone = r.choice(sorted(tensors))
        save_file({k: v for k, v in tensors.items() if k != gone} or {"x": torch.zeros(1)}, folder / WEIGHTS)
    elif kind == "inference":
        settings(inference_mode=False)
    elif kind == "version":
        settings(peft_version="0.9.0", revision="main", auto_mapping=None)
    elif kind == "default":
        rename(default)
    elif kind == "named":
        adapter = "mine"
        rename(default)
    elif kind == "pattern-nothing":
        settings(rank_pattern={**config["rank_pattern"], "no_such_proj": 3}, alpha_pattern={**config["alpha_pattern"], "no.*": 5})
    elif kind == "regex" and isinstance(config["target_modules"], list) and config["layers_to_transform"] is None:
        settings(target_modules=regex_of(config["target_modules"]))
    elif kind == "null-patterns" and not config["rank_pattern"] and not config["alpha_pattern"]:
        settings(rank_pattern=None, alpha_pattern=None)
    elif kind == "scale":
        settings(lora_alpha=config["lora_alpha"] * 3, use_rslora=not config["use_rslora"])
    elif kind == "init-true":
        settings(init_lora_weights=True)
    elif kind == "layers" and isinstance(config["target_modules"], list):
        settings(layers_to_transform=[0])
    elif kind == "extra":
        save_file({**tensors, "base_model.model.score.weight": torch.ones(2, 2)}, folder / WEIGHTS)
    else:
        return ""
    return kind


def logits(model: torch.nn.Module, ids: list[int]) -> torch.Tensor:
    x = torch.tensor([ids])
    with torch.no_grad():
        return model(input_ids=x, attention_mask=torch.ones_like(x)).logits[0, -len(ids) :].float()


@contextlib.contextmanager
def quiet():
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def bases() -> dict[str, Any]:
    return {m: AutoModelForCausalLM.from_pretrained(FIXTURES / m, dtype=torch.float32).eval() for m in MODELS}


def make(out: Path, count: int, seed: int) -> None:
    models = bases()
    refused: dict[str, int] = {}
    for i in range(count):
        folder = out / f"{i:05}"
        for attempt in range(1000):
            r = Rng(f"{seed}/{i}/{attempt}")
            torch.manual_seed(r.randrange(2**31))
            name = r.choice(MODELS)
            try:
                with quiet():
                    config, how = prompt_config(r) if r.random() < 0.12 else lora_config(r, name)
                    model = get_peft_model(copy.deepcopy(models[name]), config)
                    disturb(model, r)
                    model.save_pretrained(folder, **how)
                break
            except Exception as e:  # PEFT has its own rules of what goes together
                refused[type(e).__name__] = refused.get(type(e).__name__, 0) + 1
                shutil.rmtree(folder, ignore_errors=True)
        (folder / "README.md").unlink(missing_ok=True)
        changed = change(folder, r) if r.random() < 0.4 else ""
        ids = [r.randrange(288) for _ in range(8)]
        case: dict[str, Any] = {"model": name, "ids": ids, "changed": changed, "seed": f"{seed}/{i}/{attempt}"}
        try:
            with quiet():
                again = PeftModel.from_pretrained(copy.deepcopy(models[name]), folder).eval()
                answer = logits(again, ids)
            case["moves"] = (answer - logits(models[name], ids)).abs().max().item()
            save_file({"logits": answer.contiguous()}, folder / "expected.safetensors")
        except Exception as e:
            case["error"] = f"{type(e).__name__}: {e}"[:300]
        (folder / "case.json").write_text(json.dumps(case))
    print(json.dumps({"made": count, "seed": seed, "drawn again": refused}))


def check(out: Path) -> int:
    """Folders that adaptbench wrote, each with ids and logits in expected.safetensors and its model in case.json."""
    models = bases()
    worst, faults = 0.0, 0
    folders = sorted(p for p in out.iterdir() if p.is_dir())
    for folder in folders:
        case = json.loads((folder / "case.json").read_text())
        ours = load_file(folder / "expected.safetensors")["logits"]
        try:
            with quiet():
                theirs = logits(PeftModel.from_pretrained(copy.deepcopy(models[case["model"]]), folder).eval(), case["ids"])
            d = ((ours - theirs).abs().max() / theirs.abs().max()).item()
        except Exception as e:
            print(folder.name, type(e).__name__, str(e)[:200])
            faults += 1
            continue
        worst = max(worst, d)
        if not d < 1e-4:
            print(folder.name, d, case)
            faults += 1
    print(json.dumps({"folders": len(folders), "faults": faults, "largest relative difference": worst}))
    return 1 if faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["make", "check"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(1)
    if args.what == "check":
        return check(args.folder)
    make(args.folder, args.count, args.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
