/**
 * Length of the longest common subsequence, 32 columns of the table in one word (Hyyrö 2004, Bit-parallel LCS-length computation
 * revisited): V ← (V + (V & M)) | (V & ~M) for each symbol of b, M the places of that symbol in a; zeros of V are the length.
 */
export function lcsLength(first: readonly number[], second: readonly number[]): number {
  const [a, b] = first.length <= second.length ? [first, second] : [second, first];
  const words = Math.ceil(a.length / 32);
  const masks = new Map<number, Uint32Array>();
  for (const [i, symbol] of a.entries()) {
    let mask = masks.get(symbol);
    if (mask === undefined) masks.set(symbol, (mask = new Uint32Array(words)));
    mask[i >>> 5]! |= 1 << (i & 31);
  }
  const v = new Uint32Array(words).fill(0xff_ff_ff_ff);
  for (const symbol of b) {
    const mask = masks.get(symbol);
    if (mask === undefined) continue;
    let carry = 0;
    for (let w = 0; w < words; w++) {
      const [bits, m] = [v[w]!, mask[w]!];
      const sum = bits + ((bits & m) >>> 0) + carry;
      carry = sum > 0xff_ff_ff_ff ? 1 : 0;
      // An array of 32-bit words keeps what a sum has below its carry.
      v[w] = (sum >>> 0) | (bits & ~m);
    }
  }
  let length = 0;
  for (let i = 0; i < a.length; i++) if ((v[i >>> 5]! & (1 << (i & 31))) === 0) length++;
  return length;
}
