"""
Random tokenizer.json files of every model, normalizer, pre-tokenizer, post-processor and decoder, with the files beside them that name
tokens, and what transformers makes of texts in many scripts. Writes one folder a tokenizer; `compare-tokenizers.ts` reads them.
Usage: python scripts/fuzz/random_tokenizers.py OUT --seed 0 --tokenizers 2000 --texts 50
"""

import argparse
import json
import os
import random
import shutil
from pathlib import Path

import tokenizers
import transformers
from transformers import PreTrainedTokenizerFast

WORDS = [
    "hello", "World", "naïve", "café", "cafe\u0301", "Straße", "İstanbul", "don't", "It'S", "we'LL", "123", "4567", "3.14", "x²", "½", "Ⅷ",
    "你好世界", "这部电影很好看。", "日本語", "テキスト", "한국어", "русский", "Ελλάς", "ΣΊΣΥΦΟΣ", "עברית", "العربية", "١٢٣", "हिन्दी", "क्षमा", "สวัสดี",
    "Việt", "ﬁne", "ＡＢＣ", "😀", "👍🏽", "👩‍👩‍👧", "🇩🇪", "𝔘𝔫𝔦", "_x_", "snake_case", "e-mail", "a.b,c;d", "!!!", "...", "``quoted''", "#tag", "@me",
    "<b>", "</b>", "\u0345", "ǅ", "ß", "ſ", "K", "ⅷ", "ꙮ", "\U00010400", "\u1e9e", "ﷺ", "Å", "e\u0301\u0323", "ก็", "ਪੰਜਾਬੀ", "አማርኛ", "ქართული", "Հայերեն",
]
GAPS = [" ", " ", " ", " ", "  ", "   ", "", "", "\n", "\n\n", "\t", "\r\n", "\u00a0", "\u3000", "\u2028", "\u0085", "\ufeff", "\u200b", "\u200d", "\u00ad", "\x00", "\x7f", "▁", "Ġ", "\ufffd", "-", "'"]
BYTES = [f"<0x{i:02X}>" for i in range(256)]


def text(r: random.Random, added: list[str]) -> str:
    out = r.choice(["", "", "", " ", "  ", "\n"])
    for _ in range(r.randrange(9)):
        kind = r.random()
        out += r.choice(added) if added and kind < 0.15 else chr(r.choice([r.randrange(0x20, 0x7F), r.randrange(0xA0, 0x3000), r.randrange(0x1F300, 0x1FA00)])) if kind < 0.25 else r.choice(WORDS)
        out += r.choice(GAPS)
    return out


def byte_alphabet() -> list[str]:
    return sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())


