/** The checks at an executable's border: what is fed must be what the program's types say. */
import {
  type Env,
  type InputAttrs,
  type Program,
  type Tensor,
  ShapeError,
  bindSymbols,
  count,
  resolveShape,
  sameShape,
  show,
} from '@adaptbench/graph';

/** The values of the program's symbols. Throws ShapeError for what does not fit. */
export function checkFeeds(
  p: Program,
  inputs: readonly InputAttrs[],
  feeds: Readonly<Record<string, Tensor>>,
): Env {
  const env = bindSymbols(p, (name) => feeds[name]?.shape);
  for (const { name, type, role } of inputs) {
    if (role === 'frozen') continue;
    const { shape, data } = feeds[name]!;
    const expected = resolveShape(type.shape, env);
    if (!sameShape(shape, expected))
      throw new ShapeError(
        `${name}: fed [${shape}]; expected ${show(type)} = [${expected}] with ${JSON.stringify(env)}`,
      );
    if ((data instanceof Float32Array ? 'f32' : 'i32') !== type.dtype)
      throw new ShapeError(`${name}: fed ${data.constructor.name}; expected ${show(type)}`);
    if (data.length !== count(shape))
      throw new ShapeError(`${name}: fed ${data.length} numbers for [${shape}]; expected ${count(shape)}`);
  }
  return env;
}
