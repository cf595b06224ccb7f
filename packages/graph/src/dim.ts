/**
 * Dimensions that may be unknown until a graph runs: a number, or a polynomial over named symbols with whole coefficients. It is written in
 * one canonical way (`B*T`, `P+T`, `2*B`): two dimensions are equal exactly when they are `===`.
 */
export type Dim = number | string;
/** Values of symbols. */
export type Env = Readonly<Record<string, number>>;

/** A polynomial: monomial (symbols sorted and joined by `*`, '' for the constant) → coefficient. */
type Poly = ReadonlyMap<string, number>;

const parsed = new Map<string, Poly>();

function parse(d: Dim): Poly {
  if (typeof d === 'number') return new Map([['', d]]);
  const known = parsed.get(d);
  if (known) return known;
  const poly = new Map<string, number>();
  for (const term of d.split('+')) {
    const factors = term.split('*');
    const coefficient = factors.filter((f) => /^-?\d+$/.test(f)).reduce((a, f) => a * Number(f), 1);
    const monomial = factors
      .filter((f) => !/^-?\d+$/.test(f))
      .toSorted()
      .join('*');
    poly.set(monomial, (poly.get(monomial) ?? 0) + coefficient);
  }
  parsed.set(d, poly);
  return poly;
}

function write(poly: Poly): Dim {
  const terms = [...poly]
    .filter(([, c]) => c !== 0)
    .toSorted(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1));
  if (terms.length === 0) return 0;
  if (terms.length === 1 && terms[0]![0] === '') return terms[0]![1];
  return terms.map(([m, c]) => (m === '' ? `${c}` : c === 1 ? m : `${c}*${m}`)).join('+');
}

/** Products of whole numbers and symbols (`A`, `nPast`), joined by `+`. */
const factor = String.raw`(?:-?\d+|[A-Za-z][A-Za-z0-9]*)`;
const polynomial = new RegExp(String.raw`^${factor}(?:[*+]${factor})*$`);
/** Canonical form of a dimension; null for what is none. */
export function canonical(d: Dim): Dim | null {
  // Most are numbers, and a program asks of thousands.
  if (typeof d === 'number') return Number.isInteger(d) && d >= 0 ? d + 0 : null;
  if (!polynomial.test(d)) return null;
  const c = write(parse(d));
  return typeof c === 'string' || (Number.isInteger(c) && c >= 0) ? c : null;
}

const areNumbers = (ds: readonly Dim[]): ds is readonly number[] => ds.every((d) => typeof d === 'number');
export const addDims = (...ds: readonly Dim[]): Dim => {
  if (areNumbers(ds)) return ds.reduce((a, b) => a + b, 0);
  const sum = new Map<string, number>();
  for (const d of ds) for (const [m, c] of parse(d)) sum.set(m, (sum.get(m) ?? 0) + c);
  return write(sum);
};
export const subDims = (a: Dim, b: Dim): Dim => addDims(a, mulDims(-1, b));
export const mulDims = (...ds: readonly Dim[]): Dim => {
  // Of −1 and 0 the product is −0, the dimension 0.
  if (areNumbers(ds)) return ds.reduce((a, b) => a * b, 1) + 0;
  let product: Poly = new Map([['', 1]]);
  for (const d of ds) {
    const next = new Map<string, number>();
    for (const [m, c] of product)
      for (const [n, e] of parse(d)) {
        const monomial = [...m.split('*'), ...n.split('*')].filter(Boolean).toSorted().join('*');
        next.set(monomial, (next.get(monomial) ?? 0) + c * e);
      }
    product = next;
  }
  return write(product);
};

/** The monomials of a dimension, for code that computes it at run time. */
export const terms = (
  d: Dim,
): readonly { readonly symbols: readonly string[]; readonly coefficient: number }[] =>
  [...parse(d)].map(([m, coefficient]) => ({ symbols: m.split('*').filter(Boolean), coefficient }));

export const symbolsOf = (d: Dim): readonly string[] => [...new Set(terms(d).flatMap((t) => t.symbols))];

/** The number that `d` is when its symbols have the values of `env`. */
export function resolve(d: Dim, env: Env): number {
  if (typeof d === 'number') return d;
  let sum = 0;
  for (const { symbols, coefficient } of terms(d)) {
    let product = coefficient;
    for (const s of symbols) {
      const value = env[s];
      if (value === undefined)
        throw new RangeError(
          `dimension ${d}: "${s}" has no value; known are ${Object.keys(env).join(', ') || 'none'}`,
        );
      product *= value;
    }
    sum += product;
  }
  return sum;
}
