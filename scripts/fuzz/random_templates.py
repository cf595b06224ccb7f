"""
Random chat templates from a grammar of what jinja offers, with conversations, and what Python's jinja makes of them as transformers sets it
up. `strftime_now` stands still at 26 July 2024. Writes one JSON object a line; `compare-templates.ts` reads them.
Usage: python scripts/fuzz/random_templates.py OUT.jsonl --seed 0 --count 40000
"""

import argparse
import json
import random
import signal
from datetime import datetime
from pathlib import Path

import jinja2
import transformers
from transformers.utils import chat_template_utils

TEXTS = [
    "", " ", "hello", "Hello World", "  a cat  ", "x\ny\n\nz ", "don't \"say\"", "<b>&amp;</b>", "naïve Straße", "你好，世界", "😀 👍🏽", "a,b,,c", "İI ß ǆ",
    "user", "assistant", "line\r\nend", "tab\there", "{{ x }}", "{% y %}", "1", "-3", "2.50", "a-b c(d", "ｆｕｌｌ", "\u00a0nb\u2028sp\u0085", "<|im_end|>", "zz_z",
]
NAMES = ["s", "t", "n", "m", "f", "d", "l", "names", "none", "flag", "bos_token", "messages", "missing", "v", "w", "message", "k"]


class Grammar:
    def __init__(self, r: random.Random) -> None:
        self.r = r
        self.macros: list[tuple[str, int]] = []

    def lit(self, text: str) -> str:
        q = self.r.choice("'\"")
        body = text.replace("\\", "\\\\").replace(q, "\\" + q).replace("\r", "\\r")
        return q + (body.replace("\n", "\\n") if self.r.random() < 0.8 else body) + q

    def text(self, n: int = 3) -> str:
        r = self.r
        if n <= 0 or r.random() < 0.3:
            return r.choice(["s", "t", "bos_token", "message.content", "message['role']", "messages[0].content", "messages[-1]['content']", "d.name", "d['name']", self.lit(r.choice(TEXTS)), self.lit(r.choice(TEXTS)), "v", "k"])
        a = lambda: self.text(n - 1)  # noqa: E731
        i = lambda: self.whole(n - 1)  # noqa: E731
        return r.choice([
            lambda: f"({a()} + {a()})", lambda: f"({a()} ~ {self.any(n - 1)} ~ {a()})", lambda: f"{a()} | {r.choice(['upper', 'lower', 'trim', 'title', 'capitalize', 'string', 'reverse', 'e', 'safe', 'wordcount', 'length', 'first', 'last', 'list', 'tojson', 'int', 'float', 'default', 'center(9)', 'count'])}",
            lambda: f"{a()}.{r.choice(['strip', 'lstrip', 'rstrip'])}({r.choice(['', '', self.lit(r.choice([' ', 'a', ' xc', 'helo', chr(0x4F60)])), 'none'])})",
            lambda: f"{a()}.{r.choice(['upper', 'lower', 'title', 'capitalize', 'swapcase', 'casefold'])}()", lambda: f"{a()}.replace({a()}, {a()}{r.choice(['', '', ', 1'])})",
            lambda: f"({a()} | replace({a()}, {a()}{r.choice(['', '', ', 1', ', count=1'])}))", lambda: f"{a()}[{r.choice(['1:', ':-1', '::-1', '1:3', '-2:', ':2', '::2', '5:1:-1', ''.join([str(r.randrange(-4, 5)), ':', str(r.randrange(-4, 5))])])}]",
            lambda: f"{a()}[{r.randrange(-3, 4)}]", lambda: f"{a()}.split({r.choice(['', self.lit(' '), self.lit(','), self.lit('a'), 'none, 1', self.lit(' ') + ', 1'])})[{r.choice(['0', '-1'])}]",
            lambda: f"{a()}.{r.choice(['split', 'rsplit'])}({r.choice(['', self.lit(' '), self.lit(chr(10)), 'none, 1', self.lit('l') + ', 1', self.lit('l') + ', maxsplit=1'])})", lambda: f"{self.lit(r.choice([', ', '', '-']))}.join({self.list(n - 1)})",
            lambda: f"({self.list(n - 1)} | join({r.choice(['', self.lit(', ')])}))", lambda: f"({a()} if {self.truth(n - 1)} else {a()})", lambda: f"({a()} if {self.truth(n - 1)})", lambda: f"({a()} or {a()})", lambda: f"({a()} and {a()})",
            lambda: f"({self.any(n - 1)} | default({a()}{r.choice(['', ', true', ', boolean=True'])}))", lambda: f"({self.any(n - 1)} | tojson{r.choice(['', '', '(indent=2)', '(indent=0)', '(ensure_ascii=True)', '(sort_keys=true)', '(separators=(' + self.lit(',') + ', ' + self.lit(':') + '))'])})",
            lambda: f"({a()} | indent({r.choice(['', '2', '2, true', 'first=True', self.lit('> '), 'width=3, blank=true'])}))", lambda: f"({a()} * {r.randrange(-1, 4)})", lambda: f"({self.any(n - 1)} | string)",
            lambda: f"({a()} | truncate({r.choice(['3', '5, true', '9, false, ' + self.lit('~'), '4, true, ' + self.lit('') + ', 0'])}))", lambda: f"({self.lit(r.choice(['%s', '%s-%s', 'a%%b %d']))} | format({a()}{r.choice(['', ', ' + i()])}))", lambda: f"({self.lit('%s|%s')} % ({a()}, {i()}))",
            lambda: f"strftime_now({self.lit(r.choice(['%d %b %Y', '%Y-%m-%d', '%B %-d, %A', '%H:%M']))})", lambda: f"{a()}.{r.choice(['splitlines', 'partition', 'removeprefix', 'removesuffix', 'ljust', 'rjust', 'zfill', 'center'])}({r.choice(['', self.lit('a'), '6', self.lit(' ')])})",
            lambda: f"({self.list(n - 1)} | {r.choice(['first', 'last', 'min', 'max'])})", lambda: f"{self.macro(n)}",
        ])()

    def macro(self, n: int) -> str:
        if not self.macros:
            return self.text(n - 1)
        name, k = self.r.choice(self.macros)
        return f"{name}({', '.join(self.any(n - 1) for _ in range(self.r.randrange(k + 1)))})"

    def whole(self, n: int = 3) -> str:
        r = self.r
        if n <= 0 or r.random() < 0.4:
            return r.choice(["n", "m", "0", "1", "2", "7", "-3", "messages | length", "loop.index0", "loop.index", "d.size", "1_000", "0x1F", "2.5", "f", "1e3", "0.1"])
        a = lambda: self.whole(n - 1)  # noqa: E731
        return r.choice([
            lambda: f"({a()} {r.choice(['+', '-', '*', '//', '%', '/'])} {a()})", lambda: f"({a()} ** {r.randrange(4)})", lambda: f"-{a()}", lambda: f"({self.any(n - 1)} | length)", lambda: f"({self.text(n - 1)} | int{r.choice(['', '(5)', '(default=-1)'])})",
            lambda: f"({a()} | {r.choice(['abs', 'int', 'float', 'round', 'round(1)', 'round(0, ' + self.lit('floor') + ')', 'string'])})", lambda: f"({self.list(n - 1)} | sum)", lambda: f"{self.text(n - 1)}.{r.choice(['find', 'count', 'index', 'rfind'])}({self.text(n - 1)})",
            lambda: f"{self.list(n - 1)}.{r.choice(['index', 'count'])}({self.any(n - 1)})", lambda: f"({a()} if {self.truth(n - 1)} else {a()})", lambda: f"({a()} % 2)",
        ])()

    def truth(self, n: int = 3) -> str:
        r = self.r
        if n <= 0 or r.random() < 0.2:
            return r.choice(["flag", "true", "False", "loop.first", "loop.last", "none", "message.role == 'user'", "messages[0]['role'] == 'system'", "missing is defined", "add_generation_prompt", "not flag"])
        a = lambda: self.truth(n - 1)  # noqa: E731
        x = lambda: self.any(n - 1)  # noqa: E731
        return r.choice([
            lambda: f"({a()} and {a()})", lambda: f"({a()} or {a()})", lambda: f"not {a()}", lambda: f"({x()} {r.choice(['==', '!='])} {x()})", lambda: f"({self.whole(n - 1)} {r.choice(['<', '<=', '>', '>='])} {self.whole(n - 1)})",
            lambda: f"({self.whole(n - 1)} < {self.whole(n - 1)} <= {self.whole(n - 1)})", lambda: f"({self.text(n - 1)} {r.choice(['in', 'not in'])} {self.text(n - 1)})", lambda: f"({x()} {r.choice(['in', 'not in'])} {self.list(n - 1)})", lambda: f"({self.lit(r.choice(['name', 'role', 'zz']))} in {self.dict(n - 1)})",
            lambda: f"({x()} is {r.choice(['', 'not '])}{r.choice(['defined', 'undefined', 'none', 'string', 'number', 'mapping', 'iterable', 'sequence', 'boolean', 'integer', 'float', 'true', 'false', 'callable', 'lower', 'upper'])})",
            lambda: f"({self.whole(n - 1)} is {r.choice(['odd', 'even', 'divisibleby 3', 'divisibleby(2)', 'gt 1', 'eq 2', 'ne(1)', 'le 3', 'in [1, 2]'])})", lambda: f"{self.text(n - 1)}.{r.choice(['startswith', 'endswith'])}({r.choice([self.text(n - 1), '(' + self.lit('h') + ', ' + self.lit('a') + ')'])})",
            lambda: f"{self.text(n - 1)}.{r.choice(['isdigit', 'isalpha', 'isspace', 'isupper', 'islower', 'isalnum'])}()", lambda: f"({self.text(n - 1)} < {self.text(n - 1)})",
        ])()

    def list(self, n: int = 3) -> str:
        r = self.r
        if n <= 0 or r.random() < 0.35:
            return r.choice(["l", "names", "messages", "[1, 2, 3]", "range(3)", "['b', 'A', 'c']", "[]", "(1, 'x')", "d.keys()", "range(1, 7, 2)"])
        a = lambda: self.list(n - 1)  # noqa: E731
        return r.choice([
            lambda: f"({a()} | {r.choice(['list', 'reverse | list', 'sort', 'unique | list', 'sort(reverse=true)', 'sort(case_sensitive=True)', 'reverse', 'batch(2) | list', 'select | list', 'reject(' + self.lit('none') + ') | list', 'map(' + self.lit('string') + ') | list', 'map(' + self.lit('upper') + ') | list', 'map(' + self.lit('default') + ', 1) | list'])})",
            lambda: f"({a()} + {a()})", lambda: f"{a()}[{r.choice(['1:', ':1', '::-1', '-2:', ':-1'])}]", lambda: f"[{', '.join(self.any(n - 1) for _ in range(r.randrange(4)))}]", lambda: f"({self.any(n - 1)},)",
            lambda: f"(messages | {r.choice(['map(attribute=' + self.lit('content') + ')', 'map(attribute=' + self.lit('role') + ')', 'selectattr(' + self.lit('role') + ', ' + self.lit('equalto') + ', ' + self.lit('user') + ')', 'rejectattr(' + self.lit('role') + ', ' + self.lit('in') + ', [' + self.lit('user') + '])', 'selectattr(' + self.lit('tool_calls') + ', ' + self.lit('defined') + ')', 'map(attribute=' + self.lit('zz') + ', default=' + self.lit('-') + ')'])} | list)",
            lambda: f"{self.text(n - 1)}.split({r.choice(['', self.lit(' '), self.lit(',')])})", lambda: f"{self.dict(n - 1)}.{r.choice(['items', 'keys', 'values'])}() | list", lambda: f"({self.dict(n - 1)} | {r.choice(['items | list', 'dictsort', 'list', 'dictsort(reverse=true)', 'dictsort(by=' + self.lit('value') + ')'])})", lambda: f"({self.text(n - 1)} | list)",
        ])()

    def dict(self, n: int = 3) -> str:
        r = self.r
        if n <= 0 or r.random() < 0.5:
            return r.choice(["d", "messages[0]", "{}", "{'a': 1, 'b': [2]}", "message", "d.inner"])
        return r.choice([
            lambda: "{" + ", ".join(f"{self.lit(r.choice(['a', 'b', 'name', 'x y']))}: {self.any(n - 1)}" for _ in range(r.randrange(4))) + "}", lambda: f"dict(a={self.any(n - 1)}, b=2)", lambda: f"dict({self.dict(n - 1)}, c={self.any(n - 1)})",
        ])()

    def any(self, n: int = 3) -> str:
        r = self.r
        return r.choice([lambda: self.text(n), lambda: self.text(n), lambda: self.whole(n), lambda: self.truth(n), lambda: self.list(n), lambda: self.dict(n), lambda: r.choice(NAMES), lambda: f"{self.dict(n - 1)}.get({self.lit(r.choice(['a', 'name', 'zz']))}{r.choice(['', ', ' + self.any(n - 1) if n > 0 else ''])})", lambda: f"{r.choice(NAMES)}.{r.choice(['a', 'name', 'zz', 'items', 'content'])}"])()

    def tag(self, inner: str) -> str:
        r = self.r
        return "{%" + r.choice(["", "", "-", "-", "+"]) + r.choice([" ", " ", ""]) + inner + r.choice([" ", " ", ""]) + r.choice(["", "", "-", "-", "+"]) + "%}"

    def out(self, inner: str) -> str:
        r = self.r
        return "{{" + r.choice(["", "", "", "-"]) + " " + inner + " " + r.choice(["", "", "", "-"]) + "}}"

    def data(self) -> str:
        r = self.r
        return "".join(r.choice([" ", "\n", "  ", "text ", "<|im_start|>", "\n\n", "\t", "é", "{", "}", "% ", "# ", "", "user\n", "\r\n", "你"]) for _ in range(r.randrange(4)))

    def body(self, n: int, loop: bool) -> str:
        return "".join(self.data() + self.statement(n, loop) for _ in range(self.r.randrange(1, 4))) + self.data()

    def statement(self, n: int, loop: bool) -> str:
        r, t = self.r, self.tag
        if n <= 0 or r.random() < 0.35:
            return self.out(self.any(r.randrange(4)))
        b = lambda keep=None: self.body(n - 1, loop if keep is None else keep)  # noqa: E731
        kind = r.randrange(16)
        if kind < 3:
            mid = t(f"elif {self.truth()}") + b() if r.random() < 0.3 else ""
            return t(f"if {self.truth()}") + b() + mid + (t("else") + b() if r.random() < 0.5 else "") + t("endif")
        if kind < 7:
            over = r.choice(["message in messages", "message in messages", f"v in {self.list()}", f"k, v in {self.dict()}.items()", f"c in {self.text(2)}", f"v in {self.list()} if {self.truth()}", "message in messages if message.role != 'system'", "k, v in d | dictsort"])
            return t(f"for {over}") + self.body(n - 1, True) + (t("else") + b() if r.random() < 0.2 else "") + t("endfor")
        if kind < 9:
            return t(f"set {r.choice(['v', 'w', 's', 'n', 'v, w'])} = {self.any()}") + self.out("v") + self.out("w")
        if kind == 9:
            return t("set ns = namespace(a=0, found=false)") + t("for message in messages") + t(f"set ns.a = ns.a + {self.whole(1)}") + t(f"if {self.truth(2)}") + t("set ns.found = true") + t("endif") + t("endfor") + self.out("ns.a") + self.out("ns.found")
        if kind == 10:
            return t(f"set {r.choice(['v', 'w'])}" + r.choice(["", " | upper", " | trim | replace('a', 'b')"])) + b() + t("endset") + self.out("v | default('?')")
        if kind == 11:
            name, args = f"mac{len(self.macros)}", r.choice(["", "a", "a, b='x'", "k, v=none", "a, b=2, c=[]"])
            inner = self.body(n - 1, False)
            self.macros.append((name, len([x for x in args.split(",") if x.strip()])))
            return t(f"macro {name}({args})") + inner + self.out("a | default('-')") + (self.out("caller()") if r.random() < 0.2 else "") + t("endmacro")
        if kind == 12:
            return t(f"with v = {self.any(2)}" + r.choice(["", f", w = {self.any(2)}"])) + b() + t("endwith") + self.out("v")
        if kind == 13:
            return r.choice([lambda: t(f"filter {r.choice(['upper', 'trim', 'indent(2)', 'replace(' + self.lit('e') + ', ' + self.lit('E') + ') | lower'])}") + b() + t("endfilter"), lambda: t("generation") + self.body(n - 1, False) + t("endgeneration"), lambda: "{# note #}" + self.data() + "{#- x -#}", lambda: t("raw") + "{{ x }}{% y %}" + self.data() + t("endraw")])()
        if kind == 14 and loop:
            return t(f"if {self.truth(2)}") + self.data() + t(r.choice(["break", "continue"])) + t("endif") + self.out(r.choice(["loop.index", "loop.revindex", "loop.length", "loop.previtem", "loop.nextitem", "loop.cycle('a', 'b')", "loop.changed(message.role)", "loop.depth"]))
        if kind == 15 and self.macros:
            return t(f"call {self.macro(2)}" if self.macros else "") + b(False) + t("endcall")
        return self.out(self.text()) + (self.out(f"raise_exception({self.text(1)})") if r.random() < 0.02 else "")


