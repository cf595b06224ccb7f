/** Names and what they stand for, and how much work a rendering may do. */
import { TemplateError } from './errors.ts';
import type { Value } from './values.ts';

/** Steps of one rendering; a conversation of a thousand turns takes some hundred thousand. */
const MAX_STEPS = 2_000_000;
const MAX_DEPTH = 200;
/** Characters of a prompt. */
const MAX_OUTPUT = 2 ** 25;

export class Scope {
  readonly values = new Map<string, Value>();
  readonly outer: Scope | null;
  constructor(outer: Scope | null) {
    this.outer = outer;
  }
  get(name: string): Value | undefined {
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    for (let scope: Scope | null = this; scope !== null; scope = scope.outer) {
      const found = scope.values.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** @throws TemplateError as soon as a rendering does more than any prompt needs */
export class Budget {
  private steps = 0;
  private depth = 0;
  private written = 0;

  step(): void {
    if (++this.steps > MAX_STEPS)
      throw new TemplateError(`it takes more than ${MAX_STEPS} steps: does a loop never end?`);
  }

  write(text: string): void {
    this.written += text.length;
    if (this.written > MAX_OUTPUT) throw new TemplateError(`it writes more than ${MAX_OUTPUT} characters`);
  }

  within<T>(work: () => T): T {
    if (++this.depth > MAX_DEPTH) throw new TemplateError(`more than ${MAX_DEPTH} calls within each other`);
    try {
      return work();
    } finally {
      this.depth--;
    }
  }
}
