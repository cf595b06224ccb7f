/**
 * Files that are not what their name says, told by their first bytes: what a download leaves where it went wrong, and formats under
 * another's name.
 */

import { HEAD_BYTES, headOf, unfetched } from '@adaptbench/core';

interface Kind {
  readonly is: (head: Uint8Array) => boolean;
  readonly what: string;
}

const again = 'Download the file again';
const starts = (head: Uint8Array, bytes: readonly number[]): boolean => bytes.every((b, i) => head[i] === b);

const kinds: readonly Kind[] = [
  { is: (head) => head.length === 0, what: `is empty. ${again}.` },
  {
    is: (head) => starts(head, [0x50, 0x4b, 0x03, 0x04]) || starts(head, [0x80, 0x02]),
    what: 'is a PyTorch checkpoint or zip archive under another name. Load the model with transformers and call save_pretrained(folder).',
  },
  { is: (head) => starts(head, [0x1f, 0x8b]), what: 'is compressed by gzip. Unpack it first: gunzip.' },
  {
    is: (head) => starts(head, [0xff, 0xfe]) || starts(head, [0xfe, 0xff]),
    what: 'is UTF-16 text. Save it as UTF-8.',
  },
];

/** What the file is instead, with the mend, to be put after its path; null where it may be what it says. */
export function impostor(head: Uint8Array): string | null {
  return kinds.find((kind) => kind.is(head))?.what ?? unfetched(headOf(head));
}

/** As `impostor`, of weights: error messages of servers, and one of the two formats under the other's name. */
export function weightsImpostor(head: Uint8Array, expected: 'safetensors' | 'GGUF'): string | null {
  const known = impostor(head);
  if (known !== null) return known;
  const text = headOf(head);
  if (expected === 'safetensors' && text.startsWith('GGUF'))
    return 'is a GGUF file. Give it the ending .gguf and name it itself.';
  if (expected === 'GGUF' && /^(?:lmgg|fmgg|tjgg|algg)/.test(text))
    return 'is of a format of llama.cpp before GGUF. Convert the original model anew with convert_hf_to_gguf.py, or download a .gguf file.';
  if (expected === 'GGUF' && /^.{8}\{"/s.test(text))
    return 'is a safetensors file. Call it model.safetensors, beside its config.json.';
  if (head.length > 8 && head.length < HEAD_BYTES && /^[\x20-\x7e\s]+$/.test(text))
    return `is a text: "${text.trim().replaceAll(/\s+/g, ' ').slice(0, 80)}". ${again}.`;
  return null;
}
