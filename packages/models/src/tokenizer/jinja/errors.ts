/** What goes wrong with a template; `chat.ts` says whose it is. */

/** A template that Python's jinja would refuse too, or refuses these messages. */
export class TemplateError extends Error {
  override name = 'TemplateError';
}

/** A template that Python's jinja would take and this interpreter does not. */
export class UnsupportedError extends TemplateError {
  override name = 'UnsupportedError';
}
