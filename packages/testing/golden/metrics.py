"""
Writes packages/metrics/src/__fixtures__/golden.json: what sacrebleu, rouge-score, scikit-learn, nltk and jsonschema say of answers that were
made up for this project, and SQuAD v1.1's exact match and F1 by the definitions of its evaluation script.

    python -m pip install -r packages/testing/golden/requirements.txt && python packages/testing/golden/metrics.py

answers     [answer, references, exact match, token F1] in English
rouge       by manner of cutting words: [answer, references, [ROUGE-1, -2, -L]]
tokens      by sacrebleu's tokenizer: [text, words]
corpora     {language, tokenize, pairs: [answer, references], bleu, chrf} on sacrebleu's scale of 0 to 100
edits       [text, text, Levenshtein distance]
labels      {labels, gold, answers (null: not read), and the scores}; macro-F1 over the labels that have items
schemas     [schema, [value, whether it is valid]]
"""

import collections
import json
import random
import re
import string
from importlib.metadata import version
from pathlib import Path

import numpy as np
import regex
from jsonschema.validators import validator_for
from nltk.metrics.distance import edit_distance
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU, CHRF
from sklearn import metrics

OUT = Path(__file__).parents[2] / "metrics" / "src" / "__fixtures__" / "golden.json"
draw = random.Random(20240607)


# --- SQuAD v1.1 ---


def normalised(text: str) -> str:
    text = "".join(c for c in text.lower() if c not in set(string.punctuation))
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def token_f1(answer: str, reference: str) -> float:
    a, r = normalised(answer).split(), normalised(reference).split()
    same = sum((collections.Counter(a) & collections.Counter(r)).values())
    if same == 0:
        return 0.0
    precision, recall = same / len(a), same / len(r)
    return 2 * precision * recall / (precision + recall)


def squad(answer: str, references: list[str]) -> list:
    exact = max(float(normalised(answer) == normalised(r)) for r in references)
    return [answer, references, exact, max(token_f1(answer, r) for r in references)]


# --- texts ---

NAMES = ["Copper Kettle", "Lantern Hall", "Old Mill", "Three Larches", "Saint-Rémy", "Harbour View"]
KINDS = ["pub", "coffee shop", "restaurant", "family restaurant"]
FOODS = ["Thai", "Basque", "vegan", "Welsh", "Peruvian"]
PLACES = ["by the canal", "in the old town", "near the station", "on the hill, next to the theatre"]
PRICES = ["cheap", "moderately priced", "under £15", "from 20.50 to 30 euros", "high-end"]
FORMS = [
    "{name} is a {price} {kind} {place} that serves {food} food.",
    "There is a {kind} called {name} {place}; its {food} dishes are {price}.",
    "{place}, {name} offers {food} food. It's a {price} {kind}.",
    "For {food} food, try {name}: {price}, {place}, rated 4.5 out of 5.",
    "The {name} ({kind}) isn't expensive - {price} - and cooks {food} meals {place}!",
]
ZH_NAMES = ["铜壶", "灯笼厅", "老磨坊", "三棵松", "港景阁"]
ZH_KINDS = ["咖啡馆", "餐厅", "小酒馆"]
ZH_PLACES = ["在河边", "在老城区", "离车站很近", "在山上"]
ZH_FORMS = [
    "{name}是一家{place}的{kind}，人均{price}元。",
    "{place}有一家叫“{name}”的{kind}，价格约为{price}元，评分4.5分。",
    "想找{kind}吗？{name}{place}，每人只要{price}元！",
    "{kind}{name}（Wi-Fi免费）{place}……{price}元左右",
]
JA_FORMS = ["{name}は{place}カフェです。", "{place}{name}というお店があり、コーヒーが{price}円です。", "{name}、{price}円。{place}。"]


def noisy(text: str, strength: float) -> str:
    """Words dropped, doubled and swapped, as a small model does."""
    words = text.split(" ") if " " in text else list(text)
    joint = " " if " " in text else ""
    out: list[str] = []
    for word in words:
        chance = draw.random()
        if chance < strength / 3:
            continue
        out += [word, word] if chance < strength / 2 else [word]
        if len(out) > 1 and chance > 1 - strength / 4:
            out[-1], out[-2] = out[-2], out[-1]
    return joint.join(out)


