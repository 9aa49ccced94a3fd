import { randomFrom } from './learn-log-linear.ts';

export type Language = 'en' | 'de' | 'fr';
/** The same said in each language. */
export type Sentence = Record<Language, string>;

type Gender = 'm' | 'f' | 'n';

/** English, German with its gender and its accusative, French with its gender. */
const NOUNS: readonly (readonly [en: string, de: string, gender: Gender, accusative: string, fr: string, frGender: 'm' | 'f'])[] = [
  ['boat', 'Boot', 'n', 'Boot', 'bateau', 'm'],
  ['ship', 'Schiff', 'n', 'Schiff', 'navire', 'm'],
  ['captain', 'Kapitän', 'm', 'Kapitän', 'capitaine', 'm'],
  ['sailor', 'Matrose', 'm', 'Matrosen', 'marin', 'm'],
  ['lamp', 'Lampe', 'f', 'Lampe', 'lampe', 'f'],
  ['harbour', 'Hafen', 'm', 'Hafen', 'port', 'm'],
  ['town', 'Stadt', 'f', 'Stadt', 'ville', 'f'],
  ['net', 'Netz', 'n', 'Netz', 'filet', 'm'],
  ['flag', 'Fahne', 'f', 'Fahne', 'bannière', 'f'],
  ['fish', 'Fisch', 'm', 'Fisch', 'poisson', 'm'],
];

/** The French ones stand behind their noun. */
const ADJECTIVES: readonly (readonly [en: string, de: string, frMasculine: string, frFeminine: string])[] = [
  ['red', 'rot', 'rouge', 'rouge'],
  ['green', 'grün', 'vert', 'verte'],
  ['black', 'schwarz', 'noir', 'noire'],
  ['round', 'rund', 'rond', 'ronde'],
];

const VERBS = [
  ['sees', 'sieht', 'voit'],
  ['finds', 'findet', 'trouve'],
  ['likes', 'mag', 'aime'],
  ['paints', 'malt', 'peint'],
] as const;

const NOMINATIVE = { m: 'der', f: 'die', n: 'das' } as const;
const ACCUSATIVE = { m: 'den', f: 'die', n: 'das' } as const;

/** `count` different sentences of a small harbour, the same each time. */
export function harbourSentences(count: number): Sentence[] {
  const random = randomFrom(7);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const found = new Map<string, Sentence>();
  while (found.size < count) {
    const part = () => ({ noun: pick(NOUNS), adjective: random() < 0.6 ? pick(ADJECTIVES) : null });
    const sentence = sentenceOf({ subject: part(), verb: pick(VERBS), object: part() });
    found.set(sentence.en, sentence);
  }
  return [...found.values()];
}

interface Part {
  noun: (typeof NOUNS)[number];
  adjective: (typeof ADJECTIVES)[number] | null;
}

function sentenceOf({ subject, verb, object }: { subject: Part; verb: (typeof VERBS)[number]; object: Part }): Sentence {
  return {
    en: `${english(subject)} ${verb[0]} ${english(object)}.`,
    de: `${german(subject, 'subject')} ${verb[1]} ${german(object, 'object')}.`,
    fr: `${french(subject)} ${verb[2]} ${french(object)}.`,
  };
}

function english({ noun, adjective }: Part): string {
  return ['the', ...(adjective ? [adjective[0]] : []), noun[0]].join(' ');
}

function german({ noun: [, name, gender, accusative], adjective }: Part, role: 'subject' | 'object'): string {
  const article = (role === 'subject' ? NOMINATIVE : ACCUSATIVE)[gender];
  const ending = article === 'den' ? 'en' : 'e';
  return [article, ...(adjective ? [`${adjective[1]}${ending}`] : []), role === 'subject' ? name : accusative].join(' ');
}

function french({ noun: [, , , , name, gender], adjective }: Part): string {
  return [gender === 'm' ? 'le' : 'la', name, ...(adjective ? [adjective[gender === 'm' ? 2 : 3]] : [])].join(' ');
}
