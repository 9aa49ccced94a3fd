import { plainSignature } from '../plain-signature.ts';
import { signatureOf } from '../presets/preset-for.ts';
import { isUnfit } from '../presets/preset.ts';
import { PRESETS } from '../presets/presets.ts';
import type { Guess, Signature } from '../schema.ts';
import { allClues } from './all-clues.ts';
import { isServed } from './evidence.ts';
import { AppError } from '../../errors.ts';
import type { Evidence, KnownTask } from './evidence.ts';
import { sentence } from './sentence.ts';
import { weighEvidence } from './weigh-evidence.ts';
import type { Weighed } from './weigh-evidence.ts';

/** From here on a task is taken; below, a person is asked. */
const ENOUGH = 0.6;
const MOST_ALTERNATIVES = 3;

/**
 * The signature of a version by what its files say: the fields of the task they speak for, with `guess` saying why and how
 * sure. When nothing is sure enough, or nobody serves the task, the tensors are served as they are.
 */
export function detectSignature(evidence: Evidence): Signature {
  const weighed = weighEvidence(allClues(evidence));
  const [best] = weighed;
  if (!best || best.task === 'tensor') return plain(evidence, { weighed, best: null, because: null });
  if (best.confidence < ENOUGH) return plain(evidence, { weighed, best, because: null });
  if (!isServed(best.task)) {
    const because = `It looks like ${best.task}, a task that is not served yet: its tensors are sent and answered as they are.`;
    return plain(evidence, { weighed, best, because });
  }
  const preset = PRESETS[best.task](evidence);
  if (isUnfit(preset) && writes(evidence, best.task)) throw refuseBundle(best.task, preset.because);
  if (isUnfit(preset)) return plain(evidence, { weighed, best: { ...best, confidence: 0 }, because: `It looks like ${best.task}. ${preset.because}` });
  const guess: Guess = {
    task: best.task,
    confidence: best.confidence,
    reasons: best.reasons.map(sentence),
    assumptions: [],
    alternatives: alternativesOf(evidence, weighed.slice(1)),
    chosen: false,
  };
  return signatureOf(preset, { task: best.task, evidence, guess });
}

const WRITING: readonly KnownTask[] = [
  'text-generation',
  'text2text-generation',
  'summarization',
  'translation',
  'automatic-speech-recognition',
  'text-to-audio',
];

/** A bundle with a loop of its own: of its parts none is of use alone. */
function writes({ bundle }: Evidence, task: KnownTask): boolean {
  return bundle !== undefined && (WRITING.includes(task) || (task === 'image-to-text' && bundle.parts.length > 1));
}

// Its tensors are of no use to anybody: tokens and a cache that the caller would have to carry.
function refuseBundle(task: KnownTask, because: string): AppError {
  return new AppError('INVALID_MODEL', `This bundle is for ${task} and cannot be run as it is. ${because}`, {
    suggestions: [
      'Drop the whole folder as it is on the Hub or as optimum exported it, not only some of its files.',
      'To send and get its tensors, choose the task tensor.',
    ],
  });
}

/** Confidence stays with what was found: high for a task that nobody serves, low when a person has to say. */
function plain(evidence: Evidence, found: { weighed: Weighed[]; best: Weighed | null; because: string | null }): Signature {
  const { weighed, best, because } = found;
  const guess: Guess = {
    task: 'tensor',
    confidence: best?.confidence ?? 0,
    reasons: [...(because === null ? [] : [because]), ...(best?.reasons ?? []).map(sentence)],
    assumptions: evidence.companions.assumptions,
    alternatives: alternativesOf(evidence, weighed),
    chosen: false,
  };
  return { ...plainSignature(evidence.graphs), ...(evidence.bundle ? { bundle: evidence.bundle } : {}), guess };
}

/** Other tasks that these files can be bound to, the likeliest first. */
function alternativesOf(evidence: Evidence, weighed: readonly Weighed[]): Guess['alternatives'] {
  return weighed
    .flatMap(({ task, confidence }) => (isServed(task) && task !== 'tensor' && !isUnfit(PRESETS[task](evidence)) ? [{ task, confidence }] : []))
    .slice(0, MOST_ALTERNATIVES);
}
