"""
Tiny byte-level BPE tokenizers (288 entries) with the normalizers and pre-tokenizers that the four model families use.
Used by tiny_models.py, which saves one in each checkpoint folder.
"""

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

VOCABULARY = 288
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]

CHAT_TEMPLATE = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)

CORPUS = [
    "the film is a good film and the story is the best story of the year",
    "the review: a bad, boring and tiring movie. Sentiment: negative",
    "the review: a warm, funny and engaging movie. Sentiment: positive",
    "question: what is the answer? answer: the answer is 42",
    "let us think step by step. there are 12 apples and 30 oranges in the box",
    "这部电影很好看。这家酒店很好。", "def f(x):\n    return x + 1\n", "I don't think it's what we're after, you'll see",
]

QWEN2 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)

# Texts whose ids every checkpoint records.
TEXTS = [
    "", " ", "the film", "The film is good.", " leading space", "trailing space ", "two  spaces   three", "tab\tand\nnewline\n\n",
    "it's we'LL don't", "year 2024, 1234567 and 3.14", "这部电影很好看。", "café cafe\u0301 Å", "emoji 👩‍👩‍👧 🎉!", "def f(x):\n    return x+1",
    "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n", "a<|endoftext|>b", "end <|im_end|> x", "\u00a0nbsp\u2028sep\r\nCRLF", "!!!??? ... --",
    "日本語 한국어 العربية русский", "ＡＢＣ ﬁ ½ Ⅷ ²",
]


def tiny_tokenizer(style: str) -> PreTrainedTokenizerFast:
    """style: gpt2, smollm2 (single digits), qwen2 (NFC, Split) or llama3 (Split, a BOS in front)."""
    tokenizer = Tokenizer(models.BPE(ignore_merges=style == "llama3"))
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=style in ("gpt2", "smollm2"))
    if style == "gpt2":
        tokenizer.pre_tokenizer = byte_level
    elif style == "smollm2":
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), byte_level])
    else:
        split = pre_tokenizers.Split(Regex(QWEN2 if style == "qwen2" else LLAMA3), behavior="isolated", invert=False)
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, byte_level])
    if style == "qwen2":
        tokenizer.normalizer = normalizers.NFC()
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    if style == "llama3":
        bos = processors.TemplateProcessing(
            single="<|endoftext|> $A", pair="<|endoftext|> $A <|endoftext|> $B", special_tokens=[("<|endoftext|>", 0)]
        )
        tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), bos])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<|endoftext|>",
        eos_token="<|endoftext|>" if style == "gpt2" else "<|im_end|>",
        pad_token="<|endoftext|>",
        chat_template=None if style == "gpt2" else CHAT_TEMPLATE,
        clean_up_tokenization_spaces=False,
    )
