/** Expressions of a template. Source of the grammar: jinja2 3.1 `parser.py`. */
import type { Arguments, Expression } from './nodes.ts';
import type { TokenStream } from './stream.ts';

export function parseExpression(s: TokenStream, conditional = true): Expression {
  return s.within(() => (conditional ? condition(s) : or(s)));
}

/** An expression, or several with commas between them. */
export function parseTuple(s: TokenStream, conditional = true, end?: string, explicit = false): Expression {
  const items: Expression[] = [];
  let isTuple = false;
  for (;;) {
    if (s.is('end') || s.is('operator', ')') || (end !== undefined && s.is('name', end))) break;
    items.push(parseExpression(s, conditional));
    if (!s.skip('operator', ',')) break;
    isTuple = true;
  }
  if (!isTuple && items[0] !== undefined) return items[0];
  if (!isTuple && !explicit) throw s.fault(`expected an expression, got ${s.described()}`);
  return { type: 'tuple', items };
}

function condition(s: TokenStream): Expression {
  let value = or(s);
  while (s.skip('name', 'if')) {
    const test = or(s);
    value = {
      type: 'condition',
      test,
      yes: value,
      no: s.skip('name', 'else') ? parseExpression(s) : null,
    };
  }
  return value;
}

function or(s: TokenStream): Expression {
  let left = and(s);
  while (s.skip('name', 'or')) left = { type: 'or', left, right: and(s) };
  return left;
}

function and(s: TokenStream): Expression {
  let left = not(s);
  while (s.skip('name', 'and')) left = { type: 'and', left, right: not(s) };
  return left;
}

function not(s: TokenStream): Expression {
  return s.skip('name', 'not') ? { type: 'unary', sign: 'not', of: s.within(() => not(s)) } : comparison(s);
}

function comparison(s: TokenStream): Expression {
  const first = sum(s);
  const rest: [string, Expression][] = [];
  for (;;) {
    if (s.is('operator', '==', '!=', '<', '<=', '>', '>=')) rest.push([s.next().value, sum(s)]);
    else if (s.skip('name', 'in')) rest.push(['in', sum(s)]);
    else if (s.is('name', 'not') && s.look(1).type === 'name' && s.look(1).value === 'in') {
      s.next();
      s.next();
      rest.push(['not in', sum(s)]);
    } else break;
  }
  return rest.length === 0 ? first : { type: 'compare', first, rest };
}

const binary =
  (next: (s: TokenStream) => Expression, ...signs: readonly string[]) =>
  (s: TokenStream): Expression => {
    let left = next(s);
    while (s.is('operator', ...signs)) left = { type: 'binary', sign: s.next().value, left, right: next(s) };
    return left;
  };

const power = binary((s) => unary(s), '**');
const product = binary(power, '*', '/', '//', '%');
const sum = binary(concatenation, '+', '-');

function concatenation(s: TokenStream): Expression {
  const parts = [product(s)];
  while (s.skip('operator', '~')) parts.push(product(s));
  return parts.length === 1 ? parts[0]! : { type: 'concat', parts };
}

function unary(s: TokenStream, filters = true): Expression {
  const node = s.is('operator', '-', '+')
    ? ({
        type: 'unary',
        sign: s.next().value as '-' | '+',
        of: s.within(() => unary(s, false)),
      } as const)
    : primary(s);
  const whole = postfix(s, node);
  return filters ? filtered(s, whole) : whole;
}

function primary(s: TokenStream): Expression {
  const { type, value } = s.current;
  switch (type) {
    case 'name':
      s.next();
      if (/^(?:[Tt]rue|[Ff]alse)$/.test(value)) return { type: 'constant', value: value.endsWith('rue') };
      return /^[Nn]one$/.test(value) ? { type: 'constant', value: null } : { type: 'name', name: value };
    case 'string': {
      let text = '';
      while (s.is('string')) text += s.next().value;
      return { type: 'constant', value: text };
    }
    case 'integer':
      s.next();
      return { type: 'constant', value: BigInt(value) };
    case 'float':
      s.next();
      return { type: 'constant', value: Number(value) };
    case 'operator':
      return s.within(() => bracketed(s));
    case 'data':
    case 'begin':
    case 'end':
    case 'eof':
      throw s.fault(`unexpected ${s.described()}`);
  }
}

