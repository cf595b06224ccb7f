import { describe, expect, it } from 'vitest';
import { extractors } from './index.ts';

describe('a free text', () => {
  const { text } = extractors;
  it('is all of the output, line breaks and inner white space as they are', () => {
    for (const way of ['strict', 'lenient', 'canonical'] as const) {
      const read = (output: string): string | null => text[way](output);
      expect(read(' \n# A\n\n  - b\tc \n')).toBe('# A\n\n  - b\tc');
      expect(read('The answer is 5. Question: why?\nUser: x')).toBe(
        'The answer is 5. Question: why?\nUser: x',
      );
      expect(read(' \n\t')).toBeNull();
    }
  });

  it('is equal to itself, whatever ends its lines', () => {
    expect(text.equal('a\r\nb', 'a\nb')).toBe(true);
    expect(text.equal('a\nb', 'a b')).toBe(false);
    expect(text.equal('A', 'a')).toBe(false);
  });
});
