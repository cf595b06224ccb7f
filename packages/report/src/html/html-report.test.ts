import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openBrowser } from '../__fixtures__/browser.ts';
import { fixtureMethods, done, failed, linesOf, manifestOf, specs, split } from '@adaptbench/results/testing';
import { type ItemLine, answers, itemComparisons, furtherTables, tablesOf } from '@adaptbench/results';
import { htmlReport } from './html-report.ts';

const hostile = [
  '<script>document.title="hacked"</script>',
  '</style></title></table><img src=x onerror="document.title=1">',
  '"><svg onload=document.title=1>',
  '<a href="javascript:document.title=1">x</a>',
  '<link rel="stylesheet" href="https://example.org/x.css"><meta http-equiv="refresh" content="0;url=https://example.org">',
].join('\n');

const plan = specs({ seeds: 2 });
const records = plan.map((spec, i) => {
  if (i === 3) {
    const { error, ...rest } = failed(spec);
    return { ...rest, error: { ...error, message: hostile } };
  }
  return { ...done(spec, split(30 + i, 40), split(60 + i, 100)), notes: [hostile] };
});
const manifest = manifestOf(plan, { model: `models/${hostile}`, task: hostile });
const { rows, tables } = tablesOf(plan, records);
const further = furtherTables(rows, {});
/** Every item's texts, answers and steps are hostile. */
const items = (id: string): ItemLine[] | null => {
  const record = records.find((one) => one.id === id);
  if (record?.state !== 'done') return null;
  return linesOf(record).map((line) =>
    Object.assign(line, {
      fields: { question: hostile, more: hostile },
      answer: hostile,
      prediction: hostile,
      output: hostile,
      measures: { [hostile]: 1 },
      steps: [
        { text: hostile, holds: true },
        { text: '1 + 1 = 3', holds: false },
        { text: 'So it is.', holds: null },
      ],
    }),
  );
};
const comparisons = itemComparisons(rows, items);
const parts = {
  manifest,
  rows,
  answers: answers(rows),
  tables,
  further,
  prices: {},
  comparisons,
  classes: [],
  items,
  records,
  methods: fixtureMethods,
};
const text = htmlReport(parts);

describe('the page as text', () => {
  test('has every table, every failure and the hashes', () => {
    for (const { title } of tables) expect(text).toContain(title);
    expect(text).toContain('m'.repeat(64));
    expect(text).toContain('git checkout cccc');
  });
  test('has no element from outside', () => {
    for (const tag of [
      '<script',
      '<img',
      '<link',
      '<a href="javascript',
      '<svg onload',
      'http-equiv="refresh',
    ])
      expect(text).not.toContain(tag);
    expect(text).toContain('&lt;script&gt;');
  });
  test('shows items with their texts, and steps with what became of them', () => {
    expect(text).toContain('id="items-title"');
    expect(text).toContain('Only lora (rank=4) is right');
    expect(text).toMatch(
      /<li>\s*<bdi>1 \+ 1 = 3<\/bdi>\s*<span class="bad" role="img" aria-label="wrong">✗<\/span>/,
    );
    expect(text).toMatch(/<li>\s*<bdi>So it is\.<\/bdi>\s*<\/li>/);
  });
  test('says so where a run has no texts of items', () => {
    const without = htmlReport({
      ...parts,
      comparisons: itemComparisons(rows, () => null),
      items: () => null,
    });
    expect(without).toContain('this one has none');
    expect(without).not.toContain('id="rationales"');
  });
  test('is the same for the same trials', () => expect(htmlReport(parts)).toBe(text));
});

/** Texts of visible charts that reach beyond their chart's own box. */
const outsideOfPage = `[...document.querySelectorAll('svg text')].filter((text) => {
  const [own, chart] = [text.getBoundingClientRect(), text.closest('svg').getBoundingClientRect()];
  return own.width > 0 && (own.left < chart.left - 8 || own.right > chart.right + 8 || own.right > innerWidth);
}).map((text) => text.textContent)`;
/** How many charts lack a title or a description, and whether exactly one of each pair is visible. */
const unnamedCharts = `[
  [...document.querySelectorAll('svg:not([aria-hidden])')].filter((svg) =>
    svg.getAttribute('aria-labelledby').split(' ').some((id) => !document.getElementById(id)?.textContent)).length,
  [...document.querySelectorAll('figure')].every((figure) =>
    [...figure.querySelectorAll('svg')].filter((svg) => svg.getBoundingClientRect().width > 0).length === 1),
]`;

const looks: readonly (readonly [string, BrowserContextOptions])[] = [
  ['on a desktop, light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
  ['on a desktop, dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }],
  ['on a phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
  ['without JavaScript', { viewport: { width: 390, height: 844 }, javaScriptEnabled: false }],
];

describe.skipIf(chromiumPath === null)(
  'the page in Chromium (needs one in /usr/bin, or CHROMIUM=path)',
  () => {
    let browser: Browser;
    let dir = '';
    beforeAll(async () => {
      dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-page-'));
      writeFileSync(path.join(dir, 'report.html'), text);
      browser = await openBrowser();
    });
    afterAll(async () => {
      await browser.close();
      rmSync(dir, { recursive: true });
    });

    test.each(looks)(
      '%s loads nothing, runs nothing, complains of nothing, and fits',
      async (_name, look) => {
        const context = await browser.newContext(look);
        const shown = await context.newPage();
        const complaints: string[] = [];
        const requests: string[] = [];
        shown.on('console', (message) => complaints.push(message.text()));
        shown.on('pageerror', (error) => complaints.push(String(error)));
        shown.on('request', (request) => requests.push(request.url()));
        const address = pathToFileURL(path.join(dir, 'report.html')).href;
        await shown.goto(address, { waitUntil: 'load' });
        expect(complaints).toEqual([]);
        expect(requests).toEqual([address]);
        expect(await shown.title()).toContain('example.org">');
        expect(await shown.locator('script, img, iframe, link, object, embed').count()).toBe(0);
        expect(await shown.locator('table').count()).toBeGreaterThanOrEqual(tables.length);
        const box = await shown.locator('body').boundingBox();
        const width = look.viewport!.width;
        expect(box!.width).toBeLessThanOrEqual(width);
        expect(await shown.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        expect(await shown.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
          look.colorScheme === 'dark' ? 'rgb(20, 23, 27)' : 'rgb(255, 255, 255)',
        );
        expect(await shown.evaluate(outsideOfPage)).toEqual([]);
        expect(await shown.evaluate(unnamedCharts)).toEqual([0, true]);
        await context.close();
      },
    );
  },
);
