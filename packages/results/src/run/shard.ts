/** Which part of a plan one machine runs. */

/** Part `index` (from 1) of `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export const shardText = ({ index, of }: Shard): string => `${index}/${of}`;
