"""
Writes packages/results/src/stats/__fixtures__/golden.json: what scipy and statsmodels say of small cases.

    python -m pip install -r packages/testing/golden/requirements.txt && python packages/testing/golden/paired_tests.py

tails       [t, df, P(|T| > t)]
quantiles   [df, 0.975 quantile of t]
mcnemar     [only first, only second, exact p, mid-p]
holm        [p values, adjusted]
two_way     rows (a string a seed, one digit an item) and the mean squares of items, seeds and the rest
three_way   cells (template, seed, item) likewise, with the mean squares of every source
"""

import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import statsmodels
from scipy.stats import binom, t
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "results" / "src" / "stats" / "__fixtures__" / "golden.json"


def discordant(b: int, c: int) -> list[float]:
    exact = mcnemar([[7, b], [c, 9]], exact=True).pvalue
    mid = 1.0 if b == c else 2 * binom.cdf(min(b, c), b + c, 0.5) - binom.pmf(min(b, c), b + c, 0.5)
    return [b, c, float(exact), float(mid)]


def mean_squares(table: np.ndarray, names: list[str]) -> dict[str, float]:
    """Of a fully crossed table with one observation a cell; the highest interaction is the rest."""
    index = list(itertools.product(*(range(size) for size in table.shape)))
    frame = pd.DataFrame(index, columns=names).assign(y=[float(table[i]) for i in index])
    terms = [":".join(f"C({name})" for name in part) for size in range(1, len(names)) for part in itertools.combinations(names, size)]
    anova = anova_lm(ols("y ~ " + " + ".join(terms), frame).fit(), typ=1)
    clean = {key.replace("C(", "").replace(")", ""): float(value) for key, value in anova["mean_sq"].items()}
    return {("rest" if key == "Residual" else key): value for key, value in clean.items()}


def answers(shape: tuple[int, ...], seed: int) -> np.ndarray:
    """Items differ most, the other factors and their interactions a little."""
    draw = np.random.default_rng(seed)
    logit = np.full(shape, 0.4)
    for axes in (part for size in range(1, len(shape) + 1) for part in itertools.combinations(range(len(shape)), size)):
        effect = draw.normal(0, 2.0 if axes == (len(shape) - 1,) else 0.5, [shape[a] if a in axes else 1 for a in range(len(shape))])
        logit = logit + effect
    return (draw.random(shape) < 1 / (1 + np.exp(-logit))).astype(int)


def rows(table: np.ndarray) -> list:
    return ["".join(map(str, row)) for row in table] if table.ndim == 2 else [rows(part) for part in table]


two, three = answers((3, 40), 1), answers((4, 3, 25), 2)
ps = [0.01, 0.04, 0.03, 0.005, 0.2, 0.04]
golden = {
    "origin": {
        "script": "packages/testing/golden/paired_tests.py",
        "scipy": scipy.__version__,
        "statsmodels": statsmodels.__version__,
    },
    "tails": [[x, df, float(2 * t.sf(x, df))] for x in (0.1, 1.0, 2.5, 9.5) for df in (1, 2, 3.7, 30, 1820, 1e5)],
    "quantiles": [[df, float(t.ppf(0.975, df))] for df in (0.5, 1, 2, 3.7, 30, 1820, 1e5)],
    "mcnemar": [discordant(b, c) for b, c in ((0, 0), (1, 0), (5, 0), (3, 3), (2, 9), (30, 12), (121, 59), (256, 144), (4000, 3800))],
    "holm": [ps, [float(p) for p in multipletests(ps, method="holm")[1]]],
    "two_way": {"rows": rows(two), "mean_squares": mean_squares(two, ["seed", "item"])},
    "three_way": {"rows": rows(three), "mean_squares": mean_squares(three, ["template", "seed", "item"])},
}
OUT.write_text(json.dumps(golden, indent=1) + "\n")
