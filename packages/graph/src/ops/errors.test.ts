/** What each op refuses, in its own words: rows beside its cases. An op without a row does not compile. */
import { expect, it } from 'vitest';
import * as g from '../index.ts';
import { type Dim, type Node, ShapeError, f32, input } from '../index.ts';
import { refusals } from '../testing/index.ts';

const x = (...dims: Dim[]): Node => input('x', f32(...dims));

function message(build: () => Node): string {
  try {
    return `accepted: ${g.show(build().type)}`;
  } catch (error) {
    return error instanceof ShapeError ? error.message : `not a ShapeError: ${String(error)}`;
  }
}

it.each(Object.entries(refusals))('%s says what does not fit, with both sides', (_, rows) => {
  expect(rows.map(({ build }) => message(build))).toEqual(rows.map(({ says }) => says));
});

it('says so of whole programs too', () => {
  expect(
    [
      message(() => g.grad(x(2), [x(2)])[0]!),
      message(() => g.program({ y: g.add(input('w', f32(2)), input('w', f32(2))) }).nodes[0]!),
      message(() => x(1.5)),
      message(() => x('T-1')),
      message(() => x('')),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "grad: expected a scalar loss, got f32[2]
    internal: two inputs are named "w"
    dimension 0 is 1.5: expected an integer of 0 or more, or symbols, in [1.5]
    dimension 0 is T-1: expected an integer of 0 or more, or symbols, in [T-1]
    dimension 0 is : expected an integer of 0 or more, or symbols, in []"
  `);
});
