/**
 * A night's work: the default sweep, then its comparison with the baseline, written next to the run's report.
 *
 * Exit code: that of the comparison (0 no regression, 1 regression, 2 not comparable). Trials that fail now as they did in the baseline
 * are no regression. Without a baseline, and where the sweep did not come to its end (2 wrong arguments, 130 interrupted): the sweep's.
 */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RUNS, baselineIn } from './baseline.ts';

export interface Night {
  /** Of the repository: the program runs in it, and folders are relative to it. */
  readonly root: string;
  /** Calls `pnpm bench` with these arguments, its output on the screen; gives its exit code. */
  readonly bench: (args: readonly string[]) => Promise<number>;
  readonly say: (line: string) => void;
  readonly now: Date;
}

/** `args` go to `pnpm bench`; `--out` in them is obeyed. */
export async function nightly(args: readonly string[], { root, bench, say, now }: Night): Promise<number> {
  const given = args.indexOf('--out');
  const run = given === -1 ? path.join(RUNS, stamp(now)) : (args[given + 1] ?? '');
  const swept = await bench(given === -1 ? [...args, '--out', run] : args);
  if (swept > 1) return swept;
  if (!existsSync(path.join(root, run, 'trials.jsonl'))) {
    say(`${run}: the sweep left no trials; nothing is compared.`);
    return Math.max(swept, 1);
  }
  const markdown = path.join(run, 'comparison.md');
  const baseline = baselineIn(root);
  if (baseline === null) {
    const text =
      'No baseline: no run was accepted so far, so this one is compared with nothing. Accept it: pnpm nightly --accept';
    writeFileSync(path.join(root, markdown), `# No baseline\n\n${text}\n`);
    say(text);
    return swept;
  }
  say(`\nCompared with the baseline in ${baseline}:\n`);
  const json = path.join(run, 'comparison.json');
  const compared = await bench(['compare', baseline, run, '--markdown', markdown, '--json', json]);
  say(`\n${markdown}`);
  return compared;
}

/** `20260131-033000`, in UTC, so that names sort as time goes. */
function stamp(now: Date): string {
  const [date = '', time = ''] = now.toISOString().split('T');
  return `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`;
}
