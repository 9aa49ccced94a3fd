import { activation } from './activation.ts';
import { meanOverTime } from './mean-over-time.ts';
import { toNumber } from './to-number.ts';
import { topK } from './top-k.ts';

/** From scores to labels. */
export const SCORE_STEPS = { activation, 'mean-over-time': meanOverTime, 'top-k': topK, 'to-number': toNumber };
