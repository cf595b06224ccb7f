/** Whether right answers say more than guessing does. */

/** One-sided 95 %: of twenty configurations that guess one seems to know something. */
const Z = 1.645;

/** Wilson's lower bound of `correct` among `items` lies above `chance`, the share that one answer to everything would get. */
export function aboveChance(correct: number, items: number, chance: number): boolean {
  if (items === 0) return false;
  const p = correct / items;
  const z2 = (Z * Z) / items;
  const half = Z * Math.sqrt((p * (1 - p)) / items + z2 / (4 * items));
  return (p + z2 / 2 - half) / (1 + z2) > chance;
}
