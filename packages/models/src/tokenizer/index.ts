export { tokenizerFromFolder } from './folder.ts';
export { tokenizerFromGguf } from './gguf.ts';
