/** `pnpm bench`: compares ways of adapting a language model on the user's task. */
import { methods } from '../methods.ts';
import { embeddedBench, quickBench } from '../plan/embedded.ts';
import { tasks } from '../tasks.ts';
import { previewPrompts } from '../preview/prompts.ts';
import { precompile } from '../trial/precompile.ts';
import { hasChatTemplate, preflight } from '../trial/prepare.ts';
import { estimateTrials } from '../estimate/estimate.ts';
import { main } from './program.ts';
import { streamsOf } from './streams.ts';

const program = (folder: string): Promise<string> =>
  precompile(new URL('../trial/work.ts', import.meta.url).href, folder);

process.exitCode = await main(process.argv.slice(2), {
  methods,
  tasks,
  defaults: { bench: embeddedBench, quick: quickBench },
  preflight,
  hasChat: hasChatTemplate,
  estimate: (plan) => estimateTrials(plan, program),
  preview: previewPrompts,
  work: program,
  ...streamsOf(process.stdout, process.stderr),
});
