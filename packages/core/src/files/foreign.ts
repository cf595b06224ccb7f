/** Files that are something else than their names say, told by their first bytes: what a download or a clone leaves in place of weights. */

interface Kind {
  readonly begins: readonly string[];
  readonly is: string;
}

/** Beginnings are of at most 8 bytes: that is what readers of large files look at first. */
const kinds: readonly Kind[] = [
  {
    begins: ['version '],
    is: 'a Git LFS pointer, not the file itself: run `git lfs pull` in its folder, or download it again',
  },
  {
    begins: ['<!doctyp', '<!DOCTYP', '<html', '<HTML', '<head', '<?xml'],
    is: 'a web page, not the file: download it again, signed in where the repository asks for it',
  },
  { begins: ['PK\u0003\u0004'], is: 'a zip archive or a PyTorch file: unpack it, or save it as safetensors' },
  { begins: ['\u0080\u0002', '\u0080\u0003', '\u0080\u0004'], is: 'a Python pickle: save it as safetensors' },
  { begins: ['GGUF'], is: 'a GGUF file: a model, or an adapter for llama.cpp; expected safetensors' },
  { begins: ['\u001F\u008B'], is: 'a gzip file: unpack it' },
];

/** What a file is instead of what was expected, with the mend, from its first bytes; null where they do not tell. */
export function foreignFile(bytes: Uint8Array): string | null {
  const start = String.fromCharCode(...bytes.subarray(0, 8)).trimStart();
  return kinds.find(({ begins }) => begins.some((b) => start.startsWith(b)))?.is ?? null;
}
