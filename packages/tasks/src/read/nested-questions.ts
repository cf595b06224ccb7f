/**
 * Questions that stand within the texts they are about, made rows with columns `context`, `question` and `answers`. Instances, of SQuAD's
 * `data` and of MRQA's lines:
 *
 *   {"title": "Aromi", "paragraphs": [{"context": "Aromi is at the riverside.", "qas": [{"id": "1", "question": "Where is it?", "answers": [{"text": "at the riverside", "answer_start": 9}]}]}]}
 *   {"context": "Aromi is at the riverside.", "qas": [{"qid": "1", "question": "Where is it?", "answers": ["at the riverside"]}]}
 */
import type { Entry } from './table.ts';
import { byName } from './values.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whether a record is of these. */
export const holdsQuestions = (value: unknown): boolean =>
  isFields(value) &&
  (isParagraph(value) ||
    (Array.isArray(value['paragraphs']) && (value['paragraphs'] as unknown[]).some(isParagraph)));

/**
 * A row for each question, counted through.
 * @param notes what was decided is added to them when all is read
 */
export function* questionsIn(entries: Iterable<Entry>, file: string, notes: string[]): Generator<Entry> {
  let [line, without] = [0, 0];
  for (const entry of entries) {
    if ('fault' in entry) {
      yield entry;
      continue;
    }
    const { title } = entry.record;
    const paragraphs = isParagraph(entry.record) ? [entry.record] : entry.record['paragraphs'];
    for (const paragraph of Array.isArray(paragraphs) ? (paragraphs as unknown[]) : []) {
      if (!isParagraph(paragraph)) continue;
      for (const asked of paragraph['qas'] as readonly unknown[]) {
        line++;
        if (!isFields(asked))
          yield { line, fault: 'this question is no object. Expected {"question": "…", "answers": […]}.' };
        else if (asked['is_impossible'] === true) without++;
        else yield { line, record: rowOf(asked, paragraph['context'], title) };
      }
    }
  }
  notes.push(
    `${file}: read as questions within texts, as SQuAD has them: a row each, with columns context, question and answers`,
    ...(without === 0
      ? []
      : [`${file}: ${without} questions that the text does not answer (is_impossible) are left out`]),
  );
}

const rowOf = (asked: Fields, context: unknown, title: unknown): Fields =>
  byName([
    ['id', asked['id'] ?? asked['qid'] ?? null],
    ...(title === undefined ? [] : [['title', title] as const]),
    ['context', context],
    ['question', asked['question']],
    ['answers', { text: answersOf(asked['answers'] ?? asked['answer']) }],
  ]);

/** Texts of answers, each once. */
function answersOf(value: unknown): unknown[] {
  const list: readonly unknown[] = Array.isArray(value)
    ? value
    : value === undefined || value === null
      ? []
      : [value];
  return [...new Set(list.map((one) => (isFields(one) && one['text'] !== undefined ? one['text'] : one)))];
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isParagraph = (value: unknown): value is Fields =>
  isFields(value) && Array.isArray(value['qas']) && value['context'] !== undefined;
