/**
 * Small trained tensors that are updated alike, laid one behind the other in a pack: an update is some twenty ops however few numbers it is
 * of, and a run takes as long to be handed a tensor of ten numbers as one of thousands. States and artifacts hold the tensors themselves.
 */
import { type Node, concat, count, f32, input, reshape, slice } from '@adaptbench/graph';
import type { Tensors } from '../contracts/method.ts';

/** What one update is of: a trained tensor, or a pack of them. */
export interface Unit {
  /** What programs call it. */
  readonly input: string;
  readonly shape: readonly number[];
  /** Decoupled, per unit of learning rate. */
  readonly weightDecay: number;
  /** Factor on the learning rate. */
  readonly rate: number;
}

export interface Pack extends Omit<Unit, 'shape'> {
  readonly members: readonly Member[];
  /** Numbers of all members. */
  readonly size: number;
}
interface Member {
  readonly input: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** Beyond this, copying a tensor into a pack and out of it takes as long as what it saves. */
const LARGEST_MEMBER = 1 << 15;

/** What can be packed; a tensor that nothing else is updated like stays as it is. */
export function packsOf(trained: readonly Unit[]): Pack[] {
  const alike = new Map<string, Unit[]>();
  for (const t of trained) {
    if (count(t.shape) > LARGEST_MEMBER) continue;
    const key = JSON.stringify([t.weightDecay, t.rate]);
    alike.set(key, [...(alike.get(key) ?? []), t]);
  }
  return [...alike.values()]
    .filter((members) => members.length > 1)
    .map((members, i) => {
      let end = 0;
      const placed = members.map(({ input: name, shape }): Member => {
        const start = end;
        end += count(shape);
        return { input: name, shape, start, end };
      });
      const { weightDecay, rate } = members[0]!;
      return { input: `pack.${i}`, members: placed, size: end, weightDecay, rate };
    });
}

/** The members of a pack, out of it. */
export const membersOf = (pack: Pack, whole: Node): [string, Node][] =>
  pack.members.map(({ input: name, shape, start, end }) => [
    name,
    reshape(slice(whole, 0, start, end), shape),
  ]);

/** Nodes of the members as one; `of` gives that of a member. */
export const joined = (pack: Pack, of: (input: string) => Node): Node =>
  concat(
    pack.members.map(({ input: name, start, end }) => reshape(of(name), [end - start])),
    0,
  );

export const packInput = (pack: Pack): Node => input(pack.input, f32(pack.size), 'param');

/** Parameters and their moments as a state names them. */
const kinds = ['', 'm.', 'v.'] as const;

/** A state as programs with these packs are fed. */
export function packed(packs: readonly Pack[], state: Tensors): Tensors {
  const all = new Map(state);
  for (const { input: name, members, size } of packs)
    for (const kind of kinds) {
      const data = new Float32Array(size);
      for (const m of members) {
        data.set(state.get(kind + m.input)!.data, m.start);
        all.delete(kind + m.input);
      }
      all.set(kind + name, { shape: [size], data });
    }
  return all;
}

/** The state that `packed` was given. */
export function unpacked(packs: readonly Pack[], state: Tensors): Tensors {
  const all = new Map(state);
  for (const { input: name, members } of packs)
    for (const kind of kinds) {
      const { data } = state.get(kind + name)!;
      for (const { input: member, shape, start, end } of members)
        all.set(kind + member, { shape, data: data.slice(start, end) });
      all.delete(kind + name);
    }
  return all;
}
