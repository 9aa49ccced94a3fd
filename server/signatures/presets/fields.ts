import type { AudioField, ImageField, JsonField, NumberField, TensorField, TextField, View } from '../field.ts';
import type { Graph, TensorSpec } from '../schema.ts';
import { steps } from './preset.ts';
import type { StepInput } from './preset.ts';

const MEGABYTE = 1024 * 1024;
const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/tiff', 'image/avif'];
const SOUND_TYPES = ['audio/wav', 'audio/mpeg', 'audio/flac', 'audio/ogg'];

/** The graph and tensors a field is made of. */
export function bind(graph: Graph, ...specs: readonly TensorSpec[]): { graph: string; name: string }[] {
  return specs.map(({ name }) => ({ graph: graph.name, name }));
}

type Tensors = ReturnType<typeof bind>;

/** The picture that is sent. */
export function pictureField(tensors: Tensors, inSteps: StepInput[], description = 'A photo or another picture.'): ImageField {
  return {
    name: 'image',
    title: 'Image',
    description,
    required: true,
    tensors,
    steps: steps(...inSteps),
    encoding: 'image',
    mediaTypes: [...PICTURE_TYPES],
    maxBytes: 25 * MEGABYTE,
    maxPixels: 50_000_000,
  };
}

/** The recording that is sent. */
export function soundField(tensors: Tensors, inSteps: StepInput[], description = 'A recording.'): AudioField {
  return {
    name: 'audio',
    title: 'Audio',
    description,
    required: true,
    tensors,
    steps: steps(...inSteps),
    encoding: 'audio',
    mediaTypes: [...SOUND_TYPES],
    maxBytes: 100 * MEGABYTE,
    maxSeconds: 3600,
  };
}

/** A text that is sent. */
export function textField(head: { name: string; title: string; description: string }, tensors: Tensors, inSteps: StepInput[]): TextField {
  return { ...head, required: true, tensors, steps: steps(...inSteps), encoding: 'text', maxChars: 100_000, multiline: true };
}

/** A picture that is answered, as PNG. */
export function pictureOutput(head: { name: string; title: string; description: string }, tensors: Tensors, outSteps: StepInput[]): ImageField {
  return { ...head, required: true, tensors, steps: steps(...outSteps), encoding: 'image', mediaTypes: ['image/png'] };
}

/** A recording that is answered, as WAV. */
export function soundOutput(head: { name: string; title: string; description: string }): AudioField {
  return { ...head, required: true, tensors: [], steps: [], encoding: 'audio', mediaTypes: ['audio/wav'] };
}

/** JSON that is answered. */
export function jsonOutput(head: { name: string; title: string; description: string; view: View }, tensors: Tensors, outSteps: StepInput[]): JsonField {
  const { view, ...rest } = head;
  return { ...rest, required: true, tensors, steps: steps(...outSteps), encoding: 'json', view };
}

/** A tensor that is answered as it is. */
export function tensorOutput(graph: Graph, spec: TensorSpec, head: { name: string; title: string; description: string }): TensorField {
  return { ...head, required: true, tensors: bind(graph, spec), steps: [], encoding: 'tensor', datatype: spec.datatype, shape: spec.shape };
}

type NumberOf = Pick<NumberField, 'name' | 'title' | 'description' | 'default' | 'min' | 'max' | 'integer'>;

/** A number that sets a parameter of Steps and may be left out. */
function parameterField(head: NumberOf): NumberField {
  return { ...head, required: false, tensors: [], steps: [], encoding: 'number' };
}

/** A whole number of things, from 1. */
export function countField(head: Pick<NumberOf, 'name' | 'title' | 'description' | 'default' | 'max'>): NumberField {
  return parameterField({ ...head, min: 1, integer: true });
}

export function topKField(k = 5): NumberField {
  return countField({ name: 'top_k', title: 'Labels', description: 'How many labels are answered, best first.', default: k, max: 1000 });
}

export function thresholdField(threshold: number, what: string): NumberField {
  return parameterField({ name: 'threshold', title: 'Threshold', description: `${what} with a lower score are left out.`, default: threshold, min: 0, max: 1 });
}

export function iouField(iou: number): NumberField {
  const description = 'Of boxes that overlap by more than this part, only the best is kept.';
  return parameterField({ name: 'iou', title: 'Overlap', description, default: iou, min: 0, max: 1 });
}
