/**
 * The tensor types of ggml: numbers in the file, elements and bytes of one block.
 * Source: ggml `ggml/include/ggml.h` (enum ggml_type) and `ggml/src/ggml-common.h` (block structures).
 */

export interface GgmlTypeInfo {
  /** `enum ggml_type` as the file stores it. */
  readonly id: number;
  /** Elements of a block: neighbours in a row. */
  readonly block: number;
  /** Bytes of a block. */
  readonly bytes: number;
}

/** The types that can be read. */
export const ggmlTypes = {
  F32: { id: 0, block: 1, bytes: 4 },
  F16: { id: 1, block: 1, bytes: 2 },
  BF16: { id: 30, block: 1, bytes: 2 },
  F64: { id: 28, block: 1, bytes: 8 },
  Q4_0: { id: 2, block: 32, bytes: 18 },
  Q4_1: { id: 3, block: 32, bytes: 20 },
  Q5_0: { id: 6, block: 32, bytes: 22 },
  Q5_1: { id: 7, block: 32, bytes: 24 },
  Q8_0: { id: 8, block: 32, bytes: 34 },
  Q2_K: { id: 10, block: 256, bytes: 84 },
  Q3_K: { id: 11, block: 256, bytes: 110 },
  Q4_K: { id: 12, block: 256, bytes: 144 },
  Q5_K: { id: 13, block: 256, bytes: 176 },
  Q6_K: { id: 14, block: 256, bytes: 210 },
  Q8_K: { id: 15, block: 256, bytes: 292 },
  IQ4_NL: { id: 20, block: 32, bytes: 18 },
  IQ4_XS: { id: 23, block: 256, bytes: 136 },
} as const satisfies Record<string, GgmlTypeInfo>;

export type GgmlType = keyof typeof ggmlTypes;
export type QuantType = Exclude<GgmlType, 'F32' | 'F16' | 'BF16' | 'F64'>;

const byId = new Map<number, GgmlType>(
  (Object.keys(ggmlTypes) as GgmlType[]).map((type) => [ggmlTypes[type].id, type]),
);

export function ggmlTypeOf(id: number): GgmlType | undefined {
  return byId.get(id);
}

/** Types of ggml that cannot be read, for messages. */
const unread: Readonly<Record<number, string>> = {
  9: 'Q8_1',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  21: 'IQ3_S',
  22: 'IQ2_S',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  29: 'IQ1_M',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
  40: 'NVFP4',
};

/** Name of a type for a message; a number that ggml does not know is shown as such. */
export function ggmlTypeName(id: number): string {
  return ggmlTypeOf(id) ?? unread[id] ?? `number ${id}`;
}
