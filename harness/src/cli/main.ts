/** `pnpm bench`: compares ways of adapting a language model on the user's task. */
import { methods } from '../methods.ts';
import { embeddedBench, quickBench } from '../plan/embedded.ts';
import { tasks } from '../tasks.ts';
import { precompile } from '../trial/precompile.ts';
import { preflight } from '../trial/prepare.ts';
import type { Sink } from '../writers/screen.ts';
import { main } from './program.ts';

const sink = (stream: NodeJS.WriteStream): Sink => ({
  write: (text) => stream.write(text),
  isTTY: stream.isTTY,
  get columns() {
    return stream.columns ?? 120;
  },
});

process.exitCode = await main(process.argv.slice(2), {
  methods,
  tasks,
  defaults: { bench: embeddedBench, quick: quickBench },
  preflight,
  work: (folder) => precompile(new URL('../trial/work.ts', import.meta.url).href, folder),
  out: sink(process.stdout),
  err: sink(process.stderr),
});
