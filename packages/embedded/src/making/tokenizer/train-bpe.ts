/**
 * Byte-level byte-pair encoding (Sennrich et al. 2016; bytes spelled as GPT-2 does, Radford et al. 2019): the pair of neighbours that
 * occurs most often becomes one token, again and again. Text is cut into pieces first (GPT-2's expression); no token crosses a cut.
 */

/** GPT-2's pre-tokenisation, as in its encoder.py. */
const PIECES = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** Byte → printable character: printable Latin-1 stands for itself, the rest is moved to U+0100 and after (GPT-2 `bytes_to_unicode`). */
export const byteCharacters: readonly string[] = (() => {
  const printable = (b: number): boolean => (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
  let moved = 256;
  return Array.from({ length: 256 }, (_, b) => String.fromCodePoint(printable(b) ? b : moved++));
})();

const encoder = new TextEncoder();
const spelled = (piece: string): string[] => Array.from(encoder.encode(piece), (b) => byteCharacters[b]!);

/** How often each piece occurs. */
export function countPieces(texts: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const [piece] of text.matchAll(PIECES)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  return counts;
}

export type Merge = readonly [left: string, right: string];

/**
 * The first `most` merges, fewer where no pair occurs twice. Of pairs that occur equally often the one that is first in code-point order goes
 * first, so that the result depends on the counts alone.
 */
export function trainBpe(counts: ReadonlyMap<string, number>, most: number): Merge[] {
  const pieces = [...counts].map(([piece, count]) => ({ tokens: spelled(piece), count }));
  const merges: Merge[] = [];
  while (merges.length < most) {
    const best = mostFrequent(pieces);
    if (!best) break;
    merges.push(best);
    for (const p of pieces) p.tokens = merged(p.tokens, best);
  }
  return merges;
}

function mostFrequent(pieces: readonly { tokens: readonly string[]; count: number }[]): Merge | null {
  const pairs = new Map<string, number>();
  for (const { tokens, count } of pieces)
    for (let i = 1; i < tokens.length; i++) {
      // No spelled byte is a space.
      const pair = `${tokens[i - 1]} ${tokens[i]}`;
      pairs.set(pair, (pairs.get(pair) ?? 0) + count);
    }
  let best = '';
  let most = 1;
  for (const [pair, count] of pairs)
    if (count > most || (count === most && best !== '' && pair < best)) [best, most] = [pair, count];
  const [left, right] = best.split(' ');
  return left !== undefined && right !== undefined ? [left, right] : null;
}

function merged(tokens: string[], [left, right]: Merge): string[] {
  if (!tokens.includes(left)) return tokens;
  const out: string[] = [];
  for (let i = 0; i < tokens.length; i++)
    if (tokens[i] === left && tokens[i + 1] === right) {
      out.push(left + right);
      i++;
    } else out.push(tokens[i]!);
  return out;
}
