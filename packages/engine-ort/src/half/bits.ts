/** float32 to float16 (IEEE 754 binary16), rounded to the nearest, ties to even. Node 20 has no Float16Array. */

/** Magnitudes of float32 from here on round to infinity: 65,520. */
const TOO_LARGE = 0x477ff000;
/** The smallest normal number of float16, 2⁻¹⁴, as float32's bits. */
const NORMAL = 0x38800000;

/** The halves of numbers, and the index of the first that float16 cannot hold (or that is no number); −1: none. */
export function toHalf(numbers: Float32Array): {
  readonly halves: Uint16Array<ArrayBuffer>;
  readonly unfit: number;
} {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const halves = new Uint16Array(numbers.length);
  let unfit = -1;
  for (let i = 0; i < bits.length; i++) {
    const magnitude = bits[i]! & 0x7fffffff;
    const sign = (bits[i]! >>> 16) & 0x8000;
    if (magnitude >= TOO_LARGE) {
      if (unfit < 0) unfit = i;
    } else if (magnitude >= NORMAL) {
      // The exponent's bias goes from 127 to 15; 13 bits of the fraction are rounded off.
      halves[i] = sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
    } else halves[i] = sign | toEven(Math.abs(numbers[i]!) * 2 ** 24);
  }
  return { halves, unfit };
}

/** The nearest whole number. */
function toEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/** The number that a half stands for. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