function bracketed(s: TokenStream): Expression {
  if (s.skip('operator', '(')) {
    const inner = parseTuple(s, true, undefined, true);
    s.expect('operator', ')');
    return inner;
  }
  if (s.skip('operator', '[')) return { type: 'list', items: until(s, ']', () => parseExpression(s)) };
  if (!s.skip('operator', '{')) throw s.fault(`unexpected ${s.described()}`);
  const pairs = until(s, '}', () => {
    const key = parseExpression(s);
    s.expect('operator', ':');
    return [key, parseExpression(s)] as const;
  });
  return { type: 'dict', pairs };
}

/** What stands between commas, up to a bracket; one comma may be too many. */
function until<T>(s: TokenStream, end: string, parse: () => T): T[] {
  const items: T[] = [];
  while (!s.is('operator', end)) {
    if (items.length > 0) s.expect('operator', ',');
    if (s.is('operator', end)) break;
    items.push(parse());
  }
  s.expect('operator', end);
  return items;
}

function postfix(s: TokenStream, start: Expression): Expression {
  let node = start;
  for (;;) {
    if (s.skip('operator', '.')) {
      if (!s.is('name') && !s.is('integer')) throw s.fault('expected name or number');
      const { type, value } = s.next();
      node =
        type === 'name'
          ? { type: 'attribute', of: node, name: value }
          : { type: 'item', of: node, key: { type: 'constant', value: BigInt(value) } };
    } else if (s.skip('operator', '[')) {
      const keys = until(s, ']', () => subscript(s));
      node = { type: 'item', of: node, key: keys.length === 1 ? keys[0]! : { type: 'tuple', items: keys } };
    } else if (s.is('operator', '(')) node = { type: 'call', of: node, args: parseArguments(s) };
    else return node;
  }
}

function subscript(s: TokenStream): Expression {
  const parts: (Expression | null)[] = [];
  if (!s.is('operator', ':')) {
    const node = parseExpression(s);
    if (!s.is('operator', ':')) return node;
    parts.push(node);
  } else parts.push(null);
  while (parts.length < 3 && s.skip('operator', ':'))
    parts.push(s.is('operator', ':', ']', ',') ? null : parseExpression(s));
  return { type: 'slice', parts };
}

function filtered(s: TokenStream, start: Expression): Expression {
  let node = start;
  for (;;) {
    if (s.skip('operator', '|')) node = parseFilter(s, node);
    else if (s.skip('name', 'is')) node = test(s, node);
    else if (s.is('operator', '(')) node = { type: 'call', of: node, args: parseArguments(s) };
    else return node;
  }
}

export function parseFilter(s: TokenStream, of: Expression | null): Expression {
  const name = dotted(s);
  return { type: 'filter', of, name, args: s.is('operator', '(') ? parseArguments(s) : nothing };
}

function test(s: TokenStream, of: Expression): Expression {
  const negated = s.skip('name', 'not');
  const name = dotted(s);
  let args = nothing;
  if (s.is('operator', '(')) args = parseArguments(s);
  else if (
    s.is('name') || s.is('string') || s.is('integer') || s.is('float') || s.is('operator', '[', '{')
      ? !s.is('name', 'else', 'or', 'and')
      : false
  ) {
    if (s.is('name', 'is')) throw s.fault('You cannot chain multiple tests with is');
    args = { ...nothing, positional: [postfix(s, primary(s))] };
  }
  const node: Expression = { type: 'test', of, name, args };
  return negated ? { type: 'unary', sign: 'not', of: node } : node;
}

function dotted(s: TokenStream): string {
  let name = s.expect('name').value;
  while (s.skip('operator', '.')) name += `.${s.expect('name').value}`;
  return name;
}

const nothing: Arguments = { positional: [], named: [], more: null, moreNamed: null };

function parseArguments(s: TokenStream): Arguments {
  s.expect('operator', '(');
  const positional: Expression[] = [];
  const named: [string, Expression][] = [];
  let more: Expression | null = null;
  let moreNamed: Expression | null = null;
  const ensure = (fits: boolean): void => {
    if (!fits) throw s.fault('invalid syntax for function call expression');
  };
  until(s, ')', () => {
    if (s.skip('operator', '*')) {
      ensure(more === null && moreNamed === null);
      more = parseExpression(s);
    } else if (s.skip('operator', '**')) {
      ensure(moreNamed === null);
      moreNamed = parseExpression(s);
    } else if (s.is('name') && s.look(1).type === 'operator' && s.look(1).value === '=') {
      ensure(moreNamed === null);
      const key = s.next().value;
      s.next();
      named.push([key, parseExpression(s)]);
    } else {
      ensure(more === null && moreNamed === null && named.length === 0);
      positional.push(parseExpression(s));
    }
  });
  return { positional, named, more, moreNamed };
}
