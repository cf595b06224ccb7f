/**
 * Files that are not what their name says, told by their first bytes: what a download leaves where it went wrong, and formats under
 * another's name.
 */

/** Bytes that `impostor` looks at. */
export const HEAD_BYTES = 512;

interface Kind {
  readonly is: (head: Uint8Array, text: string) => boolean;
  readonly what: (text: string) => string;
}

const again = 'Download the file again';
const starts = (head: Uint8Array, bytes: readonly number[]): boolean => bytes.every((b, i) => head[i] === b);

const kinds: readonly Kind[] = [
  { is: (head) => head.length === 0, what: () => `is empty. ${again}.` },
  {
    is: (_, text) => text.startsWith('version https://git-lfs.github.com/spec/'),
    what(text) {
      const size = /^size (\d{1,15})$/m.exec(text)?.[1];
      return `is a Git LFS pointer, not the file itself${size === undefined ? '' : ` (of ${size} bytes)`}. Run "git lfs pull" in its repository, or download the file from the hub.`;
    },
  },
  {
    is: (_, text) => /^\s*<(?:!doctype\s+html|html|head|body|\?xml|!--)/i.test(text),
    what: () =>
      `is an HTML page, as servers send it for a login or an error. ${again}, and open it once in a text editor to see what the page says.`,
  },
  {
    is: (head) => starts(head, [0x50, 0x4b, 0x03, 0x04]) || starts(head, [0x80, 0x02]),
    what: () =>
      'is a PyTorch checkpoint or zip archive under another name. Load the model with transformers and call save_pretrained(folder).',
  },
  { is: (head) => starts(head, [0x1f, 0x8b]), what: () => 'is compressed by gzip. Unpack it first: gunzip.' },
  {
    is: (head) => starts(head, [0xff, 0xfe]) || starts(head, [0xfe, 0xff]),
    what: () => 'is UTF-16 text. Save it as UTF-8.',
  },
];

/** What the file is instead, with the mend, to be put after its path; null where it may be what it says. */
export function impostor(head: Uint8Array): string | null {
  const text = Buffer.from(head.subarray(0, HEAD_BYTES)).toString('latin1');
  return kinds.find((kind) => kind.is(head, text))?.what(text) ?? null;
}

/** As `impostor`, of weights: error messages of servers, and one of the two formats under the other's name. */
export function weightsImpostor(head: Uint8Array, expected: 'safetensors' | 'GGUF'): string | null {
  const known = impostor(head);
  if (known !== null) return known;
  const text = Buffer.from(head.subarray(0, HEAD_BYTES)).toString('latin1');
  if (expected === 'safetensors' && text.startsWith('GGUF'))
    return 'is a GGUF file. Give it the ending .gguf and name it itself.';
  if (expected === 'GGUF' && /^.{8}\{"/s.test(text))
    return 'is a safetensors file. Call it model.safetensors, beside its config.json.';
  if (head.length > 8 && head.length < HEAD_BYTES && /^[\x20-\x7e\s]+$/.test(text))
    return `is a text: "${text.trim().replaceAll(/\s+/g, ' ').slice(0, 80)}". ${again}.`;
  return null;
}
