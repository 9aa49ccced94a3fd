import { AppError } from '../errors.ts';
import type { Graph } from './schema.ts';

/** Newest file format (IR) that onnxruntime 1.30 reads. */
export const MAX_IR_VERSION = 13;
/**
 * Newest operator set of ai.onnx that onnxruntime 1.30 runs. There is no oldest: below 7 nothing is guaranteed and some
 * operators have no implementation, but most models of that age load, so the engine decides.
 */
export const MAX_OPSET = 26;
export const MAX_ML_OPSET = 5;

/** Operator domains built into onnxruntime. */
const BUILT_IN_DOMAINS = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft', 'com.microsoft.nchwc', 'com.ms.internal.nhwc']);

/**
 * Refuses (UNSUPPORTED_MODEL) a graph that the engine cannot load or that leaves nothing to serve: a file format or
 * operator set that is too new or too old, operators from a domain it does not have, no tensor output.
 * An import that no node uses does no harm.
 */
export function checkGraph(graph: Graph): void {
  checkIr(graph);
  checkOpset(graph);
  checkMlOpset(graph);
  checkDomains(graph);
  checkOutputs(graph);
}

function checkIr(graph: Graph): void {
  if (graph.irVersion <= MAX_IR_VERSION) return;
  const opset = opsetOf(graph, '');
  const lower =
    opset !== null && opset <= MAX_OPSET
      ? [`The operators (opset ${opset}) are supported, so it may be enough to set \`model.ir_version = ${MAX_IR_VERSION}\` with the onnx package and save.`]
      : [];
  throw new AppError('UNSUPPORTED_MODEL', `\`${graph.file}\` uses ONNX file format (IR) ${graph.irVersion}; the newest supported is ${MAX_IR_VERSION}.`, {
    cause: 'It was written by a newer onnx package than the engine, onnxruntime 1.30, understands.',
    suggestions: [...lower, 'Export it again with onnx 1.21 or older.'],
  });
}

function checkOpset(graph: Graph): void {
  const uses = graph.operators.filter((operator) => operator.domain === '');
  const opset = opsetOf(graph, '');
  // Before IR 3 there were no imports: everything was opset 1.
  if (uses.length === 0 || (opset === null && graph.irVersion < 3)) return;
  if (opset === null) {
    throw new AppError('INVALID_MODEL', `\`${graph.file}\` does not say which operator set (opset) its nodes use.`, {
      cause: 'The import of the ai.onnx domain is missing: the file was cut after its graph, or written by hand.',
      suggestions: ['Download or export the file again and drop it again.'],
    });
  }
  if (opset !== null && opset > MAX_OPSET) {
    throw new AppError('UNSUPPORTED_MODEL', `\`${graph.file}\` uses opset ${opset}; the newest supported is ${MAX_OPSET}.`, {
      cause: 'Its operators are defined by a newer ONNX than the engine, onnxruntime 1.30, implements.',
      suggestions: [
        'Export it again with an opset between 17 and 26, for instance `torch.onnx.export(…, opset_version=20)`.',
        `Or convert it: \`onnx.version_converter.convert_version(model, ${MAX_OPSET})\`.`,
      ],
    });
  }
}

function checkMlOpset(graph: Graph): void {
  const opset = opsetOf(graph, 'ai.onnx.ml');
  if (opset === null || opset <= MAX_ML_OPSET || !graph.operators.some(({ domain }) => domain === 'ai.onnx.ml')) return;
  throw new AppError('UNSUPPORTED_MODEL', `\`${graph.file}\` uses ai.onnx.ml ${opset}; the newest supported is ${MAX_ML_OPSET}.`, {
    cause: 'Its machine learning operators are newer than the engine, onnxruntime 1.30, implements.',
    suggestions: [`Convert it again with a lower target, for instance \`target_opset={"": 21, "ai.onnx.ml": ${MAX_ML_OPSET - 2}}\`.`],
  });
}

function checkDomains(graph: Graph): void {
  const context = graph.operators.find(({ domain, opType }) => domain === 'com.microsoft' && opType === 'EPContext');
  if (context) {
    throw new AppError('UNSUPPORTED_MODEL', `\`${graph.file}\` was compiled for one accelerator (it holds EPContext nodes).`, {
      cause: 'Such a file holds a binary for a certain chip and driver, not a graph that can run elsewhere.',
      suggestions: ['Drop the ONNX file it was compiled from.'],
    });
  }
  const foreign = graph.operators.filter(({ domain }) => !BUILT_IN_DOMAINS.has(domain));
  const first = foreign[0];
  if (!first) return;
  const names = foreign.slice(0, 5).map(({ domain, opType }) => `${domain}.${opType}`);
  const more = foreign.length > names.length ? ` and ${foreign.length - names.length} more` : '';
  throw new AppError('UNSUPPORTED_MODEL', `\`${graph.file}\` uses custom operators: ${names.join(', ')}${more}.`, {
    cause: foreignCause(first.domain),
    suggestions: [foreignRemedy(first.domain)],
  });
}

function foreignCause(domain: string): string {
  if (domain === 'ai.onnx.contrib') {
    return 'They come from onnxruntime-extensions, and the engine has no way to register that library.';
  }
  return `The domain ${domain} is not built into the engine, onnxruntime 1.30.`;
}

function foreignRemedy(domain: string): string {
  if (domain === 'ai.onnx.contrib') {
    return 'Export the model without its pre- and post-processing (tokenizer, image decoder), which usually hold these operators.';
  }
  if (domain === 'org.pytorch.aten') return 'Export again with `operator_export_type=OperatorExportTypes.ONNX` and a recent opset.';
  return 'Export the model with standard ONNX operators only.';
}

function checkOutputs(graph: Graph): void {
  if (graph.outputs.length > 0) return;
  const skipped = graph.skippedOutputs.map(({ name, type }) => `\`${name}\` (${type})`);
  if (skipped.length === 0) {
    throw new AppError('INVALID_MODEL', `\`${graph.file}\` declares no outputs, so a run would give nothing.`, {
      cause: 'A graph without outputs was probably cut or edited.',
      suggestions: ['Export the model again and name at least one output.'],
    });
  }
  throw new AppError('UNSUPPORTED_MODEL', `\`${graph.file}\` has no tensor output: ${skipped.join(', ')}.`, {
    cause: 'Outputs that are sequences, maps or optional values cannot be sent.',
    suggestions: [
      'Export it with tensor outputs; for scikit-learn models convert with `options={"zipmap": False}`.',
      'For a sequence, add ConcatFromSequence or SequenceAt before the output.',
    ],
  });
}

/** The version a domain is imported with; the highest when it is imported twice, null when it is not. */
export function opsetOf(graph: Graph, domain: string): number | null {
  const versions = graph.opsets.filter((opset) => opset.domain === domain).map((opset) => opset.version);
  return versions.length === 0 ? null : Math.max(...versions);
}
