"""
Small tokenizers, one or more of every kind that implementations get wrong (byte fallback, unknown words, pre-tokenizers, added tokens,
tokens that other files name), with the ids and texts that transformers makes on Hugging Face's Rust library.
Remake: python packages/testing/golden/tokenizer_kinds.py
"""

import json
import tempfile
from pathlib import Path

from common import FIXTURES, origin, write_json
from transformers import PreTrainedTokenizerFast

OUT = FIXTURES.parents[1] / "models" / "src" / "tokenizer" / "__fixtures__" / "kinds.json"

TEXTS = [
    "hello world", " hello  world ", "naïve café", "a b", "你好世界", "你好 hello", "x\ufeffy z", "\ufeffhello", "q w zzz", "zq zq", "😀 a", "don't",
    "123 4a5", "a-b--c", "<|a|>b<|a|>", "a|b <s>hello</s>", "line\nbreak", "Hello WORLD", "é", "<x> hello<x>hello", "",
]
BYTES = [f"<0x{i:02X}>" for i in range(256)]
LETTERS = list("abcdehlnorwï é")


def bpe(**options: object) -> dict:
    vocab = ["<unk>", *LETTERS[:12], "é", "▁", "he", "ll", "llo", "hello", "wo", "▁h", *options.pop("more", [])]  # type: ignore[misc]
    merges = [["h", "e"], ["l", "l"], ["ll", "o"], ["he", "llo"], ["w", "o"], ["▁", "h"]]
    return {"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False, "vocab": {t: i for i, t in enumerate(vocab)}, "merges": merges, **options}


def unigram(more: list[str], **options: object) -> dict:
    pieces = ["<unk>", "<s>", "</s>", *more, "▁", "▁hello", "▁he", "ll", "o", "h", "e", "l", "w", "r", "d", "▁wor", "a", "b", "c", "n"]
    return {"type": "Unigram", "unk_id": 0, "byte_fallback": False, "vocab": [[p, 0.0 if p[0] == "<" else -1.0 - i / 7] for i, p in enumerate(pieces)], **options}


def words(kind: str, **options: object) -> dict:
    vocab = ["<unk>", "hello", "world", "naïve", "caf", "##é", "café", "a", "b", "你好世界", "你", "##好", "don", "'", "t", "-", "123", "x", "y", "z", "##ello", "h", "<", ">", "s", "\ufeffhello", "x\ufeffy"]
    extra = {} if kind == "WordLevel" else {"continuing_subword_prefix": "##", "max_input_chars_per_word": 100}
    return {"type": kind, "unk_token": "<unk>", "vocab": {t: i for i, t in enumerate(vocab)}, **extra, **options}


def token(content: str, i: int, **flags: bool) -> dict:
    return {"id": i, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": False, **flags}


METASPACE = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
SPLIT = {"type": "WhitespaceSplit"}


def split(behavior: str, by: dict, invert: bool = False) -> dict:
    return {"type": "Split", "pattern": by, "behavior": behavior, "invert": invert}


def size(model: dict) -> int:
    return len(model["vocab"])


def case(model: dict, added: list[dict] = [], files: dict | None = None, config: dict | None = None, **parts: object) -> dict:  # noqa: B006
    base = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [*added, token("</s>", model_end(model, added), special=True)], "normalizer": None, "pre_tokenizer": None, "post_processor": None, "decoder": None, "model": model}
    return {"tokenizer.json": {**base, **parts}, "tokenizer_config.json": {"eos_token": "</s>", **(config or {})}, **(files or {})}


def model_end(model: dict, added: list[dict]) -> int:
    names = [p for p, _ in model["vocab"]] if model["type"] == "Unigram" else list(model["vocab"])
    if "</s>" in names:
        return names.index("</s>")
    return size(model) + sum(t["id"] >= size(model) for t in added)


B, n = bpe(), size(bpe())
CASES = {
    "Unigram falls back to bytes": case(unigram(BYTES, byte_fallback=True), pre_tokenizer=METASPACE, decoder={"type": "Sequence", "decoders": [{"type": "ByteFallback"}, METASPACE]}),
    "Unigram lacks some of the bytes": case(unigram(BYTES[:200], byte_fallback=True), pre_tokenizer=METASPACE, decoder={"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Fuse"}]}),
    "Unigram has bytes and does not fall back": case(unigram(BYTES), pre_tokenizer=METASPACE, normalizer={"type": "NFKC"}, decoder=METASPACE),
    "BPE falls back to bytes": case(bpe(more=BYTES, byte_fallback=True, fuse_unk=True), normalizer={"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}, decoder={"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}),
    "unknown characters are fused within a word": case(bpe(fuse_unk=True), pre_tokenizer=SPLIT),
    "unknown characters are fused within a text": case(bpe(fuse_unk=True)),
    "unknown characters stay apart": case(B, pre_tokenizer=SPLIT),
    "unknown characters vanish": case(bpe(unk_token=None), pre_tokenizer=SPLIT),
    "Whitespace keeps accents in a word": case(words("WordLevel"), pre_tokenizer={"type": "Whitespace"}),
    "Whitespace before word pieces": case(words("WordPiece"), pre_tokenizer={"type": "Whitespace"}, decoder={"type": "WordPiece", "prefix": "##", "cleanup": True}),
    "BERT cuts at Chinese": case(words("WordPiece"), normalizer={"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True}, pre_tokenizer={"type": "BertPreTokenizer"}, decoder={"type": "WordPiece", "prefix": "##", "cleanup": False}),
    "a byte order mark is no white space to WhitespaceSplit": case(words("WordLevel"), pre_tokenizer=SPLIT),
    "nor to Strip": case(words("WordLevel"), normalizer={"type": "Strip", "strip_left": True, "strip_right": True}, pre_tokenizer=SPLIT),
    "nor to ByteLevel": case(bpe(more=["ï", "»", "¿", "Ġ", "Ġhello"]), pre_tokenizer={"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}, decoder={"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}),
    **{f"Split: {b}": case(B, pre_tokenizer=split(b, {"Regex": "l+"})) for b in ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]},
    "Split by what does not match": case(B, pre_tokenizer=split("Removed", {"Regex": r"\p{L}+"}, invert=True)),
    "Split with possessive quantifiers": case(B, pre_tokenizer=split("Isolated", {"Regex": r"\p{L}++| ?[^\s\p{L}]++|\s++"})),
    "Digits": case(words("WordLevel"), pre_tokenizer={"type": "Sequence", "pretokenizers": [SPLIT, {"type": "Digits", "individual_digits": False}]}),
    "Punctuation": case(words("WordLevel"), pre_tokenizer={"type": "Sequence", "pretokenizers": [SPLIT, {"type": "Punctuation", "behavior": "Contiguous"}]}),
    "added tokens overlap": case(B, [token("<|a|>", n, special=True), token("<|a|>b", n + 1), token("a|", n + 2), token("b<|", n + 3)], pre_tokenizer=SPLIT),
    "the longer of two added tokens": case(B, [token("hell", n), token("hello", B["vocab"]["hello"]), token("hello w", n + 1)], pre_tokenizer=SPLIT),
    "added tokens of whole words, with white space": case(B, [token("he", B["vocab"]["he"], single_word=True), token("<x>", n, lstrip=True, rstrip=True, special=True), token("world", n + 1, single_word=True, lstrip=True)], pre_tokenizer=SPLIT),
    "added tokens in normalised text": case(B, [token("world", n, normalized=True), token("HELLO", n + 1, normalized=True)], normalizer={"type": "Lowercase"}, pre_tokenizer=SPLIT),
    "tokens of added_tokens.json": case(B, files={"added_tokens.json": {"<x>": n + 1, "hello": B["vocab"]["hello"]}, "special_tokens_map.json": {"bos_token": "<x>"}}, pre_tokenizer=SPLIT),
    "tokens of special_tokens_map.json": case(B, files={"special_tokens_map.json": {"bos_token": {"content": "<s>", "lstrip": False, "rstrip": False, "normalized": False, "single_word": False}, "eos_token": "</s>", "additional_special_tokens": ["<x>"]}}, pre_tokenizer=SPLIT),
    "tokens of added_tokens_decoder": case(B, config={"added_tokens_decoder": {str(n): {"content": "</s>", "lstrip": True, "rstrip": False, "normalized": False, "single_word": False, "special": True}, str(n + 1): {"content": "<x>", "lstrip": False, "rstrip": True, "normalized": False, "single_word": False, "special": False}}}, pre_tokenizer=SPLIT),
    "named tokens that no list has": case(B, config={"bos_token": "<s>", "pad_token": {"__type": "AddedToken", "content": "<x>", "lstrip": False, "rstrip": False, "normalized": False, "single_word": False}}, pre_tokenizer=SPLIT),
    "a token in front": case(B, [token("<s>", n, special=True)], config={"bos_token": "<s>", "add_bos_token": False}, pre_tokenizer=SPLIT, post_processor={"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}], "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}], "special_tokens": {"<s>": {"id": "<s>", "ids": [n], "tokens": ["<s>"]}}}),
    "spaces cleaned up": case(words("WordLevel"), config={"clean_up_tokenization_spaces": True}, pre_tokenizer={"type": "Whitespace"}),
}


def main() -> None:
    out = {}
    for name, files in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            for file, content in files.items():
                (Path(folder) / file).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
            t = PreTrainedTokenizerFast.from_pretrained(folder)
            rows = []
            for text in TEXTS:
                ids = t.encode(text, add_special_tokens=False)
                rows.append([text, ids, t.decode(ids, skip_special_tokens=True)])
            front = t.encode("a", add_special_tokens=True)[: len(t.encode("a")) - len(t.encode("a", add_special_tokens=False))]
        out[name] = {"bos": front[0] if front else None, "eos": t.eos_token_id, "texts": rows, "files": files}
    write_json(OUT, {"origin": origin("python packages/testing/golden/tokenizer_kinds.py", None), "cases": out})


if __name__ == "__main__":
    main()
