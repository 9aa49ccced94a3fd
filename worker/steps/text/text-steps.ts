import { fillMasks } from './fill-masks.ts';
import { labelTokens } from './label-tokens.ts';
import { tokenise } from './tokenise.ts';
import { l2Normalise, pool, similarity, toVectors } from './vectors.ts';

/** From text to ids and back. */
export const TEXT_STEPS = {
  tokenise,
  'label-tokens': labelTokens,
  'fill-masks': fillMasks,
  pool,
  'l2-normalise': l2Normalise,
  similarity,
  'to-vectors': toVectors,
};
