/**
 * HTML that is safe by how it is made: `html` escapes every value that is not markup itself, and markup comes only from `html` and from
 * `trusted`. Texts of models, data and users go in as plain strings and cannot become tags, attributes or script.
 */
const MARKUP: unique symbol = Symbol('markup');

/** Finished markup. Nothing read from a file or a model can be one: the key is not exported and JSON has no symbols. */
export interface Html {
  readonly [MARKUP]: string;
}

/** What may stand between tags or inside a quoted attribute; null, undefined and false leave nothing. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

/** `` html`<p title="${text}">${text}</p>` ``: attributes must be quoted, and script and style get no values. */
export const html = (strings: TemplateStringsArray, ...values: readonly Content[]): Html => ({
  [MARKUP]: strings.map((part, i) => part + (i < values.length ? markupOf(values[i]) : '')).join(''),
});

/** Markup that another library made and escaped, or that is written in this program. */
export const trusted = (markup: string): Html => ({ [MARKUP]: markup });

export const textOf = (content: Content): string => markupOf(content);

function markupOf(content: Content): string {
  if (content === null || content === undefined || content === false) return '';
  if (typeof content === 'string') return escaped(content);
  if (typeof content === 'number') return String(content);
  if (isList(content)) return content.map(markupOf).join('');
  // What was read from a file may not be what its type says.
  return Object.hasOwn(content, MARKUP) ? content[MARKUP] : escaped(JSON.stringify(content));
}

const isList = (content: Content): content is readonly Content[] => Array.isArray(content);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What HTML does not allow (half a surrogate pair, control characters but tab and line ends) becomes the replacement character. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
    .replaceAll(/\p{Cs}|[^\P{Cc}\t\n\r]/gu, '\uFFFD');

/** A link, where the address is one of the web; else its text alone. */
export function link(address: string, text: Content): Html {
  return /^https?:\/\/[^\s]+$/i.test(address)
    ? html`<a href="${address}" rel="noreferrer">${text}</a>`
    : html`${text}`;
}
