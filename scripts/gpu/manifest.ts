/** What was run on a card, kept as it comes: a call that is cut off leaves what was done. Several calls add to one manifest. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { machine } from '@adaptbench/harness';
import { z } from 'zod';
import type { Asked } from './arguments.ts';
import type { Card } from './card.ts';

const stepSchema = z.strictObject({
  name: z.string(),
  outcome: z.enum(['done', 'failed', 'absent', 'out of time']),
  seconds: z.number(),
  at: z.string(),
  /** The object that it printed, without long lists; null where it printed none. */
  figures: z.record(z.string(), z.json()).nullable(),
});
type StepRecord = z.infer<typeof stepSchema>;
const kept = z.looseObject({ steps: z.array(stepSchema) });

export interface Manifest {
  add(step: Omit<StepRecord, 'figures'> & { readonly printed: string }): void;
  /** For people. */
  page(): string;
}

export function openManifest(out: string, card: Card, o: Asked): Manifest {
  const file = path.join(out, 'manifest.json');
  const steps = existsSync(file) ? kept.parse(JSON.parse(readFileSync(file, 'utf8'))).steps : [];
  return {
    add({ printed, ...step }) {
      steps.push({ ...step, figures: figuresOf(printed) });
      const whole = { card, machine: machine(), node: process.version, asked: o, steps };
      writeFileSync(file, `${JSON.stringify(whole, null, 1)}\n`);
    },
    page: () => page(card, o, steps),
  };
}

/** Of the last line, where that is a JSON object: all but lists and what a peer says of its environment. */
export function figuresOf(printed: string): StepRecord['figures'] {
  const last = printed.trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) return null;
  const parsed = z.record(z.string(), z.json()).safeParse(JSON.parse(last));
  if (!parsed.success) return null;
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => !Array.isArray(value)));
}

function page(card: Card, { device, model }: Asked, steps: readonly StepRecord[]): string {
  const last = new Map(steps.map((step) => [step.name, step]));
  const figure = (name: string, key: string): string => {
    const value = last.get(name)?.figures?.[key];
    return typeof value === 'number' ? value.toPrecision(4) : '';
  };
  const software = card.software ? ' A processor plays the card: its speed says nothing of any card’s.' : '';
  return [
    `# ${card.name}`,
    `onnxruntime on ${device}, model ${model}, driver ${card.driver ?? 'unknown'}.${software}`,
    '| step | outcome | seconds |\n| --- | --- | ---: |\n' +
      [...last.values()].map((s) => `| ${s.name} | ${s.outcome} | ${s.seconds.toFixed(1)} |`).join('\n'),
    '| | adaptbench | PEFT, transformers |\n| --- | ---: | ---: |\n' +
      [
        `| LoRA training (tokens/s) | ${figure('train', 'tokensPerSecond')} | ${figure('train-peft', 'tokensPerSecond')} |`,
        `| scoring (items/s) | ${figure('score', 'itemsPerSecond')} | ${figure('score-transformers', 'itemsPerSecond')} |`,
      ].join('\n'),
    'Parity: parity/parity.md. Rank and prefix length: sweep/report.md. What each step printed: its .txt.',
  ]
    .join('\n\n')
    .concat('\n');
}
