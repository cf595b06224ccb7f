/** Sentences as HTML: flags to copy are code and stay in one line, and a number stays with its unit. */
import { type Html, html } from './markup.ts';

/** A flag, with the field and values after it. */
const FLAG = /(--[a-z][\w-]*(?: [\w+]+(?:\.[\w+]+)+=[^\s;,.]+(?:[.,][^\s;,.]+)*)?)/;

export const prose = (text: string): Html =>
  html`${text.split(FLAG).map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : unbroken(part)))}`;

/** `82.0 %` and `p < 0.001` with spaces at which no line breaks. */
const unbroken = (text: string): string =>
  text
    .replaceAll(/(\d) (%|points\b|MiB\b|ms\b|s\b)/g, '$1\u00A0$2')
    .replaceAll(/\bp ([<≥]) (\d)/g, 'p\u00A0$1\u00A0$2');
