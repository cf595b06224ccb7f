/** `pnpm bench tasks`: what can be asked without data of one's own. */
import type { AddCommand } from './command.ts';

const addTasks: AddCommand = (program, { tasks, out }) => {
  program
    .command('tasks')
    .description('list the tasks')
    .action(async () => {
      const entries = await tasks.entries();
      const width = Math.max(0, ...entries.map((entry) => entry.name.length));
      for (const { name, kind, language, source } of entries)
        out.write(`${name.padEnd(width)}  ${kind.padEnd(14)}  ${language.padEnd(2)}  ${source}\n`);
    });
};
export default addTasks;
