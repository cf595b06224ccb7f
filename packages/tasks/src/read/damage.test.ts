import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { csv, fault, read, turns } from '../__fixtures__/own-data.ts';

const file = (about: string): string => csv(turns(['a', 'b'], 40), about);

describe('what was done to a text before', () => {
  it('UTF-8 that was read as windows-1252 is told', async () => {
    const twice = iconv.decode(Buffer.from(file('café “déjà vu”'), 'utf8'), 'windows-1252');
    const { said } = await read({ 'a.csv': twice });
    expect(said).toContain('looks like UTF-8 that was read as windows-1252 and saved again ("Ã©"');
    expect((await read({ 'a.csv': file('café “déjà vu” Ã la carte') })).said).not.toContain('saved again');
  });

  it('quotes of windows-1252 that were read as Latin-1 are told', async () => {
    const { said } = await read({ 'a.csv': file('don\u0092t') });
    expect(said).toContain('a.csv:2: holds controls where windows-1252 has quotes and dashes (U+0092)');
  });

  it('lost characters are told with their line', async () => {
    const { said } = await read({ 'a.csv': file('caf\uFFFD') });
    expect(said).toContain('a.csv:2: holds "\uFFFD" where characters were lost before it was saved');
  });

  it.each<[string, string, string]>([
    ['ISO-2022-JP', '\u001B$B$3$l$O\u001B(B', 'ISO-2022-JP'],
    ['ISO-2022-KR', '\u001B$)C', 'ISO-2022,'],
    ['HZ', '~{<:Ky2;S{~}', 'HZ (hz-gb-2312)'],
  ])('%s is refused and not read as ASCII', async (_name, about, said) => {
    expect(await fault({ 'a.csv': file(about) })).toContain(`is text in ${said}`);
  });
});
