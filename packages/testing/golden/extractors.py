"""
Other harnesses' extractors on our golden table of answers (packages/tasks/src/extract/__fixtures__/answers.jsonl): what each reads, whether
that counts as the gold answer. Writes `extractors.jsonl` beside the table, and packages/tasks/extractors.md: how often each agrees with the
table, by class, and who is right where they do not.

  pip install lm-eval==0.4.13 inspect-ai==0.3.285 math-verify==0.9.0 'latex2sympy2_extended[antlr4_13_2]'
  pip install --no-deps opencompass==0.5.4 lighteval==0.13.0     # their files alone; opencompass' need mmengine-lite, jieba, …
  python packages/testing/golden/extractors.py [--zero-shot-cot FOLDER]   # a clone of kojima-takeshi188/zero_shot_cot
"""

import argparse
import asyncio
import contextlib
import importlib
import importlib.metadata
import importlib.util
import io
import json
import os
import re
import sys
import types
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parents[3]
TABLE = ROOT / "packages/tasks/src/extract/__fixtures__/answers.jsonl"


PAGE = ROOT / "packages/tasks/extractors.md"

# Of each class of outputs: why others read something else, and who is right.
WHY = {
    "opencompass#2647": "`9{,}500`, `12\\,000`: most stop at the brace or the space and read 9 or 500. math-verify parses LaTeX between dollar signs and in boxes. What is printed is 9,500.",
    "LaTeX": "Fractions, powers and boxes are for math-verify, which has a parser, and for us. Of `\\sqrt{16}`, `25\\pi` and `2x` most others read the digits; we read nothing, math-verify has the value (√16 is 4), which is better still.",
    "groups": "Indian groups, apostrophes, spaces and 1.234,56: others take out commas or nothing. `1,2345` is 12345 to those who take out every comma; it may be 1.2345 or a slip, so that nothing is read.",
    "exponents": "`1e3`, `3 × 10^5`: readers of digits stop at the e or take the exponent for the last number. inspect reads `1e3` as a float, math-verify calculates what is marked as mathematics.",
    "signs": "A minus of Unicode is none to a pattern with `-`; `12-5=7` has 7 and not −5.",
    "fractions": "`3/4` is 4 to a reader of the last number; math-verify and we have the value. Of 1/0 there is none.",
    "units": "`km2` ends in a digit that is no number, `$29.00.` in a point; each costs one of the others an item. An exact match of strings takes 29.00 for another number than 29.",
    "scales": "`2 million`, `15k`, `5 lakh`: nobody else multiplies. `5M` may be millions or metres: others read 5, we nothing.",
    "evals#1182, English words": "Number words are for us alone. In running text they count from ten on, or after is, are, makes: `to two friends` says nothing of the answer.",
    "lm-evaluation-harness#3799": "Chinese numerals: inspect knows some, but looks between spaces, which Chinese has not; nobody has 3千 or 三分之一. 3万5千 is 35000 and neither 3 nor 5.",
    "Chinese, in doubt": "十几 (ten-odd), 三五个 (three to five), dates and times: who reads digits reads one of them. We read nothing.",
    "digits of other scripts": "Python's `\\d` has them, a class `[0-9]` not; the Arabic separators are only ours.",
    "in doubt": "A range, a date, a time, 5 or 6, not 5: others have a rule (the first, the last) that sometimes meets the gold answer. Who counts it as right counts luck: 7:30 is neither 7 nor 30.",
    "calculations": "After `The answer is 12 - 5 = 7` the first number is 12, the last 7. The result is what is meant.",
    "run-on, sglang#29933": "A model that goes on with a question of its own: the first `####` is the answer, as lm-evaluation-harness' strict filter has it; readers of the last number read the next question's answer, and zero_shot_cot's first number is right wherever no other stands before it.",
    "big numbers": "inspect compares five significant digits, opencompass floats: 9007199254740993 is not …992. math-verify rounds to six decimals by default. We compare exactly; 0.333333 is 1/3 and 0.333 not.",
    "writing of answers": "Bold, JSON, tags, lists after the answer: the last number is often a list's, the first often a step's.",
    "letters": "inspect's `answer` wants the line `ANSWER: B`; zero_shot_cot takes the first capital A to E anywhere, of `A cat` too; small letters are nobody else's.",
    "letters, none or two": "The article, `A and B`, `not B`: the others read the first letter that they meet. We read nothing.",
    "letters in Chinese": "opencompass has patterns for 答案是B and 选B, and reads A of `答案是A和B`; small letters and `不选A，选B` are ours.",
    "yes or no": "zero_shot_cot takes the first word yes or no, inspect's pattern too: of `not yes` both read yes.",
    "yes or no, in doubt": "`No one knows` begins with a determiner and `Yes and no` says both: nothing is answered.",
    "yes or no in Chinese": "Neither of the two has Chinese.",
    "sentences in Chinese": "Neither of the two has Chinese.",
}


