import { entailedLabels } from './entailed-labels.ts';
import { fillMasks } from './fill-masks.ts';
import { findAnswers } from './find-answers.ts';
import { labelTokens } from './label-tokens.ts';
import { tokeniseContext } from './tokenise-context.ts';
import { tokeniseHypotheses } from './tokenise-hypotheses.ts';
import { tokenise } from './tokenise.ts';
import { l2Normalise, pool, similarity, toVectors } from './vectors.ts';

/** From text to ids and back. */
export const TEXT_STEPS = {
  tokenise,
  'tokenise-context': tokeniseContext,
  'tokenise-hypotheses': tokeniseHypotheses,
  'find-answers': findAnswers,
  'entailed-labels': entailedLabels,
  'label-tokens': labelTokens,
  'fill-masks': fillMasks,
  pool,
  'l2-normalise': l2Normalise,
  similarity,
  'to-vectors': toVectors,
};
