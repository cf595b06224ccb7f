/**
 * Text from outside (names in files, answers of models, messages of libraries) as it may stand on a terminal or in Markdown: characters
 * that command a terminal, and such as turn the reading direction or hide, are gone.
 */

/** Joiners without which words of some scripts and some emoji fall apart; they command nothing. */
const JOINERS = String.raw`\u200C\u200D`;
const commands = /[^\P{Cc}\n\t]+|[\u2028\u2029]+/gu;
const invisible = new RegExp(`[^\\P{Cf}${JOINERS}]+`, 'gu');

/** Line breaks and tabs stay; other control characters become a space, format characters nothing, half a surrogate pair U+FFFD. */
export const printable = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(commands, ' ')
    .replaceAll(invisible, '')
    .replaceAll(/\p{Cs}/gu, '\uFFFD');

/** The same on one line, for a table's cell. */
export const oneLine = (text: string): string => printable(text).replaceAll(/[\n\t]+/g, ' ');
