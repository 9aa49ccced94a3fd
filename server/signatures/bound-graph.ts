import { formatBytes } from '../format-bytes.ts';
import { damaged } from './refuse-onnx.ts';
import type { Graph } from './schema.ts';

/** A metadata value or doc string longer than this is kept cut, with its size; all metadata together is held to four times that. */
export const MAX_KEPT_TEXT = 64 * 1024;
const MAX_KEPT_METADATA = 4 * MAX_KEPT_TEXT;
/** Names of inputs, outputs, operators, domains and files, all together. */
const MAX_NAMES_LENGTH = 1024 * 1024;

/**
 * A graph is stored with its version and sent to every page that shows it, so it has to stay small whatever the file
 * holds: long texts are cut, and more than a megabyte of names is refused with INVALID_MODEL.
 */
export function boundGraph(graph: Graph): Graph {
  const names = [
    ...graph.operators.map(({ domain, opType }) => domain.length + opType.length),
    ...graph.opsets.map(({ domain }) => domain.length),
    ...graph.externalData.map(({ location }) => location.length),
    ...graph.skippedOutputs.map(({ name, type }) => name.length + type.length),
    ...[...graph.inputs, ...graph.outputs].map(({ name, shape }) => name.length + String(shape ?? '').length),
  ];
  if (names.reduce((sum, length) => sum + length, 0) > MAX_NAMES_LENGTH) {
    throw damaged(graph.file, 'the names in it alone take more than 1 MB');
  }
  return { ...graph, docString: cut(graph.docString, MAX_KEPT_TEXT), metadata: boundMetadata(graph.metadata) };
}

function boundMetadata(metadata: Graph['metadata']): Graph['metadata'] {
  const kept: Graph['metadata'] = [];
  let left = MAX_KEPT_METADATA;
  for (const { key, value } of metadata) {
    const entry = { key, value: cut(value, Math.min(MAX_KEPT_TEXT, Math.max(left - key.length, 0))) };
    left -= entry.key.length + entry.value.length;
    if (left < -MAX_KEPT_TEXT) break;
    kept.push(entry);
  }
  return kept;
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  // A pair of surrogates is not torn apart: Postgres refuses half of one.
  const whole = text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
  return `${whole}… (${formatBytes(text.length)} in the file)`;
}
