/**
 * `pnpm gpu` in a clone, `./run` in what `pnpm gpu:pack` made: on a machine with a GPU, parity over devices, LoRA training and scoring beside
 * PEFT on the same card, and the sweep of rank and prefix length. Leaves results/gpu-<card> with a manifest of what was run, how long it
 * took and what came of it. No card has run it yet, and no rehearsal on SwiftShader has gone through.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HELP, asked } from './arguments.ts';
import { findCard, vulkanEnvironment } from './card.ts';
import { agreeSteps, sweepSteps } from './steps.ts';
import { openManifest } from './manifest.ts';
import { runSteps } from './run-steps.ts';

async function main(args: readonly string[]): Promise<number> {
  const o = asked(args);
  if (o === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  const env = { ...process.env, ...vulkanEnvironment(process.env) };
  const card = findCard(env);
  const out = path.resolve(o.out ?? path.join('results', `gpu-${card.slug}`));
  mkdirSync(out, { recursive: true });
  process.stdout.write(
    `${card.name}${card.software ? ' (a processor plays the card)' : ''}; results in ${out}\n`,
  );
  const manifest = openManifest(out, card, o);
  const share = o.phase === 'all' ? 0.5 : 1;
  const failed: string[] = [];
  for (const [phase, stepsOf] of [
    ['agree', agreeSteps],
    ['sweep', sweepSteps],
  ] as const) {
    if (o.phase !== 'all' && o.phase !== phase) continue;
    const deadline = Date.now() + share * o.minutes * 60_000;
    failed.push(...(await runSteps(stepsOf(o, out), { out, env, deadline, manifest })));
  }
  writeFileSync(path.join(out, 'README.md'), manifest.page());
  if (failed.length > 0) process.stdout.write(`not done: ${failed.join(', ')} (see ${out}/manifest.json)\n`);
  return failed.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
