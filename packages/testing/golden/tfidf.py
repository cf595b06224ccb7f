"""
Writes packages/baseline/src/__fixtures__/golden.json: what scikit-learn's TfidfVectorizer and LogisticRegression say of small cases.

    python -m pip install -r packages/testing/golden/requirements.txt && python packages/testing/golden/tfidf.py

Each case has its settings as the method `tfidf` names them, labelled texts to train on, texts to ask, the number of features, and for
each text asked its features' weights by term (words first) and the probability of each label.
"""

import json
import random
from pathlib import Path

import sklearn
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "baseline" / "src" / "__fixtures__" / "golden.json"

THINGS = ["the café", "a room", "Our waiter", "this 4-star hotel", "the Straße", "breakfast", "an e-mail", "the lift"]
GOOD = ["was lovely", "is great, really great", "made us happy!", "worked well", "was a joy"]
BAD = ["was dirty", "is bad, so bad", "made us sad…", "broke twice", "was not a joy"]
ENDS = ["", " in May 2024", " (again)", " and I said so", "\n\twith   gaps"]
PLACES = {"bill": ["an invoice", "my card was charged", "the price"], "room": ["the bed", "a key", "no towels"],
          "food": ["cold soup", "the menu", "the egg"], "staff": ["the porter", "she smiled", "they waited"]}
CHINESE = {"好": ["房间很干净", "早餐好吃极了", "服务非常好", "位置方便"], "差": ["房间太吵", "早餐难吃", "服务很差", "空调坏了"]}


def reviews(n: int, draw: random.Random) -> list[tuple[str, str]]:
    pick = lambda answer: f"{draw.choice(THINGS)} {draw.choice(GOOD if answer == 'good' else BAD)}{draw.choice(ENDS)}"
    return [(pick(answer), answer) for answer in (draw.choice(["bad", "good", "good"]) for _ in range(n))]


def topics(n: int, draw: random.Random) -> list[tuple[str, str]]:
    pick = lambda label: f"{draw.choice(PLACES[label])} and {draw.choice(sum(PLACES.values(), []))}{draw.choice(ENDS)}"
    return [(pick(label), label) for label in (draw.choice(list(PLACES)) for _ in range(n))]


def chinese(n: int, draw: random.Random) -> list[tuple[str, str]]:
    pick = lambda label: "，".join([draw.choice(CHINESE[label]), draw.choice(sum(CHINESE.values(), []))]) + "。"
    return [(pick(label), label) for label in (draw.choice(list(CHINESE)) for _ in range(n))]


def case(name: str, make, labels: list[str], settings: dict, seed: int) -> dict:
    draw = random.Random(seed)
    train, test = make(60, draw), make(10, draw)
    texts, answers = zip(*train)
    asked = [text for text, _ in test]
    common = {"sublinear_tf": settings["sublinear"], "min_df": settings["minDf"]}
    vectorizers = []
    if settings["words"] > 0:
        vectorizers.append(TfidfVectorizer(ngram_range=(1, settings["words"]), **common))
    if settings["characters"] > 0:
        runs = (settings["leastCharacters"], settings["characters"])
        vectorizers.append(TfidfVectorizer(analyzer="char_wb", ngram_range=runs, **common))
    x = hstack([v.fit_transform(texts) for v in vectorizers]).tocsr()
    y = hstack([v.transform(asked) for v in vectorizers]).tocsr()
    names = [term for v in vectorizers for term in v.get_feature_names_out()]
    model = LogisticRegression(C=settings["C"], solver="lbfgs", tol=1e-10, max_iter=100_000).fit(x, answers)
    order = [list(model.classes_).index(label) for label in labels]
    return {
        "name": name,
        "settings": settings,
        "labels": labels,
        "train": [list(item) for item in train],
        "asked": asked,
        "features": x.shape[1],
        "weights": [[[names[j], round(float(row[0, j]), 9)] for j in row.indices] for row in y[:2]],
        "probabilities": [[round(float(p[k]), 9) for k in order] for p in model.predict_proba(y)],
    }


both = {"words": 2, "characters": 4, "leastCharacters": 2, "minDf": 2, "sublinear": True, "C": 10.0}
words = {**both, "characters": 0, "minDf": 1, "C": 1.0}
golden = {
    "origin": {"script": "packages/testing/golden/tfidf.py", "scikit-learn": sklearn.__version__},
    "cases": [
        case("two labels, words and pairs", reviews, ["bad", "good"], words, 1),
        case("two labels, C 100, counts", reviews, ["bad", "good"], {**words, "C": 100.0, "sublinear": False}, 2),
        case("four labels, words and characters", topics, list(PLACES), both, 3),
        case("Chinese characters", chinese, list(CHINESE), {**both, "words": 0, "characters": 3, "leastCharacters": 1}, 4),
    ],
}
OUT.parent.mkdir(exist_ok=True)
OUT.write_text(json.dumps(golden, ensure_ascii=False, indent=1) + "\n")
