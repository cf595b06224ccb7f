/** A page on one topic, now and then under a heading. */
import type { Random } from '@adaptbench/core';
import { chance, drawTopicSentence, pick, topicNames } from '../worlds/index.ts';

export function topicDocument(r: Random): string {
  const topic = pick(r, topicNames);
  const text = Array.from(
    { length: 4 + r.below(5) },
    () => drawTopicSentence(r, 'pretraining', topic).text,
  ).join(' ');
  return chance(r, 0.3) ? `News about ${topic}\n${text}` : text;
}
