/** How much of a large run the page's charts hold: a page of more than 2 MB is slow to open. Tasks share the room. */
import { type ConfigurationRow, groupBy } from '@adaptbench/results';
import { MOST_LINES } from './table.ts';

export interface Room {
  /** Tasks that have charts. */
  readonly tasks: number;
  /** Of a chart of a task: its configurations, the points of its lines, the lines of its numbers. */
  readonly marks: number;
  readonly points: number;
  readonly lines: number;
}

const MOST_TASKS = 5;
const page = { marks: 100, points: 300, lines: MOST_LINES };

export function roomOf(rows: readonly ConfigurationRow[]): Room {
  const sizes = groupBy(rows, ({ task }) => task).map((ofTask) => ofTask.length);
  const marks = sizes.reduce((sum, size) => sum + Math.min(size, page.marks), 0);
  if (marks <= page.marks) return { tasks: sizes.length, ...page };
  const tasks = Math.min(sizes.length, MOST_TASKS);
  const share = (room: number): number => Math.floor(room / tasks);
  return { tasks, marks: share(page.marks), points: share(page.points), lines: share(page.lines) };
}
