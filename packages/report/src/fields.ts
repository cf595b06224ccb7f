/** The fields of a configuration schema, as people read them: read from the zod schema, never written twice. */
import { z } from 'zod';
import type { Json } from '@adaptbench/results';

export interface Field {
  readonly name: string;
  /** E.g. `integer 1..256`, `random | similar`, `list of q | k | v`. */
  readonly type: string;
  /** JSON; undefined where the field must be given. */
  readonly default: Json | undefined;
  readonly description: string;
}

/** What JSON Schema says of a value, as far as it is used here. */
interface Shape {
  readonly type?: string;
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly anyOf?: readonly Shape[];
  readonly items?: Shape;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly default?: Json;
  readonly description?: string;
}

/** Empty for a schema that is no object. */
export function fieldsOf(schema: z.ZodType): Field[] {
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
  return Object.entries(shape.properties ?? {}).map(([name, field]) => ({
    name,
    type: typeText(field),
    default: field.default,
    description: field.description ?? '',
  }));
}

function typeText(shape: Shape): string {
  const values = shape.enum ?? (shape.const === undefined ? undefined : [shape.const]);
  if (values) return values.map((v) => (typeof v === 'string' ? v : JSON.stringify(v))).join(' | ');
  if (shape.anyOf) return shape.anyOf.map(typeText).join(' | ');
  if (shape.type === 'array') return `list of ${typeText(shape.items ?? {})}`;
  return [shape.type ?? 'any', range(shape)].filter((part) => part !== '').join(' ');
}

/** Bounds beyond 2^53 − 1 are how zod writes "a safe integer" and say nothing. */
const bound = (n: number | undefined): number | undefined =>
  n === undefined || Math.abs(n) >= Number.MAX_SAFE_INTEGER ? undefined : n;

function range(shape: Shape): string {
  const low = bound(shape.minimum);
  const high = bound(shape.maximum);
  const [above, below] = [bound(shape.exclusiveMinimum), bound(shape.exclusiveMaximum)];
  if (low !== undefined && high !== undefined) return `${low}..${high}`;
  return [
    low === undefined ? '' : `≥ ${low}`,
    above === undefined ? '' : `> ${above}`,
    high === undefined ? '' : `≤ ${high}`,
    below === undefined ? '' : `< ${below}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
