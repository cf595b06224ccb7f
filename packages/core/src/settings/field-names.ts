/**
 * Names of fields. A key of what a user sets is `owner.field`; the owner is a method, or `train`. A composed method `a+b` has the fields
 * of both, each under the name of its owner: `a.field`, `b.field`.
 */

/** The methods that a name is made of: itself where it is not composed. */
export const partsOf = (method: string): string[] => method.split('+');

export const fieldKey = (owner: string, field: string): string => `${owner}.${field}`;

export const ownerOf = (key: string): string => key.split('.', 1)[0] ?? '';

/** The entries of `owner`, under their own names: of `{ 'lora.rank': 8, 'cot.shots': 4 }` and `lora`, `{ rank: 8 }`. */
export function fieldsUnder<T>(owner: string, values: Readonly<Record<string, T>>): Record<string, T> {
  const prefix = fieldKey(owner, '');
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value] as const] : [],
    ),
  );
}

/** The other way: of `{ rank: 8 }` and `lora`, `{ 'lora.rank': 8 }`. */
export const keyedUnder = <T>(owner: string, fields: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [fieldKey(owner, field), value]));
