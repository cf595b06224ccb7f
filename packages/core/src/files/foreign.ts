/** Files that are something else than their names say, told by their first bytes: what a download or a clone leaves in a file's place. */

/** Bytes at a file's beginning that tell what it is. */
export const HEAD_BYTES = 512;

/** A file's beginning, a character per byte, for `unfetched` and other marks. */
export const headOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');

/**
 * Says what a file is that was never fetched, a pointer of Git LFS or a web page, with the mend; to be put after its path. `head` is the
 * file's beginning as text; null where it is neither.
 */
export function unfetched(head: string): string | null {
  const text = head.replace(/^(?:\uFEFF|\xEF\xBB\xBF)/u, '').trimStart();
  if (text.startsWith('version https://git-lfs.github.com/spec/')) {
    const size = /^size (\d{1,15})$/mu.exec(text)?.[1];
    return `is a Git LFS pointer, not the file itself${size === undefined ? '' : ` (of ${size} bytes)`}. Run "git lfs pull" in its folder, or download the file itself.`;
  }
  return /^(?:<!--[^>]{0,500}-->\s*)?<(?:!doctype\s+html|html|head|body|\?xml)\b/iu.test(text)
    ? 'is a web page (HTML), as servers send in place of a file. Download the file itself: its "raw" or "resolve" address, signed in where it asks for it.'
    : null;
}

interface Kind {
  readonly begins: readonly string[];
  readonly is: string;
}

const kinds: readonly Kind[] = [
  {
    begins: ['PK\u0003\u0004'],
    is: 'is a zip archive or a PyTorch file: unpack it, or save it as safetensors.',
  },
  {
    begins: ['\u0080\u0002', '\u0080\u0003', '\u0080\u0004'],
    is: 'is a Python pickle: save it as safetensors.',
  },
  { begins: ['GGUF'], is: 'is a GGUF file: a model, or an adapter for llama.cpp; expected safetensors.' },
  { begins: ['\u001F\u008B'], is: 'is a gzip file: unpack it.' },
];

/** What a file of an adapter is instead, with the mend, to be put after its name; null where its first bytes do not tell. */
export function foreignFile(bytes: Uint8Array): string | null {
  const head = headOf(bytes);
  return unfetched(head) ?? kinds.find(({ begins }) => begins.some((b) => head.startsWith(b)))?.is ?? null;
}
