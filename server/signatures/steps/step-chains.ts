import type { StepKind } from '../step.ts';

/** What travels between Steps, by name; the values themselves are in worker/steps. */
export type ValueKind = 'media' | 'json' | 'picture' | 'pixels' | 'sound' | 'tensor' | 'tensors' | 'boxes' | 'quads' | 'crops';

export interface StepChain {
  takes: readonly ValueKind[];
  /** "same": what it took. By what it took, where that decides. */
  gives: ValueKind | 'same' | Partial<Record<ValueKind, ValueKind>>;
  /** Whether it stands before the model or after it. */
  side: 'in' | 'out';
  /** What an input of the version has to have noted for it: the picture that was sent, or the texts' tokens. */
  needs?: 'decode-image' | 'tokenise' | 'tokenise-context' | 'tokenise-hypotheses';
}

const into = (takes: ValueKind | readonly ValueKind[], gives: StepChain['gives']): StepChain => ({ takes: [takes].flat(), gives, side: 'in' });
const out = (takes: ValueKind | readonly ValueKind[], gives: StepChain['gives'], needs?: StepChain['needs']): StepChain => ({
  takes: [takes].flat(),
  gives,
  side: 'out',
  ...(needs ? { needs } : {}),
});

/** How Steps connect. One line for each kind: what it takes, and what it gives. */
export const STEP_CHAINS: Record<StepKind, StepChain> = {
  'decode-image': into('media', 'picture'),
  channels: into('picture', 'picture'),
  invert: into('picture', 'picture'),
  resize: into('picture', 'picture'),
  letterbox: into('picture', 'picture'),
  'center-crop': into('picture', 'picture'),
  pad: into(['picture', 'pixels'], 'same'),
  rescale: into('picture', 'pixels'),
  'rescale-by-max': into('picture', 'pixels'),
  normalise: into('pixels', 'pixels'),
  'to-tensor': into(['picture', 'pixels'], 'tensor'),
  'decode-audio': into('media', 'sound'),
  'log-mel': into('sound', 'tensor'),
  'mix-down': into('sound', 'sound'),
  resample: into('sound', 'sound'),
  'pad-or-trim': into('sound', 'sound'),
  'zero-mean-unit-variance': into('sound', 'sound'),
  'scale-samples': into('sound', 'sound'),
  'samples-to-tensor': into('sound', 'tensor'),
  frame: into('sound', 'tensor'),
  tokenise: into('json', 'tensors'),
  'tokenise-context': into('json', 'tensors'),
  'tokenise-hypotheses': into('json', 'tensors'),
  standardise: into('json', 'json'),
  'category-map': into('json', 'json'),
  'one-hot': into('json', 'json'),
  'rows-to-tensors': into('json', 'tensors'),
  'speech-segments': out('tensor', 'json'),
  'label-tokens': out('tensor', 'json', 'tokenise'),
  'fill-masks': out('tensor', 'json', 'tokenise'),
  'find-answers': out('tensors', 'json', 'tokenise-context'),
  'entailed-labels': out('tensor', 'json', 'tokenise-hypotheses'),
  pool: out('tensor', 'tensor'),
  'l2-normalise': out('tensor', 'tensor'),
  similarity: out('tensor', 'json'),
  'to-vectors': out('tensor', 'json'),
  'class-rows': out(['tensor', 'tensors'], 'json'),
  'value-rows': out('tensor', 'json'),
  activation: out('tensor', 'tensor'),
  'mean-over-time': out('tensor', 'tensor'),
  'top-k': out('tensor', 'json'),
  'to-number': out('tensor', 'json'),
  'decode-boxes': out(['tensor', 'tensors'], 'boxes'),
  nms: out('boxes', 'boxes'),
  'boxes-to-json': out('boxes', 'json', 'decode-image'),
  'semantic-masks': out('tensor', 'json', 'decode-image'),
  'prototype-masks': out('boxes', 'json', 'decode-image'),
  'query-masks': out('tensors', 'json', 'decode-image'),
  'min-max': out('tensor', 'tensor'),
  'threshold-mask': out('tensor', 'json', 'decode-image'),
  'cut-out': out('tensor', 'media', 'decode-image'),
  'mask-image': out('tensor', 'media', 'decode-image'),
  'to-image': out('tensor', 'media'),
  'depth-image': out('tensor', 'media', 'decode-image'),
  'text-boxes': out('tensor', 'quads', 'decode-image'),
  'crop-quads': out('quads', 'crops', 'decode-image'),
  'picture-as-crop': out(['tensor', 'tensors'], 'crops', 'decode-image'),
  run: out('crops', 'crops'),
  ctc: out(['tensor', 'crops'], { tensor: 'json', crops: 'crops' }),
  'lines-to-text': out('crops', 'json'),
  'quads-to-json': out('quads', 'json'),
};
