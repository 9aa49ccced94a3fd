import type { StepRun, StepTools } from '../step.ts';

/** A run on which no Step has noted anything. `parameters` are what its other fields were sent. */
export function freshRun(parameters: Record<string, unknown> = {}): StepRun {
  return {
    original: null,
    geometry: null,
    texts: null,
    passage: null,
    tokenCount: null,
    sound: null,
    missing: null,
    parameter: (field) => parameters[field],
    runGraph: () => Promise.reject(new Error('there is no other graph')),
  };
}

/** For Steps that read no file. */
export const NO_TOOLS: StepTools = { read: () => Promise.reject(new Error('there is no file')) };
