import type { Datatype } from '../../server/signatures/datatype.ts';
import type { StepKind, StepOf } from '../../server/signatures/step.ts';

/** What travels between Steps. Tensors are little-endian and row-major; pictures interleaved, row by row from the top. */
export type Value = Media | Json | Picture | Pixels | Sound | StepTensor | StepTensors | Boxes | Quads | Crops;

/** Bytes as they were sent, or as they will be given. */
export interface Media {
  kind: 'media';
  mediaType: string;
  bytes: Uint8Array;
}

export interface Json {
  kind: 'json';
  data: unknown;
}

/** 8 bits a channel: 1 grey, 3 RGB (or BGR after `channels`), 4 RGBA. */
export interface Picture {
  kind: 'picture';
  width: number;
  height: number;
  channels: 1 | 3 | 4;
  data: Uint8Array;
}

/** A picture as numbers, after `rescale`. */
export interface Pixels {
  kind: 'pixels';
  width: number;
  height: number;
  channels: number;
  data: Float32Array;
}

export interface Sound {
  kind: 'sound';
  hz: number;
  channels: Float32Array[];
}

export interface StepTensor {
  kind: 'tensor';
  datatype: Datatype;
  shape: number[];
  bytes: Uint8Array;
}

/** Several tensors by their names in the graph: what an output field is bound to, or what `tokenise` makes. */
export interface StepTensors {
  kind: 'tensors';
  byName: ReadonlyMap<string, StepTensor>;
}

/** Corners in pixels. */
export interface Box {
  xmin: number;
  ymin: number;
  xmax: number;
  ymax: number;
  score: number;
  /** Index of the class, and its name. */
  index: number;
  label: string;
  keypoints?: [x: number, y: number][];
  /** Coefficients of YOLO's mask prototypes. */
  coefficients?: Float32Array;
}

/** `space` says what the corners are measured in: pixels of the model's input, or of the picture that was sent. */
export interface Boxes {
  kind: 'boxes';
  space: 'input' | 'original';
  boxes: Box[];
  /** The tensors they were decoded from, for Steps that need more of them. */
  tensors: ReadonlyMap<string, StepTensor>;
}

/** Four corners from the top left, clockwise, in pixels of the picture that was sent. */
export interface Quad {
  corners: [x: number, y: number][];
  score: number;
}

export interface Quads {
  kind: 'quads';
  quads: Quad[];
}

/** A piece of the picture with what has been found out about it. */
export interface Crop {
  picture: Picture;
  quad: Quad | null;
  tensor?: StepTensor;
  text?: string;
  score?: number;
}

export interface Crops {
  kind: 'crops';
  crops: Crop[];
}

/** How the model's input lies over the picture that was sent: input = original × scale + offset, per axis. */
export interface Geometry {
  originalWidth: number;
  originalHeight: number;
  width: number;
  height: number;
  scaleX: number;
  scaleY: number;
  offsetX: number;
  offsetY: number;
}

/** Texts as the tokenizer saw them. */
export interface EncodedTexts {
  texts: string[];
  /** Sent as one plain string, not as a list. */
  single: boolean;
  ids: number[][];
  /** Per text and token: [start, end) in the text in UTF-16 units; null for special tokens and where none is certain. */
  offsets: ([start: number, end: number] | null)[][];
  tokens: string[][];
  decode(ids: number[]): string;
  tokenText(id: number): string;
  maskTokenId: number | null;
  /** What tokens begin with that go on with a word ("##"); null where the tokenizer has no such thing. */
  continuing: string | null;
}

/** A text to find answers in, cut into windows that each stand in a row behind the question. */
export interface Passage {
  text: string;
  /** Where each of its words stands: [start, end) in UTF-16 units. */
  words: [start: number, end: number][];
  windows: Window[];
}

export interface Window {
  /** Where in its row the window's first token stands, and of each token of the window the index of its word. */
  from: number;
  wordOf: number[];
  /** Where in its row the token stands that means "there is no answer"; null where a row begins with none. */
  none: number | null;
}

/** What Steps of one invocation tell each other beside the value: in-Steps write it, out-Steps read it. */
export interface StepRun {
  /** The picture that was sent: upright, RGB or RGBA, at full size. */
  original: Picture | null;
  geometry: Geometry | null;
  texts: EncodedTexts | null;
  passage: Passage | null;
  /** Tokens that the model reads, padding left out. */
  tokenCount: number | null;
  sound: { hz: number; samples: number } | null;
  /** The first cell of the rows that has no number where the model takes one. */
  missing: { row: number; column: string } | null;
  /** What was sent for an input field that only sets a parameter, or its default. */
  parameter(field: string): unknown;
  /** Runs another graph of the version. Feeds and answers by tensor name. */
  runGraph(graph: string, feeds: ReadonlyMap<string, StepTensor>): Promise<ReadonlyMap<string, StepTensor>>;
}

/** One prepared Step: pure but for what it notes in `run`. @throws AppError INVALID_INPUT for what a caller can mend */
export type Apply = (value: Value, run: StepRun) => Value | Promise<Value>;

/** What a Step may read while it is prepared, once per loaded version. */
export interface StepTools {
  /** A file of the version by its name. @throws AppError INVALID_MODEL when there is none */
  read(file: string): Promise<Uint8Array>;
}

/** Prepares a Step of a version: everything that does not depend on the invocation is done here. */
export type StepFactory<K extends StepKind> = (step: StepOf<K>, tools: StepTools) => Apply | Promise<Apply>;

/** A Step's number that may come from a field of the caller. */
export function numberOf(parameter: number | { field: string }, run: StepRun): number {
  return typeof parameter === 'number' ? parameter : Number(run.parameter(parameter.field));
}

/** The value, known to be of one of these kinds. A chain that does not fit is a fault of the signature. @throws Error */
export function expectValue<K extends Value['kind']>(value: Value, ...kinds: K[]): Extract<Value, { kind: K }> {
  if (!(kinds as string[]).includes(value.kind)) throw new Error(`this Step takes ${kinds.join(' or ')}, not ${value.kind}`);
  return value as Extract<Value, { kind: K }>;
}
