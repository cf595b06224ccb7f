/**
 * Sentences on six topics. A third of each topic's nouns and half of its frames are held out; the other words let a reader see what a
 * held-out sentence is about.
 */
import type { Random } from '@adaptbench/core';
import { type Half, type Halves, capital, chance, fill, pick, words } from './draw.ts';

interface Topic {
  readonly nouns: Halves<readonly string[]>;
  readonly verbs: readonly string[];
}

/** `{x}` and `{y}` are nouns of the topic, `{v}` one of its verbs. */
const frames: Halves<readonly string[]> = {
  pretraining: [
    'the {x} {v} the {y}',
    'after the {x}, the {y} was the talk of the town',
    'yesterday the {x} {v} a new {y}',
    'a {x} and a {y} were in the news',
    'they say that the {x} {v} the {y}',
  ],
  heldOut: [
    'this morning a {x} {v} one {y}',
    'reporters saw how the {x} {v} some {y}',
    'no {x} ever {v} such a {y}',
    'from the {x} to the {y}: readers ask questions',
  ],
};

const topics = {
  sport: {
    nouns: {
      pretraining: words('team, goalkeeper, match, coach, striker, referee, league, stadium, player, goal'),
      heldOut: words('defender, tournament, penalty'),
    },
    verbs: words('defeated, tackled, scored against'),
  },
  weather: {
    nouns: {
      pretraining: words('storm, rain, wind, snow, cloud, sunshine, fog, thunder, flood, frost'),
      heldOut: words('hail, drizzle, blizzard'),
    },
    verbs: words('soaked, froze, swept over'),
  },
  music: {
    nouns: {
      pretraining: words('singer, concert, guitar, orchestra, melody, drummer, choir, song, piano, album'),
      heldOut: words('cellist, ballad, encore'),
    },
    verbs: words('sang, tuned, rehearsed'),
  },
  money: {
    nouns: {
      pretraining: words('bank, share, investor, loan, market, profit, tax, budget, trader, currency'),
      heldOut: words('dividend, lender, mortgage'),
    },
    verbs: words('financed, sold, invested in'),
  },
  health: {
    nouns: {
      pretraining: words(
        'doctor, nurse, patient, hospital, fever, medicine, surgeon, vaccine, clinic, disease',
      ),
      heldOut: words('therapist, bandage, infection'),
    },
    verbs: words('treated, cured, examined'),
  },
  school: {
    nouns: {
      pretraining: words(
        'teacher, pupil, lesson, exam, classroom, homework, student, textbook, library, grade',
      ),
      heldOut: words('headmaster, blackboard, essay'),
    },
    verbs: words('taught, studied, graded'),
  },
} as const satisfies Record<string, Topic>;

export type TopicName = keyof typeof topics;
export const topicNames = Object.keys(topics) as readonly TopicName[];

export interface TopicSentence {
  readonly text: string;
  readonly topic: TopicName;
}

/** Held-out sentences are in held-out frames; about half of their nouns are held out too. */
export function drawTopicSentence(
  r: Random,
  half: Half,
  topic: TopicName = pick(r, topicNames),
): TopicSentence {
  const { nouns, verbs } = topics[topic];
  const noun = (other?: string): string => {
    const all = half === 'heldOut' && chance(r, 0.5) ? nouns.heldOut : nouns.pretraining;
    return pick(
      r,
      all.filter((n) => n !== other),
    );
  };
  const x = noun();
  const text = fill(pick(r, frames[half]), { x, y: noun(x), v: pick(r, verbs) });
  return { text: `${capital(text)}.`, topic };
}

export const heldOutTopicWords: readonly string[] = [
  ...Object.values(topics).flatMap(({ nouns }) => nouns.heldOut),
  ...words('this morning, reporters saw, ever, readers ask'),
];
