/**
 * What was measured of engines, kept in the cache folder: the next run of a model with the same shapes on this machine, with the same
 * versions, pays nothing. `pnpm bench doctor` measures anew.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '@adaptbench/models';
import { writeWhole } from '@adaptbench/results';
import { z } from 'zod';
import { type Named, builtAt } from '../engines.ts';
import { machine, packageVersions } from '../measure/machine.ts';
import type { Asked as ToMeasure, Probed } from './measure.ts';
import { workNames } from './works.ts';

/** A machine's drivers change without a version that we see. */
const KEPT_DAYS = 7;

const took = z.strictObject({ wallMs: z.number(), cpuMs: z.number() });
const byWork = <T extends z.ZodType>(value: T) => z.partialRecord(z.enum(workNames), value);
const probed = z.strictObject({
  engine: z.string(),
  device: z.string(),
  opened: z.strictObject({
    type: z.literal('opened'),
    version: z.string(),
    threads: z.number(),
    load: took,
    factor: z.number(),
  }),
  first: byWork(took),
  rounds: byWork(z.array(took)),
});
const remembered = z.strictObject({ at: z.iso.datetime(), probed: z.array(probed).min(2) });

export interface Remembered {
  /** When it was measured, as ISO 8601. */
  readonly at: string;
  readonly probed: readonly Probed[];
}

type Asked = Pick<ToMeasure, 'config' | 'works' | 'threads'>;

/** null where nothing was measured in the last days, or with another machine, version, shape or kind of work. */
export function recall(candidates: readonly Named[], asked: Asked): Remembered | null {
  try {
    const found = remembered.parse(JSON.parse(readFileSync(fileOf(candidates, asked), 'utf8')));
    return Date.now() - Date.parse(found.at) < KEPT_DAYS * 86_400_000 ? found : null;
  } catch {
    // There is none, or a version before this one wrote it.
    return null;
  }
}

/** A cache that cannot be written costs the next run its second. */
export function remember(candidates: readonly Named[], asked: Asked, all: readonly Probed[]): void {
  const file = fileOf(candidates, asked);
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeWhole(file, JSON.stringify({ at: new Date().toISOString(), probed: all }));
  } catch {
    // Nothing is kept.
  }
}

function fileOf(candidates: readonly Named[], { config, works, threads }: Asked): string {
  const { load1: _, ...here } = machine();
  const engines = candidates.map((one) => ({ ...one, built: builtAt(one) }));
  const key = JSON.stringify([here, packageVersions(), engines, config, works, threads]);
  return path.join(cacheFolder(), 'engines', `${createHash('sha256').update(key).digest('hex')}.json`);
}
