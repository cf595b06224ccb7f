"""
Token ids of SmolLM2 for varied texts, by Hugging Face's Rust tokenizers on the vocabulary of a GGUF file.
transformers' GGUF loader leaves out that SmolLM2 cuts off every digit first (its tokenizer.json begins with
`Digits(individual_digits=True)`, llama.cpp's `smollm` with `\\p{N}`), so that step is put back here.
Remake: python packages/testing/golden/tokenizer.py SmolLM2-135M-Instruct.Q4_1.gguf
"""

import sys
from pathlib import Path

from common import FIXTURES, origin, write_json
from tokenizers import pre_tokenizers
from transformers import AutoTokenizer

OUT = FIXTURES.parents[1] / "models" / "src" / "tokenizer" / "__fixtures__" / "smollm2.json"

TEXTS = [
    "", " ", "  ", "   ", "\n", "\n\n", "\t", "\r\n", "a", "Hello world", "Hello, world!", " leading", "trailing ",
    "two  spaces   three    four", "tab\tand\nnewline\n\n\nthree", "line one\r\nline two\r\n", "    indented\n        more",
    "it's we'LL don't I've you're she'd 'tis", "The film is good.", "Sentiment: negative", "Answer: 42", "2024", "1234567",
    "3.14159", "year 2024, 1,234,567 and 3.14", "\r\n0 ", "  7", "½ ² Ⅷ ٣ ①", "x² + y² = z²", "100% of $5.99",
    "这部电影很好看。", "中文 和 English 混合 123", "我喜欢，吃饭！真的吗？", "日本語のテキスト", "한국어 텍스트", "العربية ١٢٣",
    "русский текст", "ελληνικά", "עברית", "हिन्दी क्षमा", "สวัสดี", "Việt Nam", "café cafe\u0301 Å ﬁ ß İ", "ＡＢＣ　全角",
    "emoji 🎉 👍🏽 👩‍👩‍👧!", "🧑\u200d🚀🇩🇪", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "\u00a0nbsp\u2028sep\u0085nel\ufeffbom\u200bzw", "a\u0000b\x7fc",
    "def f(x):\n    return x + 1\n", "#include <stdio.h>\nint main() { return 0; }", '{"key": [1, 2.5, null]}',
    "for (let i = 0; i < n; i++) {}", "https://example.org/a/b?c=d&e=f#g", "user_name__init__ snake_case camelCase",
    "!!!??? ... -- —", "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n", "a<|endoftext|>b", "<|im_start <|im_end|",
    "supercalifragilisticexpialidocious", "x" * 100, "ab" * 60, "The quick brown fox jumps over the lazy dog. " * 3,
]

CHATS = [
    [{"role": "user", "content": "hi"}],
    [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "2+2?"}, {"role": "assistant", "content": "4"}],
]


def main() -> None:
    path = Path(sys.argv[1])
    tokenizer = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    texts = []
    for text in TEXTS:
        ids = tokenizer.encode(text, add_special_tokens=False)
        texts.append({"text": text, "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=True)})
    chats = [
        {"messages": m, "prompt": g, "text": tokenizer.apply_chat_template(m, tokenize=False, add_generation_prompt=g)}
        for m in CHATS
        for g in (False, True)
    ]
    command = f"python packages/testing/golden/tokenizer.py {path.name}"
    write_json(OUT, {"origin": origin(command, None), "texts": texts, "chats": chats})


if __name__ == "__main__":
    main()