def context(r: random.Random) -> dict:
    roles = r.choice([["user"], ["system", "user"], ["system", "user", "assistant", "user"], ["user", "assistant", "user"]])
    return {
        "messages": [{"role": role, "content": r.choice(TEXTS)} for role in roles], "tools": None, "documents": None, "add_generation_prompt": r.random() < 0.5, "bos_token": "<s>", "eos_token": "</s>",
        "s": r.choice(TEXTS), "t": r.choice(TEXTS), "n": r.randrange(-5, 12), "m": r.randrange(1, 5), "f": r.choice([0.5, 2.25, -1.75, 1e-7, 1.5e300, 0.1]), "flag": r.random() < 0.5, "none": None,
        "d": {"name": r.choice(TEXTS), "size": r.randrange(9), "b": None, "A": [1, "x", None, True], "inner": {"k": 1.5, "é": {"z": []}}}, "l": [3, 1, 2, 1], "names": ["b", "a", "C", "a"],
        "v": r.choice([*TEXTS, 3, None, [1, "a"], {"a": 1}]), "w": r.choice([*TEXTS, 7]), "k": r.choice(TEXTS), "message": {"role": "user", "content": r.choice(TEXTS)},
    }


def strftime_now(format: str) -> str:  # noqa: A002
    return datetime(2024, 7, 26).strftime(format)


