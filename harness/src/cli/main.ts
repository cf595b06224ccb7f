/** `pnpm bench`: compares ways of adapting a language model on the user's task. */
import { methods } from '../methods.ts';
import { embeddedBench, quickBench } from '../plan/embedded.ts';
import { tasks } from '../tasks.ts';
import { precompile } from '../trial/precompile.ts';
import { preflight } from '../trial/prepare.ts';
import { main } from './program.ts';
import { streamsOf } from './streams.ts';

process.exitCode = await main(process.argv.slice(2), {
  methods,
  tasks,
  defaults: { bench: embeddedBench, quick: quickBench },
  preflight,
  work: (folder) => precompile(new URL('../trial/work.ts', import.meta.url).href, folder),
  ...streamsOf(process.stdout, process.stderr),
});
