import type { Datatype } from '../../../server/signatures/datatype.ts';
import type { JsonElement } from '../../../server/signatures/tensor-json.ts';

/** A tensor of a call as a snippet writes it: its data, or, where that is long, one value repeated. */
export interface SnippetTensor {
  name: string;
  datatype: Datatype;
  shape: number[];
  data: JsonElement[] | { repeat: JsonElement; count: number };
}

/** Text, a number, rows: written as they are. */
export interface SnippetData {
  name: string;
  json: unknown;
}

/** A file that lies where the snippet is run. */
export interface SnippetFile {
  name: string;
  fileName: string;
  mediaType: string;
}

export type SnippetInput = SnippetTensor | SnippetData | SnippetFile;

export interface SnippetCall {
  origin: string;
  /** `name`, or `name@3` for a version that is not the active one. */
  model: string;
  inputs: SnippetInput[];
}

/** Up to this many elements are written out. */
export const MOST_WRITTEN = 96;

export function isFile(input: SnippetInput): input is SnippetFile {
  return 'fileName' in input;
}

export function isTensor(input: SnippetInput): input is SnippetTensor {
  return 'datatype' in input;
}