def version(package):
    return f"{package} {importlib.metadata.version(package)}"


def lm_eval(kind):
    """gsm8k's two filters and its metric, from the task's own file."""
    import yaml
    from lm_eval.api.metrics import exact_match_hf_evaluate
    from lm_eval.filters.extraction import RegexFilter

    folder = Path(importlib.util.find_spec("lm_eval").submodule_search_locations[0])
    task = yaml.safe_load((folder / "tasks/gsm8k/gsm8k.yaml").read_text())
    rules = {k: v for k, v in task["metric_list"][0].items() if k in ("ignore_case", "ignore_punctuation", "regexes_to_ignore")}
    step = next(f for f in task["filter_list"] if f["name"] == kind)["filter"][0]
    regex = RegexFilter(**{k: v for k, v in step.items() if k != "function"})

    def read(row):
        answer = regex.apply([[row["output"]]], [{}])[0][0]
        right = exact_match_hf_evaluate([answer], [f"#### {row['gold']}"], **rules)["exact_match"] == 1.0
        return (None if answer == "[invalid]" else answer), right

    return version("lm-eval"), ("number",), read


def inspect(which):
    from inspect_ai.model import ModelOutput
    from inspect_ai.scorer import Target, answer, match, pattern

    scorer = {
        "match": lambda: match(numeric=True),
        "answer": lambda: answer("letter"),
        "pattern": lambda: pattern(r"(?i)\b(yes|no)\b"),
    }[which]()

    def read(row):
        state = SimpleNamespace(output=ModelOutput.from_content("m", row["output"]))
        score = asyncio.run(scorer(state, Target(row["gold"])))
        return score.answer, score.value == "C"

    return version("inspect-ai"), {"match": ("number",), "answer": ("letter",), "pattern": ("yesno",)}[which], read


def opencompass_file(name):
    """A file of `opencompass.datasets` without the folder's `__init__`, which imports every data set's requirements."""
    folder = importlib.util.find_spec("opencompass").submodule_search_locations[0]
    package = types.ModuleType("opencompass.datasets")
    package.__path__ = [os.path.join(folder, "datasets")]
    sys.modules["opencompass.datasets"] = package
    return importlib.import_module(f"opencompass.datasets.{name}")


def opencompass_gsm8k():
    gsm8k = opencompass_file("gsm8k")
    evaluator = gsm8k.Gsm8kEvaluator()

    def read(row):
        answer = gsm8k.gsm8k_postprocess(row["output"])
        return (None if answer == "NULL" else answer), bool(evaluator.is_equal(answer, row["gold"]))

    return version("opencompass"), ("number",), read


def opencompass_option():
    from opencompass.utils.text_postprocessors import first_option_postprocess

    def read(row):
        answer = first_option_postprocess(row["output"], "ABCD")
        return answer or None, answer == row["gold"]

    return version("opencompass"), ("letter",), read


def lighteval_gsm8k():
    from lighteval.metrics.normalizations import gsm8k_normalizer

    def read(row):
        answer = gsm8k_normalizer(row["output"])
        return (None if answer == "[invalid]" else answer), answer == gsm8k_normalizer(f"#### {row['gold']}")

    return version("lighteval"), ("number",), read


def math_verify():
    from math_verify import parse
    from math_verify import verify

    def read(row):
        answer, gold = parse(row["output"]), parse(row["gold"])
        return (str(answer[0]) if answer else None), bool(gold and answer and verify(gold, answer))

    return version("math-verify"), ("number",), read


