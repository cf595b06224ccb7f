/**
 * The words of English reviews: adjectives by grade that all domains share, and what each domain has of its own. Hotels are held out:
 * their nouns, adjectives, openings and closings, and the frames of their sentences, stand in no text that the base model has seen.
 */
import { type Halves, words } from '../draw.ts';
import type { Grade } from '../grade.ts';

export type ByGrade = Readonly<Record<Grade, readonly string[]>>;

export const sharedAdjectives: ByGrade = {
  2: words(
    'excellent, wonderful, superb, fantastic, brilliant, perfect, amazing, delightful, marvellous, outstanding',
  ),
  1: words('good, nice, pleasant, decent, fine, enjoyable, solid, lovely'),
  0: words('average, ordinary, acceptable, standard, unremarkable, plain'),
  [-1]: words('bad, poor, weak, disappointing, dull, unpleasant, mediocre, annoying'),
  [-2]: words(
    'terrible, awful, horrible, dreadful, disgusting, appalling, hopeless, atrocious, miserable, pathetic',
  ),
};

export interface Domain {
  readonly name: string;
  /** What is spoken of, all singular. */
  readonly nouns: readonly string[];
  readonly adjectives: ByGrade;
  /** How a review may begin. */
  readonly openings: readonly string[];
  /** Last sentences; each is of the review's own grade. */
  readonly closings: ByGrade;
}

const restaurants: Domain = {
  name: 'restaurants',
  nouns: words(
    'soup, pizza, steak, salad, dessert, waiter, menu, wine, bread, sauce, fish, chicken, pasta, rice, burger, kitchen, chef, coffee, lunch, dinner, cake, table',
  ),
  adjectives: {
    2: words('delicious, exquisite'),
    1: words('tasty, fresh, friendly'),
    0: words('simple'),
    [-1]: words('salty, cold, bland, greasy'),
    [-2]: words('inedible, rotten'),
  },
  openings: [
    'We ate here on Friday.',
    'I had lunch here with my sister.',
    'We tried the new place in town.',
    'This was our second dinner here.',
    'I ordered the special of the day.',
    'My friends took me to this restaurant.',
  ],
  closings: {
    2: ['I will eat here every week.', 'The best meal of the year.'],
    1: ['I would eat here again.', 'We left a tip.'],
    0: ['It fills the stomach.', 'A meal like any other.'],
    [-1]: ['I would rather cook at home.', 'We left hungry.'],
    [-2]: ['I will never eat here again.', 'We were sick for days.'],
  },
};
const films: Domain = {
  name: 'films',
  nouns: words(
    'plot, story, acting, script, music, ending, cast, hero, villain, camera work, dialogue, director, sequel, opening scene, humour, actor, actress, soundtrack, movie, film, pace, costume',
  ),
  adjectives: {
    2: words('gripping, unforgettable'),
    1: words('moving, clever, funny'),
    0: words('conventional'),
    [-1]: words('boring, predictable, clumsy, slow'),
    [-2]: words('unbearable, unwatchable'),
  },
  openings: [
    'I watched it last night.',
    'We saw this film with the whole family.',
    'I had read the book before.',
    'The cinema was full.',
    'My brother chose this movie.',
    'This is the third film of the series.',
  ],
  closings: {
    2: ['I will watch it again and again.', 'A film for all times.'],
    1: ['Worth a ticket.', 'I would watch another one.'],
    0: ['You can watch it or leave it.', 'A film like many others.'],
    [-1]: ['Wait until it is on television.', 'My watch was more interesting.'],
    [-2]: ['I want my two hours back.', 'We walked out of the cinema.'],
  },
};
const goods: Domain = {
  name: 'goods',
  nouns: words(
    'battery, screen, handle, price, design, phone, lamp, keyboard, charger, manual, cable, speaker, button, delivery, packaging, material, colour, watch, blender, camera, backpack, motor',
  ),
  adjectives: {
    2: words('indestructible, flawless'),
    1: words('sturdy, handy, reliable'),
    0: words('basic'),
    [-1]: words('flimsy, faulty, overpriced, heavy'),
    [-2]: words('useless, broken'),
  },
  openings: [
    'I bought it last month.',
    'It was a present for my father.',
    'I use it every day.',
    'The parcel came on Monday.',
    'This is my second one.',
    'I needed a new one for work.',
  ],
  closings: {
    2: ['I have ordered two more.', 'The best thing in the house.'],
    1: ['I would buy it again.', 'It does its job well.'],
    0: ['It does what it says.', 'Nothing more and nothing less.'],
    [-1]: ['I expected more for the money.', 'Better look for another brand.'],
    [-2]: ['I sent it straight back.', 'I want my money back.'],
  },
};
const hotels: Domain = {
  name: 'hotels',
  nouns: words(
    'room, bed, pillow, bathroom, shower, reception, lobby, breakfast buffet, balcony, swimming pool, view, lift, mattress, carpet, staff, corridor, towel, sauna, minibar, wardrobe',
  ),
  adjectives: {
    2: words('spotless, luxurious'),
    1: words('cosy, spacious, comfortable'),
    0: words('functional'),
    [-1]: words('cramped, noisy, dusty, outdated'),
    [-2]: words('filthy, mouldy'),
  },
  openings: [
    'We stayed for two nights.',
    'I booked it for a conference.',
    'We arrived late in the evening.',
    'We spent our holiday at this hotel.',
    'I stayed here on business.',
    'Our stay lasted a weekend.',
  ],
  closings: {
    2: ['We have already booked for next summer.', 'I did not want to check out.'],
    1: ['I would stay here again.', 'We slept well.'],
    0: ['A bed for the night.', 'It serves for one night.'],
    [-1]: ['I would book elsewhere.', 'We hardly slept.'],
    [-2]: ['We checked out after an hour.', 'I would rather sleep at the station.'],
  },
};

export const domains: Halves<readonly Domain[]> = {
  pretraining: [restaurants, films, goods],
  heldOut: [hotels],
};

/** Sentences about one noun; `{a}` is an adjective with its modifier. */
export const adjectiveFrames: Halves<readonly string[]> = {
  pretraining: [
    'the {n} was {a}',
    'I found the {n} {a}',
    'the {n} is {a}',
    'we thought the {n} was {a}',
    'the {n} seemed {a} to me',
    'everyone said that the {n} was {a}',
  ],
  heldOut: ['our {n} turned out {a}', 'the {n} looked {a}', 'to us the {n} felt {a}', 'the {n} proved {a}'],
};

/** Sentences that carry their grade without an adjective; the same words in both halves. */
export const verbFrames: ByGrade = {
  2: ['I loved the {n}', 'we adored the {n}'],
  1: ['I liked the {n}', 'we enjoyed the {n}'],
  0: ['I hardly noticed the {n}', 'I do not mind the {n}'],
  [-1]: ['I did not like the {n}', 'the {n} let me down'],
  [-2]: ['I hated the {n}', 'we could not stand the {n}'],
};
