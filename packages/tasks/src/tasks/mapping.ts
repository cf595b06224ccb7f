/**
 * Which made-up word stands for things of this kind? Only examples can tell. An instance:
 *
 *   text: "harp, tuba, oboe", label: zup
 *
 * Source: `@adaptbench/embedded`. Three words of one class. The four classes are in the embedded model's corpus (it has read that a harp is
 * an instrument), but in no mapping. The four labels are in it nowhere. Without examples or training nothing but chance, 25 %, is possible.
 * Metric: accuracy.
 */
import { classes, labelWords, pick } from '@adaptbench/embedded';
import { fixedClassification } from '../fixed-classification.ts';
import { generated } from '../generated.ts';
import { choice, cloze } from '../templates/classification.ts';

/** Label by class. */
const mapping = Object.keys(classes.heldOut).map((name, i) => ({ name, label: labelWords.heldOut[i]! }));
const labels = mapping.map(({ label }) => label);
const named = Object.fromEntries(labels.map((label) => [label, ` ${label}`]));
const numbered = Object.fromEntries(labels.map((label, i) => [label, ` ${i + 1}`]));
const lettered = Object.fromEntries(labels.map((label, i) => [label, ` ${'ABCD'[i]}`]));

const list = labels.join(', ');
const either = `${labels.slice(0, -1).join(', ')} or ${labels.at(-1)}`;
const options = (marks: Readonly<Record<string, string>>): string =>
  labels.map((label) => `${marks[label]?.trim()} ${label}`).join(', ');

export default fixedClassification({
  name: 'mapping',
  version: 1,
  language: 'en',
  source: 'generated: kinds of things, each called by a made-up word',
  data: null,
  generate: () =>
    generated({
      name: 'mapping',
      kinds: ['zup', ...labels.filter((label) => label !== 'zup')],
      draw(r, label) {
        const members = classes.heldOut[mapping.find((m) => m.label === label)!.name]!;
        const drawn = new Set<string>();
        while (drawn.size < 3) drawn.add(pick(r, members));
        // In the class's own order: two items are never the same three words.
        return { text: members.filter((word) => drawn.has(word)).join(', '), label };
      },
      // There are 880 in all.
      sizes: { train: 360, validation: 160, test: 320 },
    }),
  labels,
  values: {},
  columns: { text: ['text'], label: ['label'] },
  templates: [
    cloze('things-name', (f) => `Things: ${f['text']}\nName:`, named),
    cloze('are-called', (f) => `${f['text']} are called`, named),
    cloze('arrow', (f) => `${f['text']} ~>`, named),
    cloze('we-say', (f) => `For ${f['text']} we say`, named),
    cloze('belongs-to', (f) => `[${f['text']}] belongs to`, named),
    cloze('code-word', (f) => `Code word for ${f['text']}:`, named),
    cloze('in-that-language', (f) => `In that language, ${f['text']} would be`, named),
    cloze('sign', (f) => `Sign on the box with ${f['text']}:`, named),
    cloze('equals', (f) => `${f['text']} ==`, named),
    cloze('given', (f) => `Known: ${f['text']}\nWanted:`, named),
    choice('which-of', (f) => `${either}?\n${f['text']}:`, named),
    choice('options', (f) => `Things: ${f['text']}\nOptions: ${list}\nOption:`, named),
    choice('letters', (f) => `${options(lettered)}\n${f['text']}\nLetter:`, lettered),
    choice('numbers', (f) => `${options(numbered)}\n${f['text']}\nNumber:`, numbered),
    choice('pick', (f) => `Pick from ${list}.\n${f['text']}\nMy pick:`, named),
    choice('question-last', (f) => `${f['text']}\nIs that ${either}? Reply:`, named),
    choice('boxes', (f) => `Boxes ${list}.\n${f['text']}\nInto box:`, named),
    choice('sort', (f) => `Sort into ${either}.\nThings: ${f['text']}\nInto`, named),
    choice('choose-one', (f) => `(${list}) ${f['text']}\nChosen:`, named),
    choice('fill-in', (f) => `Words: ${list}. Fill in: ${f['text']} are each a`, named),
  ],
});
