/** What the commands work with: the real one is in `main.ts`, tests bring their own methods and work. */
import type { AnyMethod } from '../methods.ts';
import type { TaskCatalog } from '../tasks.ts';
import type { Screen } from '../writers/progress.ts';

export interface Environment {
  readonly methods: readonly AnyMethod[];
  readonly tasks: TaskCatalog;
  /** URL of the module whose `work` a trial's process does. */
  readonly work: string;
  /** Tables and lists. */
  readonly out: Screen;
  /** Progress and errors. */
  readonly err: Screen;
}
