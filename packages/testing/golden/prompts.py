"""Twenty prompts of varied kind for smollm2.py. A list of messages goes through the model's chat template."""

Message = dict[str, str]

PROMPTS: list[str | list[Message]] = [
    "Review: A warm, funny and quietly moving film with two splendid lead performances.\nSentiment:",
    "Review: the plot drags, the jokes fall flat and the ending insults the audience.\nSentiment:",
    "Review: I loved it.\nSentiment: positive\n\nReview: What a waste of two hours.\nSentiment: negative\n\n"
    "Review: Clever script, dull direction.\nSentiment:",
    "Question: What is the capital of Australia?\nAnswer:",
    "Question: Why does ice float on water?\nAnswer:",
    "The three states of matter are",
    "Once upon a time, in a village between two mountains, there lived a clockmaker who",
    "这家酒店的房间很干净，服务也很好。\n情感：",
    "问题：中国的首都是哪里？\n答案：",
    "def fibonacci(n: int) -> int:\n    \"\"\"Returns the n-th Fibonacci number.\"\"\"\n",
    "import { readFile } from 'node:fs/promises';\n\nexport async function lines(path) {\n",
    "SELECT name, COUNT(*) FROM orders GROUP BY",
    "Q: Anna has 12 apples. She gives 5 to Ben and buys 8 more. How many apples does she have?\nA: Let's think step by step.",
    "17 + 25 = 42\n36 + 48 =",
    "Translate to French: \"Good morning, how are you?\"\nFrench:",
    "List: red, green, blue,",
    [{"role": "user", "content": "Is this review positive or negative? \"An honest, beautifully acted drama.\""}],
    [
        {"role": "system", "content": "You are a careful assistant. Answer in one word."},
        {"role": "user", "content": "Which planet is the largest in the solar system?"},
    ],
    [
        {"role": "user", "content": "What is 7 times 8?"},
        {"role": "assistant", "content": "7 times 8 is 56."},
        {"role": "user", "content": "And times 2?"},
    ],
    [{"role": "user", "content": "Write a haiku about the sea — with naïve charm 🌊."}],
]
