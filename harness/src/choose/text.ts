/** The choice of an engine in one line. Pure. */
import { type EngineChoice, intervalText } from '@adaptbench/results';
import type { Named } from '../engines.ts';
import { nameOf } from './candidates.ts';
import type { Decision, Row } from './decide.ts';

const called = ({ engine, device }: Named): string => `${engine} on ${device}`;

/** Nothing was measured. */
export function onlyText(usable: readonly Named[], absent: EngineChoice['absent']): string {
  const [first] = usable as [Named];
  if (usable.length > 1) return `${called(first)}: no trial asks a model`;
  if (absent.length === 0) return called(first);
  return `${called(first)}, the only one that can be used here (absent: ${absent.map(nameOf).join(', ')}; \`pnpm bench doctor\` says what they need)`;
}

/** `run`: what takes that long, in words, e.g. `4 trials`. `at`: when an earlier run measured it, as ISO 8601. */
export function choiceText({ chosen, rows, hopeless }: Decision, run: string, at?: string): string {
  const measurement =
    at === undefined
      ? 'a short measurement of this model'
      : `a measurement of this model’s shapes on ${at.slice(0, 10)} (\`pnpm bench doctor\` measures anew)`;
  const [usual, ...others] = rows as [Row, ...Row[]];
  if (chosen !== usual)
    return `${called(chosen)}: ${run} would take ${ofWhole(chosen)} as long as with ${called(usual)} (${parts(chosen, usual)}), by ${measurement}`;
  const inRounds = others.filter(({ timesAsLong }) => timesAsLong['whole'] !== undefined);
  const rivals = [
    ...inRounds.map(
      (row) => `${run} with ${called(row)} would take ${ofWhole(row)} as long (${parts(row, usual)})`,
    ),
    ...hopeless.map(
      ({ startsMs, usualMs, ...row }) =>
        `${run} with ${called(row)} would take ${seconds(startsMs)} s to start their processes, and ${seconds(usualMs)} s as a whole here`,
    ),
  ];
  const close = inRounds.some(({ timesAsLong }) => (timesAsLong['whole']?.low ?? 2) < 1);
  const spread = close ? ', which is within what the measurement spreads' : '';
  return `${called(usual)}: ${rivals.join('; ')}${spread}; by ${measurement}`;
}

const seconds = (ms: number): string => (ms < 10_000 ? (ms / 1000).toFixed(1) : (ms / 1000).toFixed(0));

function ofWhole({ timesAsLong }: Row): string {
  const whole = timesAsLong['whole']!;
  const interval = intervalText(whole);
  return `${whole.ratio.toFixed(2)} times${interval === '' ? '' : ` (${interval})`}`;
}

/** `train step 0.85, prompt 1.05, decode 1.28, start of a process +0.6 s`. */
function parts(row: Row, usual: Row): string {
  const works = Object.entries(row.timesAsLong)
    .filter(([name]) => name !== 'whole')
    .map(([name, { ratio }]) => `${name} ${ratio.toFixed(2)}`);
  const later = (row.readyMs - usual.readyMs) / 1000;
  return [...works, `start of a process ${later < 0 ? '−' : '+'}${Math.abs(later).toFixed(1)} s`].join(', ');
}
