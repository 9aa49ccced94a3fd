import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { identityModel } from '../../server/testing/onnx/tiny-models.ts';
import { measureEngine } from '../engine/raw-engine.ts';
import { seededRandom } from '../seeded-random.ts';
import { floatTensor, type BenchModel, type BenchTensor } from './bench-model.ts';
import { convolutionModel, denseModel } from './layered-models.ts';

const WIDTH = 256;
const CHANNELS = 64;
const IMAGE = [1, 3, 32, 32];
const LARGE_ELEMENTS = 4 * 1024 * 1024;
const ALL_CLIENTS = [1, 8, 32, 64];

/** The echo model alone, in a file. */
export function makeEcho(folder: string): BenchModel {
  const random = seededRandom(3);
  const file = path.join(folder, 'echo.onnx');
  writeFileSync(file, identityModel('FP32'));
  const inputs = Array.from({ length: 4 }, () => [floatTensor('x', [1], () => random() * 2 - 1)]);
  return {
    name: 'echo',
    label: 'echo, 1 float',
    file,
    inputs,
    stackable: false,
    tolerance: 0,
    doors: ['json', 'binary'],
    againstPython: false,
    clients: ALL_CLIENTS,
  };
}

/** The models of the benchmark, in files; the two of our own are made as deep as this machine needs for their run time. */
export async function makeModels(folder: string, options: { threads: number; silero: string | null }): Promise<BenchModel[]> {
  const random = seededRandom(3);
  const signed = () => random() * 2 - 1;
  const write = (name: string, bytes: Uint8Array) => {
    const file = path.join(folder, `${name}.onnx`);
    writeFileSync(file, bytes);
    return file;
  };
  const echo = makeEcho(folder);
  const dense = (layers: number) => write('dense', denseModel({ width: WIDTH, layers }));
  const convolutions = (depth: number) => write('cnn', convolutionModel({ channels: CHANNELS, depth }));
  const times = (make: () => BenchTensor[]) => Array.from({ length: 4 }, make);
  const common = { stackable: true, tolerance: 1e-4, againstPython: false, clients: ALL_CLIENTS };
  const vector = times(() => [floatTensor('x', [1, WIDTH], signed)]);
  const image = times(() => [floatTensor('image', IMAGE, signed)]);
  const denseFile = await calibrate(dense, { inputs: vector, threads: options.threads, targetMs: 1, start: 16 });
  const cnnFile = await calibrate(convolutions, { inputs: image, threads: options.threads, targetMs: 14, start: 8 });
  const models: BenchModel[] = [
    echo,
    {
      ...common,
      name: 'echo-16mb',
      label: 'echo, 16 MB',
      file: echo.file,
      inputs: [[floatTensor('x', [LARGE_ELEMENTS], signed)]],
      stackable: false,
      tolerance: 0,
      doors: ['binary'],
      clients: [1, 8],
    },
    { ...common, name: 'dense-1ms', label: 'dense, ~1 ms', file: denseFile, inputs: vector, doors: ['json', 'binary'], againstPython: true },
    { ...common, name: 'cnn', label: 'CNN, 10–20 ms', file: cnnFile, inputs: image, doors: ['json', 'binary'], againstPython: true },
  ];
  if (options.silero)
    models.push({ ...common, name: 'silero-vad', label: 'silero-vad', file: options.silero, inputs: sileroInputs(random), doors: ['json', 'binary'] });
  return models;
}

function sileroInputs(random: () => number): BenchTensor[][] {
  const rate = new Uint8Array(BigInt64Array.of(16_000n).buffer);
  return Array.from({ length: 4 }, () => [
    floatTensor('input', [1, 576], () => random() - 0.5),
    floatTensor('state', [2, 1, 128], () => random() * 0.1),
    { name: 'sr', datatype: 'INT64', shape: [], bytes: rate },
  ]);
}

/** Makes the model deeper or shallower until one run takes about `targetMs` here. */
async function calibrate(
  make: (layers: number) => string,
  options: { inputs: BenchTensor[][]; threads: number; targetMs: number; start: number },
): Promise<string> {
  let layers = options.start;
  for (let round = 0; round < 3; round++) {
    const { singleMs } = await measureEngine({ file: make(layers), inputs: options.inputs, threads: options.threads, batches: [], seconds: 0.5 });
    const wanted = Math.max(2, Math.round((layers * options.targetMs) / singleMs));
    if (Math.abs(wanted - layers) / layers < 0.1) break;
    layers = wanted;
  }
  return make(layers);
}
