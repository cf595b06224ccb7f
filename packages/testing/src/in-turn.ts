/**
 * Works in turn, A B, B A, A B, …: a minute in which the machine is busy falls on all of them, and being first is no advantage. Gives what
 * each work gave, by name, a value per round. Rounds below 0 warm up, and their values are left out.
 */
export async function inTurn<K extends string, T>(
  works: Readonly<Record<K, (round: number) => Promise<T>>>,
  rounds: number,
  warmup = 0,
): Promise<Record<K, T[]>> {
  const names = Object.keys(works) as K[];
  const values = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<K, T[]>;
  for (let round = -warmup; round < rounds; round++)
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const value = await works[name](round);
      if (round >= 0) values[name].push(value);
    }
  return values;
}
