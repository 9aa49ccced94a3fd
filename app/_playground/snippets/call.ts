import type { Datatype } from '../../../server/signatures/datatype.ts';
import type { JsonElement } from '../../../server/signatures/tensor-json.ts';

/** One input of a call as a snippet writes it: its data, or, where that is long, one value repeated. */
export interface SnippetInput {
  name: string;
  datatype: Datatype;
  shape: number[];
  data: JsonElement[] | { repeat: JsonElement; count: number };
}

export interface SnippetCall {
  origin: string;
  /** `name`, or `name@3` for a version that is not the active one. */
  model: string;
  inputs: SnippetInput[];
}

/** Up to this many elements are written out. */
export const MOST_WRITTEN = 96;