def english() -> tuple[str, list[str]]:
    fields = {"name": draw.choice(NAMES), "kind": draw.choice(KINDS), "food": draw.choice(FOODS), "place": draw.choice(PLACES), "price": draw.choice(PRICES)}
    texts = [form.format(**fields) for form in draw.sample(FORMS, len(FORMS))]
    return noisy(texts[0], draw.choice([0, 0.2, 0.5, 0.9])), texts[1 : draw.randint(2, len(texts))]


def east_asian(forms: list[str], places: list[str]) -> tuple[str, list[str]]:
    fields = {"name": draw.choice(ZH_NAMES), "kind": draw.choice(ZH_KINDS), "place": draw.choice(places), "price": draw.choice(["35", "128", "40.5"])}
    texts = [form.format(**fields) for form in draw.sample(forms, len(forms))]
    return noisy(texts[0], draw.choice([0, 0.2, 0.6])), texts[: draw.randint(1, len(texts))]


english_pairs = [english() for _ in range(60)]
chinese_pairs = [east_asian(ZH_FORMS, ZH_PLACES) for _ in range(40)]
japanese_pairs = [east_asian(JA_FORMS, ["駅の近くの", "川沿いの", "古い町にある"]) for _ in range(25)]
odd_pairs: list[tuple[str, list[str]]] = [
    ("", ["The answer"]),
    ("answer", [""]),
    ("", [""]),
    ("   \n", [" ", "x"]),
    ("The", ["a"]),
    ("a cat, an owl and the dog", ["cat owl and dog", "An owl"]),
    ("naïve café – “quoted” text…", ["naive cafe - \"quoted\" text...", "naïve café – “quoted” text…"]),
    ("ＡＢＣ full width １２", ["ABC full width 12"]),
    ("emoji 😀😀 here", ["emoji 😀 here", "😀"]),
    ("İstanbul ΑΣ ß", ["i̇stanbul ας ß"]),
    ("under_score the_a a-the", ["under score", "underscore thea"]),
    ("line one\nline two-\nthree", ["line one line twothree"]),
    ("x&amp;y &lt;b&gt; &quot;q&quot; <skipped>z", ['x&y <b> "q" z']),
    ("1,000.50 costs $3.99, e.g. 5-6.", ["1,000.50 costs $3.99 e.g. 5 - 6 ."]),
    ("the the the the", ["the", "the the"]),
    ("b a a b a", ["a b a b", "a a"]),
    ("tab\tand\x1cseparator\x85next\u00a0line\ufeffmark", ["tab and separator next line mark"]),
]


# --- ROUGE ---


class Words:
    """Words by a pattern, after NFC and lower case."""

    def __init__(self, pattern: str) -> None:
        self.pattern = regex.compile(pattern)

    def tokenize(self, text: str) -> list[str]:
        import unicodedata

        return self.pattern.findall(unicodedata.normalize("NFC", text).lower())


IDEOGRAPH = r"(?=[\p{L}\p{M}\p{N}])[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]"
KINDS_OF_ROUGE = ["rouge1", "rouge2", "rougeL"]
SCORERS = {
    "en": RougeScorer(KINDS_OF_ROUGE, use_stemmer=False),
    "de": RougeScorer(KINDS_OF_ROUGE, tokenizer=Words(r"[\p{L}\p{M}\p{N}]+")),
    "zh": RougeScorer(KINDS_OF_ROUGE, tokenizer=Words(rf"{IDEOGRAPH}|(?:(?!{IDEOGRAPH})[\p{{L}}\p{{M}}\p{{N}}])+")),
}


def rouge(language: str, pairs: list[tuple[str, list[str]]]) -> list:
    def scores(answer: str, references: list[str]) -> list[float]:
        best = SCORERS[language].score_multi(references, answer)
        return [float(best[kind].fmeasure) for kind in KINDS_OF_ROUGE]

    return [[answer, references, scores(answer, references)] for answer, references in pairs]


