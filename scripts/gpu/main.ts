/**
 * `pnpm gpu` in a clone, `./run` in what `pnpm gpu:pack` made: on a machine with a GPU, LoRA training and scoring beside PEFT on the same
 * card, parity of methods with the processor, and the sweep of rank and prefix length. Leaves results/gpu-<card> with a manifest of what was
 * run, how long it took and what came of it. No card has run it yet; `results/gpu-swiftshader` is a rehearsal.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { HELP, asked } from './arguments.ts';
import { findCard, vulkanEnvironment } from './card.ts';
import { openManifest } from './manifest.ts';
import { runSteps } from './run-steps.ts';
import { agreeSteps, sweepSteps } from './steps.ts';

const top = path.join(import.meta.dirname, '../..');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(args: readonly string[]): Promise<number> {
  const o = asked(args);
  if (o === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  const env = { ...process.env, ...vulkanEnvironment(process.env, path.join(top, 'lib')) };
  const card = findCard(env);
  const out = o.out ?? path.join('results', `gpu-${card.slug}`);
  mkdirSync(out, { recursive: true });
  say(`${card.name}${card.software ? ' (a processor plays the card)' : ''}; results in ${out}`);
  const manifest = await openManifest(out, card, o, args, packedSource());
  const phases = {
    agree: () => agreeSteps(o, out, card.software),
    sweep: () => sweepSteps(o, out),
  };
  const share = o.phase === 'all' ? 0.5 : 1;
  const failed: string[] = [];
  for (const [phase, steps] of Object.entries(phases)) {
    if (o.phase !== 'all' && o.phase !== phase) continue;
    const deadline = Date.now() + share * o.minutes * 60_000;
    failed.push(...(await runSteps(steps(), { out, env, deadline, manifest, say })));
  }
  if (failed.length > 0)
    say(`not done: ${failed.join(', ')} (see ${out}/manifest.json); the same call goes on`);
  return failed.length > 0 ? 1 : 0;
}

/** The commit that the pack was made at; null in a clone. */
function packedSource(): unknown {
  const file = path.join(top, 'source.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
