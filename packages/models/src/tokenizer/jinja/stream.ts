/** Tokens one after the other, as the parsers read them. */
import { TemplateError } from './errors.ts';
import type { Token, TokenType } from './lexer.ts';

/** Brackets and blocks within each other; nobody writes so many. */
const MAX_DEPTH = 100;

export class TokenStream {
  private at = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get current(): Token {
    return this.look(0);
  }

  look(ahead: number): Token {
    return this.tokens[this.at + ahead] ?? this.tokens.at(-1)!;
  }

  next(): Token {
    const token = this.current;
    this.at++;
    return token;
  }

  is(type: TokenType, ...values: readonly string[]): boolean {
    return this.current.type === type && (values.length === 0 || values.includes(this.current.value));
  }

  /** Whether the current token was that one, and then it is passed. */
  skip(type: TokenType, ...values: readonly string[]): boolean {
    const found = this.is(type, ...values);
    if (found) this.at++;
    return found;
  }

  expect(type: TokenType, value?: string): Token {
    if (!this.is(type, ...(value === undefined ? [] : [value])))
      throw this.fault(`expected ${value === undefined ? type : `'${value}'`}, got ${this.described()}`);
    return this.next();
  }

  within<T>(parse: () => T): T {
    if (++this.depth > MAX_DEPTH) throw this.fault(`more than ${MAX_DEPTH} levels within each other`);
    try {
      return parse();
    } finally {
      this.depth--;
    }
  }

  fault(message: string): TemplateError {
    return new TemplateError(`line ${this.current.line}: ${message}`);
  }

  described(): string {
    const { type, value } = this.current;
    if (type === 'eof') return 'the end of the template';
    return type === 'end' ? 'the end of the tag' : `'${value}'`;
  }
}
