import { expect, it } from 'vitest';
import { type Program, interpret, program, resolveType } from '../index.ts';
import { buildCase, cases, feedsOf, gradientError, gradientProgram } from '../testing/index.ts';
import { ops } from './index.ts';

const rows = Object.entries(cases).flatMap(([op, row]) => row.map((c) => [`${op}: ${c.name}`, c] as const));
function recheck(p: Program): void {
  for (const n of p.nodes) {
    const types = n.inputs.map((x) => x.type);
    expect(n.op.type(types, n.attrs)).toEqual(n.type);
  }
}

it('calls every op by the name under which it is listed', () => {
  expect(Object.values(ops).map(({ name }) => name)).toEqual(Object.keys(ops));
});

it.each(rows)('%s is a case of that op', (name, c) => {
  expect(program({ out: buildCase(c).out }).nodes.map((n) => n.op.name)).toContain(name.split(':')[0]);
});

it.each(rows.filter(([, c]) => c.value))('%s', (_, c) => {
  const { data } = interpret(program({ out: buildCase(c).out }), feedsOf(c, c.runs[0]!)).get('out')!;
  expect(data.length).toBe(c.value!.length);
  c.value!.forEach((v, i) => expect(data[i]).toBeCloseTo(v, 8));
});

it.each(rows)(
  '%s: the gradient is the slope along a random direction, and goes only where it should',
  (_, c) => {
    const { inputs, out, anchors } = buildCase(c);
    if (out.type.dtype !== 'f32') return;
    const floats = inputs.filter(({ type }) => type.dtype === 'f32');
    const { gradients } = gradientProgram(out, floats);
    const reached = floats.filter((_x, i) => gradients[i] !== null);
    expect(reached).toEqual(floats.filter((x) => !c.constant.includes(inputs.indexOf(x))));
    const wrt = Object.fromEntries(reached.map((x) => [`x${inputs.indexOf(x)}`, x]));
    for (const env of c.runs) expect(gradientError(out, wrt, feedsOf(c, env), anchors)).toBeLessThan(1e-7);
  },
);

it.each(rows)('%s: each node stores the type that its rule gives, forward and backward', (_, c) => {
  const { inputs, out, anchors } = buildCase(c);
  recheck(program({ out, ...anchors }));
  if (out.type.dtype === 'f32') recheck(gradientProgram(out, inputs, anchors).program);
});

it.each(rows)('%s: one type rule for symbols and numbers', (_, c) => {
  const { type } = buildCase(c).out;
  for (const env of c.runs) expect(buildCase(c, env).out.type).toEqual(resolveType(type, env));
});