def letters(r: random.Random) -> list[str]:
    pool = sorted({c for w in WORDS for c in w} | set("abcdefghijklmnopqrstuvwxyz .,'▁"))
    return r.sample(pool, r.randrange(len(pool) // 3, len(pool)))


def pieces(r: random.Random, base: list[str], n: int) -> list[str]:
    """Parts of words, for the models that look whole pieces up."""
    out = list(base)
    for _ in range(n):
        w = r.choice(WORDS)
        i = r.randrange(len(w))
        out.append(r.choice(["", "", "▁", "##"]) + w[i : i + r.randrange(1, 6)])
    return list(dict.fromkeys(out))


def model(r: random.Random, byte_level: bool) -> dict:
    base = byte_alphabet() if byte_level else letters(r)
    kind = r.choice(["BPE", "BPE", "BPE", "Unigram", "Unigram", "WordPiece", "WordLevel"])
    unknown = "<unk>"
    fallback = BYTES if r.random() < 0.4 else (r.sample(BYTES, 100) if r.random() < 0.2 else [])
    if kind == "BPE":
        prefix = r.choice([None, None, None, "##"])
        suffix = r.choice([None, None, None, "</w>"])
        vocab = list(dict.fromkeys(([unknown] if r.random() < 0.7 else []) + fallback + base))
        if prefix:
            vocab += [prefix + c for c in base]
        if suffix:
            vocab += [c + suffix for c in base] + ([prefix + c + suffix for c in base] if prefix else [])
        vocab = list(dict.fromkeys(vocab))
        known, merges = set(vocab), []
        plain = [t for t in vocab if t not in fallback and t != unknown]
        for _ in range(r.randrange(10, 120)):
            w = r.choice(WORDS)
            pairs = [(a, b) for a in plain for b in [r.choice(plain)]] if r.random() < 0.3 else None
            a, b = r.choice(pairs) if pairs else (r.choice(plain), r.choice(plain))
            if not pairs and len(w) > 1:
                spelled = "".join(base_spelling(c) if byte_level else c for c in w)
                i = r.randrange(1, len(spelled))
                a, b = spelled[max(0, i - r.randrange(1, 3)) : i], spelled[i : i + r.randrange(1, 3)]
                if prefix:
                    b = prefix + b
                    a = r.choice([a, prefix + a])
                if a not in known or b not in known:
                    continue
            if (suffix and a.endswith(suffix)) or (prefix and not b.startswith(prefix)):
                continue
            made = a + (b[len(prefix) :] if prefix and b.startswith(prefix) else b)
            if (a, b) in merges:
                continue
            merges.append((a, b))
            if made not in known:
                known.add(made)
                vocab.append(made)
                plain.append(made)
        return {
            "type": "BPE", "dropout": None, "unk_token": unknown if r.random() < 0.8 and unknown in known else None,
            "continuing_subword_prefix": prefix, "end_of_word_suffix": suffix, "fuse_unk": r.random() < 0.5,
            "byte_fallback": bool(fallback) and r.random() < 0.8, "ignore_merges": r.random() < 0.3,
            "vocab": {t: i for i, t in enumerate(vocab)},
            "merges": [list(m) for m in merges] if r.random() < 0.5 or any(" " in a or " " in b for a, b in merges) else [" ".join(m) for m in merges],
        }
    if kind == "Unigram":
        vocab = list(dict.fromkeys([unknown, *fallback, *pieces(r, base, 150)]))
        r.shuffle(vocab)
        return {
            "type": "Unigram", "unk_id": vocab.index(unknown) if r.random() < 0.9 else None,
            "vocab": [[t, 0.0 if t in (unknown, *fallback) else round(-r.random() * 12, r.randrange(1, 6))] for t in vocab],
            "byte_fallback": bool(fallback) and r.random() < 0.8,
        }
    vocab = list(dict.fromkeys([unknown, *pieces(r, base, 250), *[w for w in WORDS if r.random() < 0.4]]))
    numbered = {t: i for i, t in enumerate(vocab)}
    if kind == "WordLevel":
        return {"type": "WordLevel", "vocab": numbered, "unk_token": unknown}
    return {
        "type": "WordPiece", "unk_token": unknown, "continuing_subword_prefix": r.choice(["##", "##", "▁", ""]),
        "max_input_chars_per_word": r.choice([100, 5]), "vocab": numbered,
    }


def base_spelling(c: str) -> str:
    order = byte_map()
    return "".join(order[b] for b in c.encode())


def byte_map() -> dict[int, str]:
    keep = [*range(33, 127), *range(161, 173), *range(174, 256)]
    out, n = {}, 0
    for b in range(256):
        if b in keep:
            out[b] = chr(b)
        else:
            out[b] = chr(256 + n)
            n += 1
    return out


REGEXES = [
    r"\s+", r"\d", r"\p{L}+", r"[a-z]+", r"\w+|[^\w\s]+", r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s",
    r"[一-龥぀-ゟ゠-ヿ]+", r"\p{Lu}", r"[[:punct:]]", r"(?=[A-Z])", r".", r" ?[^(\s|[.,!?…。，、।۔،])]+", r"(?<=e)l", r"\h+", r"\bw", r"",
]
STRINGS = [" ", "e", "ll", "▁", "``", "''", "é", "你", "\u200d"]


def pattern(r: random.Random) -> dict:
    return {"Regex": r.choice(REGEXES)} if r.random() < 0.6 else {"String": r.choice(STRINGS)}


def normalizer(r: random.Random) -> dict:
    return r.choice([
        {"type": "BertNormalizer", "clean_text": r.random() < 0.5, "handle_chinese_chars": r.random() < 0.5, "strip_accents": r.choice([None, True, False]), "lowercase": r.random() < 0.5},
        {"type": "Strip", "strip_left": r.random() < 0.5, "strip_right": r.random() < 0.5}, {"type": "StripAccents"}, {"type": "NFC"}, {"type": "NFD"},
        {"type": "NFKC"}, {"type": "NFKD"}, {"type": "Lowercase"}, {"type": "Nmt"}, {"type": "Prepend", "prepend": r.choice(["▁", "x ", "é"])},
        {"type": "Replace", "pattern": pattern(r), "content": r.choice(["▁", "", "x", " ", "ab", '"'])}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
    ])


def metaspace(r: random.Random) -> dict:
    return {"type": "Metaspace", "replacement": r.choice(["▁", "▁", "_"]), "prepend_scheme": r.choice(["always", "first", "never"]), "split": r.random() < 0.7}


def pre_tokenizer(r: random.Random, byte_level: bool) -> dict | None:
    behaviors = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]

    def step() -> dict:
        return r.choice([
            {"type": "BertPreTokenizer"}, {"type": "CharDelimiterSplit", "delimiter": r.choice("-e▁")}, metaspace(r), {"type": "Whitespace"}, {"type": "WhitespaceSplit"},
            {"type": "Split", "pattern": pattern(r), "behavior": r.choice(behaviors), "invert": r.random() < 0.3}, {"type": "Punctuation", "behavior": r.choice(behaviors)},
            {"type": "Digits", "individual_digits": r.random() < 0.5}, {"type": "UnicodeScripts"}, {"type": "FixedLength", "length": r.randrange(1, 9)},
        ])

    steps = [step() for _ in range(r.choice([0, 1, 1, 2, 3]))]
    if byte_level:
        steps.append({"type": "ByteLevel", "add_prefix_space": r.random() < 0.3, "trim_offsets": True, "use_regex": r.random() < 0.6})
    return None if not steps else steps[0] if len(steps) == 1 else {"type": "Sequence", "pretokenizers": steps}


def decoder(r: random.Random, byte_level: bool) -> dict | None:
    def step() -> dict:
        return r.choice([
            {"type": "BPEDecoder", "suffix": "</w>"}, {"type": "WordPiece", "prefix": "##", "cleanup": r.random() < 0.5}, metaspace(r), {"type": "Fuse"}, {"type": "ByteFallback"},
            {"type": "CTC", "pad_token": "<pad>", "word_delimiter_token": "|", "cleanup": r.random() < 0.5},
            {"type": "Replace", "pattern": pattern(r), "content": r.choice([" ", "", "x"])}, {"type": "Strip", "content": r.choice(" e"), "start": r.randrange(3), "stop": r.choice([0] * 19 + [1])},
        ])

    if byte_level and r.random() < 0.8:
        return {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}
    steps = [step() for _ in range(r.choice([0, 1, 1, 2, 3]))]
    return None if not steps else steps[0] if len(steps) == 1 else {"type": "Sequence", "decoders": steps}


def flags(r: random.Random) -> dict:
    return {"single_word": r.random() < 0.2, "lstrip": r.random() < 0.2, "rstrip": r.random() < 0.2, "normalized": r.random() < 0.4, "special": r.random() < 0.6}


def folder(r: random.Random, out: Path) -> list[str]:
    """Writes the files of one tokenizer; gives the added tokens for texts."""
    byte_level = r.random() < 0.35
    m = model(r, byte_level)
    names = [t for t, _ in m["vocab"]] if m["type"] == "Unigram" else list(m["vocab"])
    contents = r.sample(["<s>", "</s>", "<|a|>", "<|a|>b", "a|", "<pad>", "[CLS]", "é", "wor", "<unk>", "New Token", "你好", "tok ", "ab", "ß<"], r.randrange(2, 9))
    if r.random() < 0.05:
        contents.append("\n\n")
    size, added = len(names), []
    for c in contents:
        i = names.index(c) if c in names else size
        size += i == size
        added.append({"id": i, "content": c, **flags(r)})
    listed, later = added, []
    config, files = {"tokenizer_class": "PreTrainedTokenizerFast"}, {}
    if r.random() < 0.5:
        cut = r.randrange(len(added) + 1)
        listed, later = added[:cut], added[cut:]
        if r.random() < 0.5:
            config["added_tokens_decoder"] = {str(t["id"]): {k: v for k, v in t.items() if k != "id"} for t in (added if r.random() < 0.5 else later)}
        else:
            files["added_tokens.json"] = {t["content"]: t["id"] for t in later}
            if r.random() < 0.5:
                files["special_tokens_map.json"] = {role: r.choice([t["content"], {"content": t["content"], "lstrip": t["lstrip"], "rstrip": t["rstrip"], "normalized": t["normalized"], "single_word": False}]) for role, t in zip(["bos_token", "pad_token"], later, strict=False)}
    names_now = [t["content"] for t in added]
    config["eos_token"] = r.choice(names_now)
    if r.random() < 0.5:
        config["bos_token"] = r.choice(names_now)
        if r.random() < 0.4:
            config["add_bos_token"] = r.random() < 0.5
    if r.random() < 0.15:
        config["additional_special_tokens"] = r.sample(names_now, 1)
    if r.random() < 0.2:
        config["clean_up_tokenization_spaces"] = r.random() < 0.5
    post = None
    first = listed[0] if listed else None
    if first and r.random() < 0.6:
        t = {"id": first["content"], "ids": [first["id"]], "tokens": [first["content"]]}
        post = r.choice([
            {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": first["content"], "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}], "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}], "special_tokens": {first["content"]: t}},
            {"type": "BertProcessing", "sep": [first["content"], first["id"]], "cls": [first["content"], first["id"]]},
            {"type": "RobertaProcessing", "sep": [first["content"], first["id"]], "cls": [first["content"], first["id"]], "trim_offsets": True, "add_prefix_space": False},
            {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": False, "use_regex": True},
        ])
    steps = [normalizer(r) for _ in range(r.choice([0, 0, 1, 1, 2, 3]))]
    files["tokenizer.json"] = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": listed,
        "normalizer": None if not steps else steps[0] if len(steps) == 1 else {"type": "Sequence", "normalizers": steps},
        "pre_tokenizer": pre_tokenizer(r, byte_level), "post_processor": post, "decoder": decoder(r, byte_level), "model": m,
    }
    files["tokenizer_config.json"] = config
    out.mkdir(parents=True)
    for name, content in files.items():
        (out / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return names_now


def expected(out: Path, texts: list[str], r: random.Random) -> dict:
    try:
        t = PreTrainedTokenizerFast.from_pretrained(out)
    except Exception as e:  # noqa: BLE001
        return {"error": str(e)[:200]}
    rows = []
    for x in texts:
        try:
            ids = t.encode(x, add_special_tokens=False)
            full = t.encode(x, add_special_tokens=True)
            drawn = [r.randrange(len(t) + 2) for _ in range(r.randrange(8))]
            known = [i for i in drawn if t.backend_tokenizer.id_to_token(i) is not None]
            rows.append({"text": x, "ids": ids, "full": full, "decoded": t.decode(ids, skip_special_tokens=True), "drawn": drawn, "written": t.decode(known, skip_special_tokens=True)})
        except BaseException as e:  # a panic of Rust is one
            if isinstance(e, KeyboardInterrupt):
                raise
            rows.append({"text": x, "error": str(e)[:200]})
    return {"eos": t.eos_token_id, "texts": rows}


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("out", type=Path)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--tokenizers", type=int, default=2000)
    p.add_argument("--texts", type=int, default=50)
    o = p.parse_args()
    shutil.rmtree(o.out, ignore_errors=True)
    for n in range(o.tokenizers):
        r = random.Random(f"{o.seed}/{n}")
        at = o.out / f"{n:05}"
        names = folder(r, at)
        # What makes the library panic may end the process.
        (at / "expected.json").write_text(json.dumps({"error": "the process ended"}), encoding="utf-8")
        child = os.fork()
        if child == 0:
            try:
                rows = expected(at, [text(r, names) for _ in range(o.texts)], r)
                (at / "expected.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
            finally:
                os._exit(0)
        os.waitpid(child, 0)
    print(f"{o.tokenizers} tokenizers, {o.tokenizers * o.texts} texts, seed {o.seed}: tokenizers {tokenizers.__version__}, transformers {transformers.__version__}")


if __name__ == "__main__":
    main()
