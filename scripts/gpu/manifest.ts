/** What was run on a card, kept as it comes: a call that is cut off leaves what was done. Several calls add to one manifest. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { machine, packageVersions, sourceCommit } from '@adaptbench/harness';
import { z } from 'zod';
import type { Asked } from './arguments.ts';
import type { Card } from './card.ts';
import { page } from './page.ts';

const stepSchema = z.strictObject({
  name: z.string(),
  outcome: z.enum(['done', 'failed', 'absent', 'out of time']),
  seconds: z.number(),
  at: z.string(),
  /** The object that it printed; null where it printed none. */
  figures: z.record(z.string(), z.json()).nullable(),
});
export type StepRecord = Readonly<z.infer<typeof stepSchema>>;

/** What all steps of a folder have alike. */
const askedSchema = z.strictObject({
  device: z.string(),
  model: z.string().nullable(),
  precision: z.string(),
  tiny: z.boolean(),
});
const kept = z.looseObject({
  asked: askedSchema,
  calls: z.array(z.strictObject({ at: z.string(), args: z.array(z.string()), minutes: z.number() })),
  steps: z.array(stepSchema),
});

export interface Manifest {
  isDone(step: string): boolean;
  /** Writes the manifest and the page for people. */
  add(step: Omit<StepRecord, 'figures'> & { readonly printed: string }): void;
}

/** `args`: of the command line. `source`: the commit of a packed program; null: that of this clone. Throws where the folder holds what was asked otherwise. */
export async function openManifest(
  out: string,
  card: Card,
  o: Asked,
  args: readonly string[],
  source: unknown,
): Promise<Manifest> {
  const file = path.join(out, 'manifest.json');
  const old = existsSync(file) ? kept.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
  const [calls, steps] = [old?.calls ?? [], old?.steps ?? []];
  const asked = askedSchema.parse({ device: o.device, model: o.model, precision: o.precision, tiny: o.tiny });
  if (old !== null && JSON.stringify(old.asked) !== JSON.stringify(asked))
    throw new Error(
      `--out ${out}: it holds steps of ${JSON.stringify(old.asked)}, and this call asks for ${JSON.stringify(asked)}. Name another folder.`,
    );
  const made = source ?? (await sourceCommit());
  // Where a Python lies says nothing on another machine.
  const told = args.map((arg) => (arg === o.python ? path.basename(arg) : arg));
  calls.push({ at: new Date().toISOString(), args: told, minutes: o.minutes });
  const write = (): void => {
    const whole = {
      card,
      machine: machine(),
      versions: packageVersions(),
      source: made,
      asked,
      calls,
      steps,
    };
    writeFileSync(file, `${JSON.stringify(whole, null, 1)}\n`);
    writeFileSync(path.join(out, 'README.md'), page(card, o, steps));
  };
  return {
    isDone: (name) => steps.some((step) => step.name === name && step.outcome === 'done'),
    add({ printed, ...step }) {
      steps.push({ ...step, figures: figuresOf(printed) });
      write();
    },
  };
}

/** Of the last line, where that is a JSON object. */
export function figuresOf(printed: string): StepRecord['figures'] {
  const last = printed.trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) return null;
  return z.record(z.string(), z.json()).safeParse(JSON.parse(last)).data ?? null;
}