# --- BLEU, chrF ---


def corpus(language: str, tokenize: str, pairs: list[tuple[str, list[str]]]) -> dict:
    most = max(len(references) for _, references in pairs)
    streams = [[references[i] if i < len(references) else None for _, references in pairs] for i in range(most)]
    answers = [answer for answer, _ in pairs]
    return {
        "language": language,
        "tokenize": tokenize,
        "pairs": pairs,
        "bleu": BLEU(tokenize=tokenize).corpus_score(answers, streams).score,
        "chrf": CHRF().corpus_score(answers, streams).score,
    }


def tokens(tokenize: str, texts: list[str]) -> list:
    bleu = BLEU(tokenize=tokenize)
    return [[text, bleu._preprocess_segment(text).split()] for text in texts]


mixed = ["“引号”、《书名》—破折号……省略 ABC3.5,6元", " 　全角空格 ", "𠀀𠮷 扩展B", "１２３ＡＢＣ", "カタカナとひらがな。ﾊﾝｶｸ", "a.b,c 1.2 3, .5 5- -5", "① ㈱ ㍿ ✓☀", "\u2001x\u2a6dy\u2a6ez"]


# --- labels ---


def labels_case(labels: list[str], gold: list[str], answers: list[str | None]) -> dict:
    read = [a if a in labels else "(unread)" for a in answers]
    with_items = [label for label in labels if label in gold]
    place = {label: i for i, label in enumerate(labels)}
    last = len(labels) - 1
    g = np.array([place[x] for x in gold])
    p = np.array([place.get(a, 0 if 2 * place[x] > last else last) for a, x in zip(read, gold, strict=True)])
    table = metrics.precision_recall_fscore_support(gold, read, labels=labels, zero_division=0)
    return {
        "labels": labels,
        "gold": gold,
        "answers": answers,
        "accuracy": float(metrics.accuracy_score(gold, read)),
        "macro-f1": float(metrics.f1_score(gold, read, labels=with_items, average="macro", zero_division=0)),
        "balanced-accuracy": float(metrics.balanced_accuracy_score(gold, read)),
        "matthews": float(metrics.matthews_corrcoef(gold, read)),
        "mae": float(metrics.mean_absolute_error(g, p)),
        "quadratic-kappa": float(metrics.cohen_kappa_score(g, p, weights="quadratic", labels=list(range(len(labels))))),
        "precision": [float(x) for x in table[0]],
        "recall": [float(x) for x in table[1]],
        "f1": [float(x) for x in table[2]],
        "support": [int(x) for x in table[3]],
    }


def drawn_labels(labels: list[str], shares: list[float], n: int, right: float, unread: float) -> dict:
    gold = draw.choices(labels, shares, k=n)
    answers = [None if draw.random() < unread else x if draw.random() < right else draw.choice([*labels, "no label"]) for x in gold]
    return labels_case(labels, gold, answers)


# --- JSON Schema ---

SCHEMA = {
    "type": "object",
    "required": ["name", "seats"],
    "properties": {
        "name": {"type": "string", "minLength": 2},
        "seats": {"type": "integer", "minimum": 1},
        "tags": {"type": "array", "items": {"enum": ["pub", "café"]}, "uniqueItems": True},
        "inner": {"$ref": "#"},
    },
    "additionalProperties": False,
}
VALUES = [
    {"name": "Old Mill", "seats": 3},
    {"name": "O", "seats": 3},
    {"name": "😀", "seats": 3},
    {"name": "Old Mill", "seats": 3.0},
    {"name": "Old Mill", "seats": 3.5},
    {"name": "Old Mill"},
    {"name": "Old Mill", "seats": 1, "tags": ["pub", "café"]},
    {"name": "Old Mill", "seats": 1, "tags": ["pub", "pub"]},
    {"name": "Old Mill", "seats": 1, "inner": {"name": "In", "seats": 0}},
    {"name": "Old Mill", "seats": 1, "inner": {"name": "In", "seats": 2}},
    {"name": "Old Mill", "seats": 1, "__proto__": 1},
    [],
    None,
]
TUPLE = {"$schema": "https://json-schema.org/draft/2020-12/schema", "prefixItems": [{"type": "number"}, {"type": "string"}], "items": False}
TUPLES = [[1, "x"], ["x", 1], [1], [1, "x", 2], {}]


