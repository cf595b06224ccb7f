export { comparisonMarkdown } from './compare-markdown.ts';
export { csv } from './csv.ts';
export { dataNotes } from './data-notes.ts';
export { type Field, fieldsOf } from './fields.ts';
export { markdownTable } from './markdown.ts';
export { writeOutputs } from './outputs.ts';
export { type Screen, screenOn, type Sink } from './screen.ts';
export { terminalTable } from './terminal.ts';
export { regretMarkdown } from './regret-markdown.ts';
