"""What pandas reads as missing and as equal numbers, and which files `datasets` takes for which split.

    python packages/testing/golden/data.py > packages/tasks/src/__fixtures__/data.json

Made with pandas 3.1.1 and datasets 5.2.0; no random numbers.
"""

import io
import json
import os
import tempfile

import datasets
import pandas as pd
from datasets.data_files import DataFilesDict, get_data_patterns

CELLS = (
    ["", "NA", "#NA", "<NA>", "N/A", "#N/A", "#N/A N/A", "n/a", "NaN", "-NaN", "nan", "-nan", "None", "NULL", "null"]
    + ["1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN"]
    + ["none", "NONE", "Null", "N.A.", "na", "Na", "nil", "missing", "?", "-", "-1", "0", "unknown", "nan.", "NAN", "#N/a"]
)

NUMBERS = ["0", "0.0", "-0", "00", "1", "1.0", "1.", "+1", "01", "1e0", "10", "1e1", "10.0", "0.5", ".5", "5e-1", "-1", "-1.0"]
BIG = ["9007199254740992", "9007199254740993", "9007199254740994"]

FOLDERS = [
    ["train.csv", "eval.csv"],
    ["train.csv", "testing.csv", "holdout.csv"],
    ["train.csv", "evaluation.csv"],
    ["training.csv", "valid.csv", "test.csv"],
    ["my-train.jsonl", "my-dev.jsonl", "my_test_v2.jsonl"],
    ["train.csv", "val.csv", "sample_submission.csv"],
    ["data/train-00000-of-00002.parquet", "data/train-00001-of-00002.parquet", "data/test-00000-of-00001.parquet"],
    ["train/0000.csv", "train/0001.csv", "eval/0000.csv"],
    ["train.csv", "._train.csv", ".hidden/test.csv", "__MACOSX/test.csv"],
    ["train1.csv", "train2.csv", "test1.csv"],
    ["latest.csv", "training.csv"],
]


def missing():
    text = "t,l\n" + "".join(f'x,"{cell}"\n' for cell in CELLS)
    read = pd.read_csv(io.StringIO(text))["l"]
    return {cell: bool(pd.isna(value)) for cell, value in zip(CELLS, read)}


def numbers(values):
    read = pd.read_csv(io.StringIO("t,l\n" + "".join(f"x,{value}\n" for value in values)))["l"]
    groups = {}
    for value, number in zip(values, read):
        groups.setdefault(float(number) if read.dtype.kind == "f" else int(number), []).append(value)
    return sorted(groups.values())


def split_files(names):
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
            with open(os.path.join(folder, name), "w") as file:
                file.write("text,label\na,b\n")
        patterns = get_data_patterns(folder)
        found = DataFilesDict.from_patterns(patterns, base_path=folder)
        return {str(split): sorted(os.path.relpath(path, folder) for path in paths) for split, paths in found.items()}


print(
    json.dumps(
        {
            "versions": {"pandas": pd.__version__, "datasets": datasets.__version__},
            "missing": missing(),
            "equal": numbers(NUMBERS) + numbers(BIG),
            "folders": [{"names": names, "splits": split_files(names)} for names in FOLDERS],
        },
        indent=1,
        ensure_ascii=False,
    )
)