def schema_case(schema: dict, values: list) -> list:
    validator = validator_for(schema)(schema)
    return [schema, [[value, validator.is_valid(value)] for value in values]]


edits = [("", ""), ("", "abc"), ("kitten", "sitting"), ("😀😀", "😀"), ("naïve", "nai\u0308ve"), ("铜壶咖啡馆", "铜壶餐馆")]
edits += [(pairs[0], pairs[1][0]) for pairs in english_pairs[:8] + chinese_pairs[:5]]
all_pairs = english_pairs + odd_pairs
golden = {
    "origin": {
        "script": "packages/testing/golden/metrics.py",
        **{p: version(p) for p in ("sacrebleu", "rouge-score", "scikit-learn", "nltk", "jsonschema", "regex")},
    },
    "answers": [squad(answer, references) for answer, references in all_pairs],
    "rouge": {
        "en": rouge("en", all_pairs),
        "de": rouge("de", [*odd_pairs, ("Größe und Straße: ÉTÉ", ["grösse und straße été", "Ma\u0308ßig"]), ("Привет, мир", ["привет мир!"])]),
        "zh": rouge("zh", [*chinese_pairs, *japanese_pairs[:5], *odd_pairs]),
    },
    "tokens": {
        "13a": tokens("13a", [answer for answer, _ in odd_pairs] + mixed),
        "zh": tokens("zh", [answer for answer, _ in odd_pairs] + mixed),
        "char": tokens("char", mixed),
    },
    "corpora": [
        corpus("en", "13a", english_pairs),
        corpus("en", "13a", odd_pairs),
        corpus("en", "13a", english_pairs[:20] + [("", references) for _, references in english_pairs[20:40]]),
        corpus("en", "13a", [(answer, [answer]) for answer, _ in english_pairs]),
        corpus("en", "13a", [("one two three four five", ["five three one two four"]), ("x y z v w", ["q"])]),
        corpus("en", "13a", [("two words", ["two words"])]),
        corpus("en", "13a", [("nothing", ["in common"])]),
        corpus("fr", "13a", [("L'été s'est-il fini ? Oui, à 20 h.", ["L'été est-il fini ? Oui, à 20 heures.", "L'été, fini ?"])]),
        corpus("zh", "zh", chinese_pairs),
        corpus("zh", "zh", [(text, [mixed[0], text]) for text in mixed] + odd_pairs),
        corpus("ja", "char", japanese_pairs),
    ],
    "edits": [[a, b, edit_distance(a, b)] for a, b in edits],
    "labels": [
        drawn_labels(["negative", "positive"], [0.95, 0.05], 200, 0.7, 0.0),
        drawn_labels(["terrible", "bad", "average", "good", "excellent"], [1, 2, 4, 3, 1], 150, 0.5, 0.1),
        drawn_labels([f"intent {i}" for i in range(40)], [1.0] * 40, 120, 0.6, 0.02),
        labels_case(["a", "b", "c"], ["a", "a", "b"], ["a", None, "c"]),
        labels_case(["a", "b"], ["a", "b", "b"], ["a", "a", "a"]),
        labels_case(["a", "b"], ["a", "b"], ["b", "a"]),
        labels_case(["constructor", "__proto__", "toString"], ["__proto__", "toString", "constructor"], ["__proto__", None, "toString"]),
    ],
    "schemas": [schema_case(SCHEMA, VALUES), schema_case(TUPLE, TUPLES)],
}
OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text(json.dumps(golden, ensure_ascii=False, indent=None).replace('], ["', '],\n["') + "\n", encoding="utf-8")
