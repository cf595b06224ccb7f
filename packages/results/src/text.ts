/** Numbers as people say them. */

/** `4.2 s`, `45 s`, `2 min 10 s`, `1 h 05 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, '0')} s`;
  const minutes = Math.round(s / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `75.0 %`. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** Of a share: `75.0`, also of a difference of shares. */
export const points = (share: number): string => (share * 100).toFixed(1);

/** `1 trial`, `3 trials`. */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** `a`, `a and b`, `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  [names.slice(0, -1).join(', '), names.at(-1) ?? ''].filter((part) => part !== '').join(' and ');

/** `0.021`, `< 0.001`. */
export const pValue = (p: number, digits = 3): string =>
  p < 10 ** -digits ? `< ${(10 ** -digits).toFixed(digits)}` : p.toFixed(digits);

/** The same text, as a sentence begins. */
export const capitalized = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
