/** Thousands of trials: their report is written in seconds, a browser can open it, and a terminal shows what was chosen. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { largeRun } from '../__fixtures__/large-run.ts';
import { call } from './__fixtures__/call.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-large-'));
let written: Awaited<ReturnType<typeof call>>;
let seconds = 0;
beforeAll(async () => {
  largeRun(dir, 100);
  const before = process.cpuUsage();
  // A second of a processor; 5,020 records take four, and took minutes where a part was quadratic.
  written = await call('report', dir);
  const { user, system } = process.cpuUsage(before);
  seconds = (user + system) / 1e6;
});
afterAll(() => rmSync(dir, { recursive: true }));
const text = (file: string) => readFileSync(path.join(dir, file), 'utf8');

test('the report of 2,020 records takes seconds of a processor', () => {
  expect(written).toMatchObject({ code: 0, err: '' });
  expect(seconds).toBeLessThan(20);
});
test('CSV files have every row', () => {
  for (const file of ['accuracy.csv', 'memory.csv', 'latency.csv', 'cost.csv'])
    expect(text(file).trimEnd().split('\n')).toHaveLength(1011);
});
test('the page is under 2 MB, shows some rows and says where the others are', () => {
  expect(statSync(path.join(dir, 'report.html')).size).toBeLessThan(2e6);
  const page = text('report.html').replaceAll(/\s+/g, ' ');
  const says = [
    '200 of 1010 lines, the chosen ones among them; accuracy.csv has all.',
    'The chart shows 100 of 1010 configurations',
    'Charts have room for some of the lines.',
  ];
  expect(says.filter((words) => !page.includes(words))).toEqual([]);
  expect(text('report.md').includes('810 more lines in accuracy.csv.')).toBe(true);
  expect(statSync(path.join(dir, 'report.md')).size).toBeLessThan(2e5);
});
test('of twelve tasks the page is under 2 MB too: they share its room', async () => {
  const several = path.join(dir, 'several');
  largeRun(several, 60, 12);
  expect(await call('report', several)).toMatchObject({ code: 0, err: '' });
  expect(statSync(path.join(several, 'report.html')).size).toBeLessThan(2e6);
  const page = readFileSync(path.join(several, 'report.html'), 'utf8').replaceAll(/\s+/g, ' ');
  for (const file of ['accuracy', 'curves', 'pareto']) expect(page).toContain(`7 more tasks in ${file}.csv.`);
  expect(page).toMatch(/The chart shows 20 of 5\d configurations/);
});
test('the terminal gets the chosen rows and the names of the files with the rest', () => {
  expect(written.out.length).toBeLessThan(20_000);
  for (const table of ['accuracy', 'memory', 'latency'])
    expect(written.out).toMatch(new RegExp(String.raw`\(1008 more lines.* in ${table}\.csv\)`));
  expect(written.out.match(/\byes\b/g)).toHaveLength(6);
});
