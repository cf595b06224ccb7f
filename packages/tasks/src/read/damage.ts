/**
 * What was done to a text before it came here, which no reader can undo: it is told, and the text stays as it is. Encodings of seven bits
 * read as ASCII without a fault, and are refused.
 */
import { LoadError } from '@adaptbench/core';
import { lineAt } from './decode.ts';

/** Escapes of ISO-2022-JP, -KR and -CN, which switch between character sets; a control before them is the one that they begin with. */
const iso2022 = /\p{Cc}(?:\$[@AB]|\$[()][A-DG]|\([BIJ])/u;
/** HZ's brackets around pairs of ASCII. */
const hz = /~\{(?:[!-w][!-~]){1,200}~\}/gu;

/** @throws LoadError for text of seven bits that is not ASCII */
export function refuseSevenBits(text: string, file: string): void {
  const at = text.search(iso2022);
  const name =
    at === -1
      ? !/\P{ASCII}/u.test(text) && (text.match(hz)?.length ?? 0) >= FEW
        ? 'HZ (hz-gb-2312)'
        : null
      : `ISO-2022${text.slice(at, at + 4).includes(')') ? '' : '-JP'}`;
  if (name === null) return;
  throw new LoadError(
    `${file}${at === -1 ? '' : `:${lineAt(text, at)}`}: is text in ${name}, which cannot be read here. Save it as UTF-8, e.g. with Python: open(path, encoding="${at === -1 ? 'hz' : 'iso2022_jp'}").read().`,
  );
}

/** Fewer places than this are an accident. */
const FEW = 3;

/** Quotes, dashes and dots of windows-1252, alone: NEL (U+0085) ends lines. */
const c1 = /(?<![ÂÃâ])[\u0091-\u0097\u0099]/u;

/** UTF-8 of two and three bytes, each read as a letter of windows-1252 (or Latin-1). */
const twice = /[ÂÃ][\u0080-\u00BF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00BF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/gu;

/** Notes on characters that were lost or mistaken when the file was made, and on NUL. */
export function damageNotes(text: string, file: string): string[] {
  const notes: string[] = [];
  const nul = text.indexOf('\0');
  if (nul !== -1)
    notes.push(
      `WARNING: ${file}:${lineAt(text, nul)}: holds NUL characters, here first: they stay in the texts. Is the file damaged?`,
    );
  const lost = text.indexOf('\uFFFD');
  if (lost !== -1)
    notes.push(
      `WARNING: ${file}:${lineAt(text, lost)}: holds "\uFFFD" where characters were lost before it was saved, here first: they stay in the texts. Make it anew from its source, with the right encoding`,
    );
  const control = text.search(c1);
  if (control !== -1)
    notes.push(
      `WARNING: ${file}:${lineAt(text, control)}: holds controls where windows-1252 has quotes and dashes (U+00${text.charCodeAt(control).toString(16)}), here first, as where it was read as Latin-1: they stay in the texts. Make it anew, with the right encoding`,
    );
  const first = text.search(twice);
  if (first === -1) return notes;
  const places = text.match(twice)!.length;
  const others = text.match(/\P{ASCII}/gu)!.length;
  if (places >= FEW && places * 2 > others * SHARE)
    notes.push(
      `WARNING: ${file}:${lineAt(text, first)}: looks like UTF-8 that was read as windows-1252 and saved again (${JSON.stringify(text.slice(first, first + 2))} and the like in ${places} places): it stays so in the texts. Make it anew, or mend it, e.g. with Python's ftfy`,
    );
  return notes;
}

/** Of the characters beyond ASCII those that are so mistaken. */
const SHARE = 0.6;