def zero_shot_cot(folder):
    """`answer_cleansing` as its zero-shot runs call it: of the answer to "Therefore, the answer is"."""
    source = (Path(folder) / "utils.py").read_text()
    body = source[source.index("def answer_cleansing") : source.index("def create_demo_text")]
    scope = {"re": re}
    exec(compile(body, "utils.py", "exec"), scope)
    data = {"number": "gsm8k", "letter": "aqua", "yesno": "strategyqa"}

    def read(row):
        args = SimpleNamespace(method="zero_shot", dataset=data[row["kind"]])
        with contextlib.redirect_stdout(io.StringIO()):
            answer = scope["answer_cleansing"](args, row["output"])
        return answer or None, answer == row["gold"]

    return "zero_shot_cot", tuple(data), read


def verdict(answer, right):
    return "right" if right else "unreadable" if answer is None else "wrong"


def page(rows, result):
    """Agreement: the share of a class's outputs that are right to a reader where the table says right, and not where it does not."""
    parts = [
        "# Other extractors on the same answers",
        "",
        "Made by `packages/testing/golden/extractors.py` from `src/extract/__fixtures__/answers.jsonl`: "
        + ", ".join(sorted({r["version"] for r in result.values()}))
        + ". A figure is how many of a class's outputs a reader judges as the table does (right, or not right); ours, read leniently, "
        "all of them, which a test holds. The outputs were chosen to be hard: they say what differs, not how often that happens.",
    ]
    for kind, title in (("number", "Numbers"), ("letter", "Letters"), ("yesno", "Yes or no")):
        mine = {name: {i: v for i, _, v in r["readings"] if rows[i]["kind"] == kind} for name, r in result.items()}
        names = [name for name, readings in mine.items() if readings]
        classes = list(dict.fromkeys(row["origin"] for row in rows if row["kind"] == kind))
        parts += ["", f"## {title}", "", f"| class | outputs | {' | '.join(names)} |", f"| --- | ---: |{' ---: |' * len(names)}"]
        for origin in classes:
            of = [i for i, row in enumerate(rows) if row["kind"] == kind and row["origin"] == origin]
            agree = [sum((mine[n][i] == "right") == (rows[i]["lenient"] == "right") for i in of) for n in names]
            parts.append(f"| {origin} | {len(of)} | {' | '.join(map(str, agree))} |")
        parts += [""] + [f"- {origin}: {WHY[origin]}" for origin in classes if WHY.get(origin)]
    return "\n".join(parts) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--zero-shot-cot")
    parser.add_argument("--out", default=str(TABLE.parent / "extractors.jsonl"))
    options = parser.parse_args()
    makers = {
        "lm-eval gsm8k strict-match": lambda: lm_eval("strict-match"),
        "lm-eval gsm8k flexible-extract": lambda: lm_eval("flexible-extract"),
        "inspect match(numeric=True)": lambda: inspect("match"),
        "inspect answer(letter)": lambda: inspect("answer"),
        "inspect pattern(yes|no)": lambda: inspect("pattern"),
        "opencompass gsm8k": opencompass_gsm8k,
        "opencompass first_option": opencompass_option,
        "lighteval gsm8k": lighteval_gsm8k,
        "math-verify": math_verify,
    }
    if options.zero_shot_cot:
        makers["zero_shot_cot"] = lambda: zero_shot_cot(options.zero_shot_cot)
    rows = [json.loads(line) for line in TABLE.read_text().splitlines()]
    result = {}
    for name, make in makers.items():
        try:
            source, kinds, read = make()
        except ImportError as error:
            print(f"{name}: not installed ({error})", file=sys.stderr)
            continue
        readings = []
        for i, row in enumerate(rows):
            if row["kind"] not in kinds:
                continue
            try:
                answer, right = read(row)
                readings.append([i, None if answer is None else str(answer)[:60], verdict(answer, right)])
            except Exception as error:  # an extractor that fails on an output reads nothing there
                readings.append([i, None, f"fails: {type(error).__name__}"])
        result[name] = {"version": source, "readings": readings}
        print(name, len(readings), sum(r[2] == "right" for r in readings), file=sys.stderr)
    lines = []
    for i, row in enumerate(rows):
        read = {name: found[1:] for name, r in result.items() for found in r["readings"] if found[0] == i}
        lines.append(json.dumps({"output": row["output"], "gold": row["gold"], "read": read}, ensure_ascii=False))
    Path(options.out).write_text("\n".join(lines) + "\n")
    PAGE.write_text(page(rows, result))


if __name__ == "__main__":
    main()
