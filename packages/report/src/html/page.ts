/** The page around the sections: head, contents, style. It loads nothing, runs nothing, and its policy forbids both. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Html, html, textOf, trusted } from './markup.ts';

export interface Section {
  /** Fragment of its address, e.g. `accuracy`. */
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

export interface Page {
  readonly title: string;
  /** What stands under the title. */
  readonly about: Html;
  readonly sections: readonly Section[];
}

const style = readFileSync(new URL('report.css', import.meta.url), 'utf8');
const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Even markup that should not be there could neither run, nor load, nor send anything. */
const policy = `default-src 'none'; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;

/** A whole HTML document; it ends in a line break, as every text file that was not cut off. */
export function page({ title, about, sections }: Page): string {
  const text = textOf(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content="${policy}" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="referrer" content="no-referrer" />
          <title>${title}</title>
          ${trusted(`<style>${style}</style>`)}
        </head>
        <body>
          <header>
            <h1>${title}</h1>
            ${about}
            <nav aria-label="Contents">
              <ul>
                ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
              </ul>
            </nav>
          </header>
          <main>${sections.map(sectionHtml)}</main>
        </body>
      </html> `,
  );
  return `${text.trimEnd()}\n`;
}

const sectionHtml = ({ id, title, body }: Section): Html =>
  html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${body}
  </section> `;
