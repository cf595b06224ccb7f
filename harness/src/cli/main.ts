/** `pnpm bench`: compares ways of adapting a language model on the user's task. */
import { methods } from '../methods.ts';
import { embeddedBench, quickBench } from '../plan/embedded.ts';
import { tasks } from '../tasks.ts';
import { precompile } from '../trial/precompile.ts';
import { main } from './program.ts';
import { streamsOf } from './streams.ts';

const program = (folder: string): Promise<string> =>
  precompile(new URL('../trial/work.ts', import.meta.url).href, folder);

// Models and engines are loaded where they are asked for: reports do without.
const prepare = () => import('../trial/prepare.ts');

process.exitCode = await main(process.argv.slice(2), {
  methods,
  tasks,
  defaults: { bench: embeddedBench, quick: quickBench },
  preflight: async (spec) => (await prepare()).preflight(spec),
  choose: async (...asked) => (await import('../choose/choose.ts')).chooseEngine(...asked),
  hasChat: async (model) => (await prepare()).hasChatTemplate(model),
  estimate: async (plan) => (await import('../estimate/estimate.ts')).estimateTrials(plan, program),
  preview: async (plan) => (await import('../preview/prompts.ts')).previewPrompts(plan),
  work: program,
  ...streamsOf(process.stdout, process.stderr),
});
