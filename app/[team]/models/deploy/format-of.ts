import type { Graph } from '../../../../server/signatures/schema.ts';

/** "opset 17", with ai.onnx.ml beside it where it is used. */
export function formatOf(graph: Pick<Graph, 'opsets'>): string {
  const main = graph.opsets.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  const ml = graph.opsets.find(({ domain }) => domain === 'ai.onnx.ml');
  return [main && `opset ${main.version}`, ml && `ml ${ml.version}`].filter(Boolean).join(', ') || 'no opset';
}
