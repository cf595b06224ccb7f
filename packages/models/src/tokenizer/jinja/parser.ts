/** Statements of a template. Source of the grammar: jinja2 3.1 `parser.py`, `ext.py` (loop controls), transformers (`generation`). */
import { UnsupportedError } from './errors.ts';
import { parseExpression, parseFilter, parseTuple } from './expressions.ts';
import { tokenize } from './lexer.ts';
import type { Expression, Signature, Statement, Target } from './nodes.ts';
import { TokenStream } from './stream.ts';

/** Statements of jinja that need other templates or escape HTML. */
const foreign = new Set(['block', 'extends', 'include', 'import', 'from', 'autoescape', 'print']);

/** @throws TemplateError where Python's jinja refuses it too, UnsupportedError where it would not */
export function parseTemplate(source: string): Statement[] {
  const s = new TokenStream(tokenize(source));
  const body = statements(s, [], false);
  if (!s.is('eof')) throw s.fault(`unexpected ${s.described()}`);
  return body;
}

/** Up to one of the end words, which is then the current token; all of the template where there is none. */
function statements(s: TokenStream, ends: readonly string[], inLoop: boolean): Statement[] {
  return s.within(() => {
    const body: Statement[] = [];
    while (!s.is('eof')) {
      const { line } = s.current;
      if (s.is('data')) {
        const text = s.next().value;
        if (text !== '') body.push({ line, type: 'text', text });
      } else if (s.skip('begin', '{')) {
        body.push({ line, type: 'output', of: parseTuple(s) });
        s.expect('end');
      } else {
        s.expect('begin');
        if (ends.length > 0 && s.is('name', ...ends)) return body;
        body.push(statement(s, inLoop));
        s.expect('end');
      }
    }
    if (ends.length > 0) throw s.fault(`unexpected end of template, expected '${ends.join("' or '")}'`);
    return body;
  });
}

/** What stands between the end of a tag and the tag with one of the end words, which is passed. */
function block(
  s: TokenStream,
  inLoop: boolean,
  ...ends: readonly string[]
): { body: Statement[]; end: string } {
  s.skip('operator', ':');
  s.expect('end');
  const body = statements(s, ends, inLoop);
  return { body, end: s.next().value };
}

function statement(s: TokenStream, inLoop: boolean): Statement {
  const { line } = s.current;
  if (!s.is('name')) throw s.fault('tag name expected');
  const word = s.next().value;
  switch (word) {
    case 'for':
      return { line, ...forLoop(s, inLoop) };
    case 'if':
      return { line, ...conditional(s, inLoop) };
    case 'set':
      return { line, ...assignment(s, inLoop) };
    case 'with':
      return { line, ...withBlock(s, inLoop) };
    case 'macro': {
      const name = s.expect('name').value;
      const signature = parseSignature(s);
      return { line, type: 'macro', name, signature, body: block(s, false, 'endmacro').body };
    }
    case 'call': {
      const signature = s.is('operator', '(') ? parseSignature(s) : { names: [], defaults: [] };
      const call = parseExpression(s);
      if (call.type !== 'call') throw s.fault('expected call');
      return { line, type: 'callBlock', signature, call, body: block(s, false, 'endcall').body };
    }
    case 'filter': {
      const filter = filterChain(s, parseFilter(s, null));
      return { line, type: 'filterBlock', filter, body: block(s, inLoop, 'endfilter').body };
    }
    case 'generation':
      return { line, type: 'generation', body: block(s, false, 'endgeneration').body };
    case 'break':
    case 'continue':
      if (!inLoop) throw s.fault(`'${word}' outside loop`);
      return { line, type: word };
    default:
      if (foreign.has(word))
        throw new UnsupportedError(`line ${line}: the statement "${word}" is not supported`);
      throw s.fault(`Encountered unknown tag '${word}'`);
  }
}

function forLoop(s: TokenStream, outer: boolean): Omit<Statement & { type: 'for' }, 'line'> {
  const target = parseTarget(s, 'in');
  s.expect('name', 'in');
  const over = parseTuple(s, false, 'recursive');
  const test = s.skip('name', 'if') ? parseExpression(s) : null;
  const recursive = s.skip('name', 'recursive');
  // a recursive loop is a function
  const { body, end } = block(s, true, 'endfor', 'else');
  const otherwise = end === 'else' ? block(s, outer && !recursive, 'endfor').body : [];
  return { type: 'for', target, over, test, recursive, body, otherwise };
}

function conditional(s: TokenStream, inLoop: boolean): Omit<Statement & { type: 'if' }, 'line'> {
  const branches: { test: Expression; body: Statement[] }[] = [];
  for (;;) {
    const test = parseTuple(s, false);
    const { body, end } = block(s, inLoop, 'elif', 'else', 'endif');
    branches.push({ test, body });
    if (end === 'elif') continue;
    return { type: 'if', branches, otherwise: end === 'else' ? block(s, inLoop, 'endif').body : [] };
  }
}

function assignment(
  s: TokenStream,
  inLoop: boolean,
): Omit<Statement & { type: 'set' }, 'line'> | Omit<Statement & { type: 'setBlock' }, 'line'> {
  const target = parseTarget(s);
  if (s.skip('operator', '=')) return { type: 'set', target, value: parseTuple(s) };
  const filter = s.skip('operator', '|') ? filterChain(s, parseFilter(s, null)) : null;
  return { type: 'setBlock', target, filter, body: block(s, inLoop, 'endset').body };
}

function filterChain(s: TokenStream, first: Expression): Expression {
  let node = first;
  while (s.skip('operator', '|')) node = parseFilter(s, node);
  return node;
}

function withBlock(s: TokenStream, inLoop: boolean): Omit<Statement & { type: 'with' }, 'line'> {
  const targets: Target[] = [];
  const values: Expression[] = [];
  while (!s.is('end')) {
    if (targets.length > 0) s.expect('operator', ',');
    targets.push(oneTarget(s));
    s.expect('operator', '=');
    values.push(parseExpression(s));
  }
  return { type: 'with', targets, values, body: block(s, inLoop, 'endwith').body };
}

/** Names, tuples of them, or an attribute of a namespace. */
function parseTarget(s: TokenStream, end?: string): Target {
  const items: Target[] = [];
  let isTuple = false;
  do {
    if (items.length > 0) isTuple = true;
    if (s.is('end') || s.is('operator', ')', '=') || (end !== undefined && s.is('name', end))) break;
    items.push(oneTarget(s));
  } while (s.skip('operator', ','));
  return isTuple || items.length !== 1 ? { type: 'tuple', items } : items[0]!;
}

function oneTarget(s: TokenStream): Target {
  if (s.skip('operator', '(')) {
    const inner = s.within(() => parseTarget(s));
    s.expect('operator', ')');
    return inner;
  }
  const name = s.expect('name').value;
  if (/^(?:[Tt]rue|[Ff]alse|[Nn]one)$/.test(name)) throw s.fault("can't assign to 'const'");
  if (!s.skip('operator', '.')) return { type: 'name', name };
  return { type: 'attribute', of: name, name: s.expect('name').value };
}

function parseSignature(s: TokenStream): Signature {
  s.expect('operator', '(');
  const names: string[] = [];
  const defaults: Expression[] = [];
  while (!s.is('operator', ')')) {
    if (names.length > 0) s.expect('operator', ',');
    names.push(s.expect('name').value);
    if (s.skip('operator', '=')) defaults.push(parseExpression(s));
    else if (defaults.length > 0) throw s.fault('non-default argument follows default argument');
  }
  s.next();
  return { names, defaults };
}
