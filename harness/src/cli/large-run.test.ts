/** Thousands of trials: their report is written in seconds, a browser can open it, and a terminal shows what was chosen. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { largeRun } from '../__fixtures__/large-run.ts';
import { call } from './__fixtures__/call.ts';

// It takes four seconds of a processor; a quadratic part made it twenty, and minutes in one chart.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-large-'));
let written: Awaited<ReturnType<typeof call>>;
let seconds = 0;
beforeAll(async () => {
  expect(largeRun(dir)).toEqual({ rows: 2510, records: 5020 });
  const before = process.cpuUsage();
  written = await call('report', dir);
  const { user, system } = process.cpuUsage(before);
  seconds = (user + system) / 1e6;
});
afterAll(() => rmSync(dir, { recursive: true }));
const text = (file: string) => readFileSync(path.join(dir, file), 'utf8');

test('of 5,000 records the report takes seconds of a processor', () => {
  expect(written).toMatchObject({ code: 0, err: '' });
  expect(seconds).toBeLessThan(20);
});
test('CSV files have every row', () => {
  for (const file of ['accuracy.csv', 'memory.csv', 'latency.csv', 'cost.csv'])
    expect(text(file).trimEnd().split('\n')).toHaveLength(2511);
});
test('the page is under 2 MB, shows some rows and says where the others are', () => {
  expect(statSync(path.join(dir, 'report.html')).size).toBeLessThan(2e6);
  expect(text('report.html')).toMatch(
    /200 of 2510 lines, the chosen ones among them; accuracy\.csv has\s+all\./,
  );
  expect(text('report.html')).toContain('The chart shows 100 of 2510 configurations');
  expect(text('report.md')).toContain('2310 more lines in accuracy.csv.');
  expect(statSync(path.join(dir, 'report.md')).size).toBeLessThan(2e5);
});
test('the terminal gets the chosen rows and the names of the files with the rest', () => {
  expect(written.out.length).toBeLessThan(20_000);
  for (const table of ['accuracy', 'memory', 'latency'])
    expect(written.out).toMatch(new RegExp(String.raw`\(2508 more lines.* in ${table}\.csv\)`));
  expect(written.out.match(/^lora +rank=/gm)).toHaveLength(3);
});
