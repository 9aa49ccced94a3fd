import type { Companions } from '../detect/companions.ts';
import { NO_COMPANIONS } from '../detect/companions.ts';
import type { Evidence } from '../detect/evidence.ts';
import type { Datatype } from '../datatype.ts';
import type { Dim } from '../field.ts';
import type { Graph, TensorSpec } from '../schema.ts';

/** A tensor: its shape alone for FP32, or with another datatype. */
type Tensor = readonly Dim[] | { type: Datatype; shape: readonly Dim[] | null };

export interface Sketch {
  name?: string;
  file?: string;
  producer?: string;
  inputs: Record<string, Tensor>;
  outputs: Record<string, Tensor>;
  metadata?: Record<string, string>;
  /** "Softmax", or "ai.onnx.ml:ZipMap". */
  operators?: string[];
  skipped?: Record<string, string>;
}

/** A Graph as the walker would give it for a file that nobody has to make. */
export function syntheticGraph(sketch: Sketch): Graph {
  const operators = (sketch.operators ?? []).map((name) => {
    const [domain, opType] = name.includes(':') ? name.split(':') : ['', name];
    return { domain: domain ?? '', opType: opType ?? '', count: 1 };
  });
  return {
    name: sketch.name ?? 'model',
    file: sketch.file ?? 'model.onnx',
    sizeBytes: 1000,
    irVersion: 8,
    opsets: [{ domain: '', version: 17 }, ...(operators.some(({ domain }) => domain === 'ai.onnx.ml') ? [{ domain: 'ai.onnx.ml', version: 3 }] : [])],
    producer: sketch.producer ?? 'pytorch',
    producerVersion: '',
    domain: '',
    modelVersion: '0',
    docString: '',
    graphName: 'main',
    metadata: Object.entries(sketch.metadata ?? {}).map(([key, value]) => ({ key, value })),
    parameterCount: 1,
    weightBytes: 4,
    nodeCount: 100,
    operators,
    externalData: [],
    inputs: Object.entries(sketch.inputs).map(specOf),
    outputs: Object.entries(sketch.outputs).map(specOf),
    skippedOutputs: Object.entries(sketch.skipped ?? {}).map(([name, type]) => ({ name, type })),
  };
}

function specOf([name, tensor]: [string, Tensor]): TensorSpec {
  if ('type' in tensor) return { name, datatype: tensor.type, shape: tensor.shape === null ? null : [...tensor.shape] };
  return { name, datatype: 'FP32', shape: [...tensor] };
}

/** Evidence of one sketch and what stands beside it. */
export function syntheticEvidence(sketch: Sketch, beside: Partial<Companions> = {}): Evidence {
  return { graphs: [syntheticGraph(sketch)], companions: { ...NO_COMPANIONS, ...beside } };
}

export const ids = { type: 'INT64', shape: ['batch_size', 'sequence_length'] } as const;
export const BERT = { input_ids: ids, attention_mask: ids, token_type_ids: ids };
export const TOKENIZER = { file: 'tokenizer.json', maxLength: null };
export const ULTRALYTICS = { description: 'Ultralytics YOLO11n model trained on coco.yaml', author: 'Ultralytics', stride: '32', imgsz: '[640, 640]' };
export const namesOf = (count: number) => `{${Array.from({ length: count }, (_, i) => `${i}: 'class ${i}'`).join(', ')}}`;
export const labelsFile = (count: number) => ({ file: 'labels.txt', labels: Array.from({ length: count }, (_, i) => `class ${i}`) });
export const id2label = (...labels: string[]) => Object.fromEntries(labels.map((label, index) => [String(index), label]));
