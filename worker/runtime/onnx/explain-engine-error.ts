import { AppError } from '../../../server/errors.ts';

interface Rule {
  pattern: RegExp;
  explain(match: RegExpExecArray, text: string): AppError;
}

const REEXPORT = 'Export the model again with an opset from 7 to 26, for example torch.onnx.export(…, opset_version=17).';

// The engine's errors are plain texts without a code; these are the ones people meet.
const LOAD_RULES: Rule[] = [
  {
    pattern: /Unsupported model IR version: (\d+), max supported IR version: (\d+)/,
    explain: (match) =>
      new AppError('UNSUPPORTED_MODEL', `This model has IR version ${match[1]}; the engine reads up to ${match[2]}.`, {
        cause: 'It was exported by a newer version of onnx than the engine knows.',
        suggestions: ['Export it again with an older version of the onnx package.'],
      }),
  },
  {
    pattern: /[Oo]pset (\d+) is under development/,
    explain: (match) =>
      new AppError('UNSUPPORTED_MODEL', `This model uses opset ${match[1]}, which the engine does not support yet.`, { suggestions: [REEXPORT] }),
  },
  {
    pattern: /Could not find an implementation for (\S+?)\((\d+)\)/,
    explain: (match) =>
      new AppError('UNSUPPORTED_MODEL', `The operator ${match[1]} (version ${match[2]}) cannot run on this machine's CPU.`, {
        cause: 'The engine has no implementation of it for the types used in this model.',
        suggestions: [REEXPORT, 'Convert the model to float32 if it uses float16 or quantised types.'],
      }),
  },
  {
    pattern: /(?:No Op registered for|is not a registered function\/op)\s*(\S*)/,
    explain: (match, text) =>
      new AppError('UNSUPPORTED_MODEL', `This model uses an operator the engine does not know${match[1] ? `: ${match[1]}` : ''}.`, {
        cause: text,
        suggestions: [REEXPORT],
      }),
  },
  {
    pattern: /Unsupported data type: (\d+)/,
    explain: (match) =>
      new AppError(
        'UNSUPPORTED_MODEL',
        `This model takes or gives tensors of ONNX type ${match[1]}${match[1] === '16' ? ' (bfloat16)' : ''}, which the engine cannot pass in or out.`,
        {
          suggestions: ['Export it with float32 or float16 inputs and outputs.'],
        },
      ),
  },
  {
    pattern: /protobuf parsing failed/i,
    explain: () =>
      new AppError('INVALID_MODEL', 'This file is not a readable ONNX model.', {
        cause: 'Its bytes do not parse: it is cut off or damaged.',
        suggestions: ['Check its size and hash against where it came from, and upload it again.'],
      }),
  },
  {
    pattern: /External data path.*?does not exist|cannot get file size|External data|GetExternalData|open file .* fail/i,
    explain: (_, text) =>
      new AppError('INVALID_MODEL', 'Weights of this model lie in another file that could not be read.', {
        cause: text,
        suggestions: ['Drop the external data files together with the model, in the same folders.'],
      }),
  },
];

const RUN_RULES: Rule[] = [
  {
    pattern: /Got invalid dimensions for input|Unexpected input data type|is missing in 'feeds'|Invalid rank for input|Invalid Feed Input/i,
    explain: (_, text) =>
      new AppError('INVALID_INPUT', 'The model does not take these inputs.', { cause: text, suggestions: ['Check each input against the signature.'] }),
  },
  {
    pattern: /Failed to allocate memory|bad_alloc|Array buffer allocation failed|allocate.*memory/i,
    explain: (_, text) =>
      new AppError('OUT_OF_MEMORY', 'The run needed more memory than its runner may take.', {
        cause: text,
        suggestions: ['Send a smaller input, or raise the memory limit of runners.'],
      }),
  },
  {
    pattern: /Non-zero status code returned while running (\S+) node/,
    explain: (match, text) =>
      new AppError('INVALID_INPUT', `The model stopped at a ${match[1]} node with these inputs.`, {
        cause: text,
        suggestions: ['Check shapes and values of the inputs: the engine refuses what does not fit together inside the model.'],
      }),
  },
];

/** An engine error while loading, as what happened, why and what to do. */
export function explainLoadError(error: unknown): AppError {
  return explain(
    error,
    [...LOAD_RULES, RUN_RULES[1] as Rule],
    (text) =>
      new AppError('INVALID_MODEL', 'The engine could not load this model.', {
        cause: text,
        suggestions: ['Check that it loads with onnxruntime where it was made.'],
      }),
  );
}

/** An engine error while running. */
export function explainRunError(error: unknown): AppError {
  return explain(error, RUN_RULES, (text) => new AppError('INVALID_INPUT', 'The model could not run on these inputs.', { cause: text }));
}

function explain(error: unknown, rules: Rule[], otherwise: (text: string) => AppError): AppError {
  const text = (error instanceof Error ? error.message : String(error)).slice(0, 2000);
  for (const rule of rules) {
    const match = rule.pattern.exec(text);
    if (match) return rule.explain(match, text);
  }
  return otherwise(text);
}
