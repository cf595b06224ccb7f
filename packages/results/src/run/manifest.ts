/** `manifest.json`: all that a reader needs to judge the numbers of a run, or to repeat it. */
import { createHash } from 'node:crypto';
import { LoadError } from '@adaptbench/core';
import { z } from 'zod';
import { once } from '../once.ts';
import type { Machine, Source } from './machine.ts';
import type { BenchConfig } from './bench.ts';
import type { EngineChoice } from './engine-choice.ts';
import type { Shard } from './shard.ts';
import type { TrialRecord } from '../record/record.ts';
import { canonicalByParts, canonicalJson } from '../record/canonical-json.ts';
import type { TrialSpec } from '../record/spec.ts';
import { manifestSchema } from './manifest-schema.ts';
import { checked, parseJson, readText } from '../read-json.ts';
import { writeWhole } from './write-whole.ts';

/** One stretch of work on a run: the first, and one for every time that it was resumed. */
export interface Session {
  /** As typed, the program's own name left out. */
  readonly command: readonly string[];
  /** ISO 8601; `endedAt` is null where the harness was killed. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly machine: Machine;
  /** Node.js and every package that the program depends on. */
  readonly versions: Readonly<Record<string, string>>;
  /** As the engine tells its version, e.g. `onnxruntime-node 1.30.0`; older programs left it to `versions`. */
  readonly engine?: string;
  /** How engine and device came about; left out where both were named, and by older programs. */
  readonly choice?: EngineChoice;
  /** Of the program's own sources; null outside a git checkout. */
  readonly source: Source | null;
  /** The folder in which it was started, from the top of the program's sources: relative paths in `bench` begin there. */
  readonly directory?: string;
  /** Of a merged run: which shard this was. */
  readonly shard?: Shard;
}

/** Where results come from that were made elsewhere. */
export interface ImportedFrom {
  /** Whose files they are, e.g. `PEFT method_comparison/MetaMathQA`. */
  readonly format: string;
  /** Where they were published (repository, commit, licence), as far as it was told on import. */
  readonly source: string | null;
  /** ISO 8601. */
  readonly importedAt: string;
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
  /** What a reader must know of the figures. */
  readonly notes: readonly string[];
  /** What ran them: operating system, accelerator, package versions; and how many results did. */
  readonly systems: readonly {
    readonly results: number;
    readonly system: Readonly<Record<string, string>>;
  }[];
}

export interface Manifest {
  readonly format: 1;
  /** What was asked for, and what it came to. */
  readonly bench: BenchConfig;
  readonly seeds: readonly number[];
  /** All of it, of a shard as well. */
  readonly plan: readonly TrialSpec[];
  /** Only where a part of the plan was to be run here. */
  readonly shard?: Shard;
  /** Only of a repetition: the run that is repeated, as typed and by its digest. */
  readonly repeats?: { readonly run: string; readonly digest: string };
  readonly sessions: readonly Session[];
  /** Hashes of models and data as the trials found them: more than one means that something changed underneath. */
  readonly models: readonly string[];
  readonly data: readonly string[];
  /** Only where the results were made elsewhere: then nothing ran here and `sessions` is empty. */
  readonly imported?: ImportedFrom;
}

/** Different hashes that the trials met. */
export function hashes(records: readonly TrialRecord[]): Pick<Manifest, 'models' | 'data'> {
  const of = (what: 'model' | 'data'): string[] => {
    const all = records.flatMap((r) => (r.state === 'done' ? (r.provenance[what] ?? []) : []));
    return [...new Set(all)].toSorted();
  };
  return { models: of('model'), data: of('data') };
}

/** The first 16 hexadecimal digits of the SHA-256 of what the run is: its trials, models and data, not when or where it ran. */
export const manifestDigest = once(({ plan, models, data }: Manifest): string => {
  const text = `{"data":${canonicalJson(data)},"models":${canonicalJson(models)},"plan":[${plan.map(canonicalByParts).join(',')}]}`;
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
});

/** null where there is none. Throws LoadError that names file and field where it is not what it should be. */
export function readManifest(file: string): Manifest | null {
  const text = readText(file);
  if (text === null) return null;
  const value = parseJson(text, `${file}: not a manifest`);
  const { format } = checked(z.looseObject({ format: z.int() }), value, `${file}: not a manifest`);
  if (format !== 1) throw new LoadError(`${file}: a manifest of another version of adaptbench`);
  return checked(manifestSchema, value, `${file}: not a manifest`) as Manifest;
}

export const writeManifest = (file: string, manifest: Manifest): void =>
  writeWhole(file, `${JSON.stringify(manifest, null, 2)}\n`);
