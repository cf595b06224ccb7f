import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scratch, scratch, specOf } from '../trial/__fixtures__/real.ts';
import { previewPrompts } from './prompts.ts';
import { previewText, shortened } from './text.ts';

let files: Scratch;
beforeAll(() => {
  files = scratch();
});
afterAll(() => files.dispose());

describe('the preview', () => {
  it('shows prompts as they are written, with what answers would be, methods together that write the same', async () => {
    // Two exemplars fit the small model's context without a list of the labels.
    const task = { name: files.reviews, test: 8, templates: ['Text: {text}\nLabel:'] };
    const training = {};
    const [preview, ...more] = await previewPrompts([
      specOf({ method: 'icl', task, config: { shots: 2 } }),
      specOf({ method: 'lora', task, training }),
      specOf({ method: 'adapter', task, training }),
      specOf({ method: 'adapter', task, config: { bottleneck: 8 }, training }),
    ]);
    expect(more).toEqual([]);
    expect(preview!.skipped).toEqual([]);
    const [shots, plain, ...others] = preview!.prompts;
    expect(others).toEqual([]);
    expect(shots!.methods).toEqual(['icl']);
    expect(plain!.methods).toEqual(['lora', 'adapter']);
    expect(plain!.items).toHaveLength(3);
    const [item] = plain!.items;
    expect(item!.answer).toMatch(/^ (good|bad)$/);
    expect(shots!.items[0]!.texts[0]!.endsWith(item!.texts[0]!)).toBe(true);
    expect(shots!.tokens.most).toBeGreaterThan(plain!.tokens.most);
    expect(plain).toMatchObject({ asked: 8, unfit: 0, contextLength: 128, newTokens: null });
    const text = previewText(preview!, 1);
    expect(text).toContain(`${item!.texts[0]}⟦${item!.answer}⟧`);
    expect(text).toContain('lora, adapter (template');
    expect(text.match(/^---/gm)).toHaveLength(2);
  }, 30_000);

  it('shows several ways of asking, says what does not fit, and why a method writes no prompt', async () => {
    const task = { name: files.sums, kind: 'generation', extract: 'number', maxNewTokens: 100 };
    const [preview] = await previewPrompts([
      specOf({ method: 'instruction', task }),
      specOf({ method: 'cot', task, config: { shots: 4 } }),
    ]);
    const [asked] = preview!.prompts;
    expect(asked!.newTokens).toBe(100);
    expect(asked!.unfit).toBe(0);
    expect(asked!.items[0]!.texts.length).toBeGreaterThan(5);
    expect(previewText(preview!, 1)).toMatch(/and in \d+ more ways/);
    expect(preview!.skipped.map(({ method }) => method)).toEqual(['cot']);
    expect(previewText(preview!)).toContain('cot: writes no prompt here:');
  }, 30_000);

  it('is cut where it is long, with the file that holds all of it', () => {
    expect(shortened('a\nb\n', 'preview.txt')).toBe('a\nb\n');
    const long = Array.from({ length: 60 }, (_, i) => `line ${i}`).join('\n');
    expect(shortened(long, 'runs/x/preview.txt')).toMatch(
      /line 23\n… 36 more lines in runs\/x\/preview\.txt\n$/,
    );
  });
});
