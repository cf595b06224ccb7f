/** Digits of every script as ASCII: ١٢, १२, ๑๒, １２ are 12. */

/** Digits stand in Unicode in runs from 0 to 9, runs may touch: the value is the distance from a run's beginning. */
function valueOf(char: string): string {
  const code = char.codePointAt(0)!;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before++;
  return String(before % 10);
}

const known = new Map<string, string>();
const ascii = (char: string): string => {
  const value = known.get(char) ?? valueOf(char);
  known.set(char, value);
  return value;
};

/** With the signs that Arabic writing has for decimals, thousands and percent. */
export const asciiDigits = (text: string): string =>
  text
    .replaceAll(/[^\P{Nd}0-9]/gu, ascii)
    .replaceAll(/(?<=\d)\u066B(?=\d)/gu, '.')
    .replaceAll(/(?<=\d)\u066C(?=\d)/gu, ',')
    .replaceAll('\u066A', '%');