# The environment that transformers makes for every template.
ENVIRONMENT = chat_template_utils._cached_compile_jinja_template("").environment  # noqa: SLF001
ENVIRONMENT.globals["strftime_now"] = strftime_now


def rendered(template: str, given: dict) -> str:
    return ENVIRONMENT.from_string(template).render(**json.loads(json.dumps(given)))


def kept(r: random.Random, given: dict) -> tuple[str, bool]:
    """Pieces that render, one after the other, as most by themselves fail somewhere; or a whole one that fails."""
    out, g = "", Grammar(r)
    for _ in range(8):
        known = list(g.macros)
        more = g.body(r.randrange(1, 4), False)
        signal.alarm(5)
        try:
            rendered(out + more, given)
            out += more
        except Exception:  # noqa: BLE001
            g.macros = known
            if not out and r.random() < 0.1:
                return more, True
        finally:
            signal.alarm(0)
        if len(out) > 120:
            break
    return out, False


def late(*_: object) -> None:
    raise TimeoutError("too long")


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("out", type=Path)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--count", type=int, default=40000)
    o = p.parse_args()
    signal.signal(signal.SIGALRM, late)
    made = {"text": 0, "error": 0}
    with o.out.open("w", encoding="utf-8") as out:
        for n in range(o.count):
            r = random.Random(f"{o.seed}/{n}")
            given = context(r)
            template, fails = kept(r, given)
            if fails and n % 4 > 0:
                continue
            row: dict = {"template": template, "context": given}
            signal.alarm(5)
            try:
                row["text"] = rendered(template, given)
                json.dumps(row["text"]).encode()
                made["text"] += 1
            except TimeoutError:
                continue
            except Exception as e:  # noqa: BLE001
                row.pop("text", None)
                row["error"] = f"{type(e).__name__}: {e}"[:200]
                made["error"] += 1
            finally:
                signal.alarm(0)
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{o.count} templates, seed {o.seed}: {made}, jinja2 {jinja2.__version__}, transformers {transformers.__version__}")


if __name__ == "__main__":
    main()
