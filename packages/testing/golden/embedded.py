"""
The committed base model (packages/embedded/model) as transformers reads it: token ids of some texts, and logits and loss of one, float32.

    python packages/testing/golden/embedded.py

Writes packages/testing/fixtures/embedded/golden.json; to be remade whenever the model is.
"""

import torch
from common import FIXTURES, digits, origin, write_json
from transformers import AutoModelForCausalLM, AutoTokenizer

FOLDER = FIXTURES.parents[1] / "embedded" / "model"

TEXTS = [
    "The room was not clean, but our bathroom looked spotless.",
    "Review: We ate here on Friday. The soup is not bad.\nRating: good\n\n",
    "这次的外卖很准时，骑手不错。",
    "大家都说剧情感人至深，台词特别好。",
    "Question: Tom had 14 pens.\nAnswer: 14 + 3 = 17. 17 - 20 = -3.",
    " two  spaces\tand 100% café, it's <|endoftext|> 日本 👍",
]
SCORED = "Review: The soup was delicious and the waiter was friendly.\nRating: excellent\n\nmelon -> dax\nhammer -> wug\npear -> dax\n"


def main() -> None:
    tokenizer = AutoTokenizer.from_pretrained(FOLDER)
    model = AutoModelForCausalLM.from_pretrained(FOLDER, dtype=torch.float32).eval()
    ids = torch.tensor([tokenizer.encode(SCORED)])
    with torch.no_grad():
        out = model(input_ids=ids, labels=ids)
    last = out.logits[0, -1]
    write_json(
        FIXTURES / "embedded" / "golden.json",
        {
            **origin("python packages/testing/golden/embedded.py", None),
            "texts": [{"text": t, "ids": tokenizer.encode(t), "bare": tokenizer.encode(t, add_special_tokens=False)} for t in TEXTS],
            "scored": {"text": SCORED, "loss": digits(out.loss.item()), "logits": [digits(x) for x in last[:64].tolist()]},
        },
    )


if __name__ == "__main__":
    main()
