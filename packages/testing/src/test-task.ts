/** The suite that every task passes, on some of its items. */
import { type ClassificationTask, type Item, type Task, goldAnswer, readOutput } from '@adaptbench/core';
import { describe, expect, it } from 'vitest';

export interface TaskCase {
  readonly task: Task;
  /** One item of each label at least. */
  readonly items: readonly Item[];
  /** Fewest templates; of a classification, half of them of either form. */
  readonly templates: number;
}

export function testTask(title: string, load: () => Promise<TaskCase>): void {
  describe(`task ${title}`, () => {
    it('has a version, a source, a language, and templates of different names', async () => {
      const { task, templates } = await load();
      expect(Number.isInteger(task.version) && task.version > 0).toBe(true);
      expect(task.source).not.toBe('');
      expect(Intl.getCanonicalLocales(task.language)).toHaveLength(1);
      expect(task.templates.length).toBeGreaterThanOrEqual(templates);
      expect(new Set(task.templates.map(({ name }) => name)).size).toBe(task.templates.length);
      const forms = task.kind === 'classification' ? (['cloze', 'choice'] as const) : (['open'] as const);
      for (const form of forms)
        expect(task.templates.filter((t) => t.form === form).length).toBeGreaterThanOrEqual(
          templates / forms.length,
        );
    });

    it('writes every item whole, each template in its own way, and never ends in white space', async () => {
      const { task, items } = await load();
      for (const item of items) {
        const written = task.templates.map((template) => template.write(item));
        for (const prompt of written) {
          expect(prompt).toBe(prompt.trimEnd());
          for (const field of Object.values(item.fields)) expect(prompt).toContain(field);
          expect(prompt).not.toContain('undefined');
        }
        expect(new Set(written).size).toBe(written.length);
      }
    });

    it('writes the answer as something that reads back as the answer', async () => {
      const { task, items } = await load();
      expect(items.length).toBeGreaterThan(0);
      const misread = items.flatMap((item) =>
        task.templates.flatMap(({ name }, index) => {
          const answer = goldAnswer(task, index, item);
          return answer.trim() !== '' && readsBack(task, index, item, answer) ? [] : [{ name, answer, item }];
        }),
      );
      expect(misread).toEqual([]);
    });

    it('can answer: with words of its own for each label, or within a bound', async () => {
      const { task, items } = await load();
      expect(faults(task, items)).toEqual([]);
    });
  });
}

function readsBack(task: Task, template: number, item: Item, answer: string): boolean {
  if (task.kind === 'classification') return labelOf(task, template, answer) === item.answer;
  const { separator } = task.templates[template]!;
  return ['', separator, `.${separator}`].every((end) => {
    const { correct, lenient } = readOutput(task, item, answer + end);
    return correct && lenient.correct;
  });
}

function labelOf(task: ClassificationTask, template: number, word: string): string | undefined {
  return Object.entries(task.templates[template]!.verbalizer).find(([, words]) => words.includes(word))?.[0];
}

function faults(task: Task, items: readonly Item[]): string[] {
  if (task.kind === 'generation')
    return [
      ...(task.maxNewTokens > 0 ? [] : ['generates nothing']),
      ...(task.stop.includes('') ? ['stops at once'] : []),
    ];
  const seen = new Set(items.map(({ answer }) => answer));
  return [
    ...task.labels.filter((label) => !seen.has(label)).map((label) => `no item is ${label}`),
    ...task.templates.flatMap(({ name, verbalizer }) => {
      const words = Object.values(verbalizer).flat();
      const same = Object.keys(verbalizer).toSorted().join() === task.labels.toSorted().join();
      return [
        ...(same ? [] : [`${name}: its labels are others than the task's`]),
        ...(new Set(words).size === words.length ? [] : [`${name}: a word stands for two labels`]),
        ...words.filter((w) => w.trim() === '' || w !== w.trimEnd()).map((w) => `${name}: word "${w}"`),
      ];
    }),
  ];
}
