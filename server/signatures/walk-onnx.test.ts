import { describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { bfloat16Model, externalDataModel, manyNodesModel, sequenceInputModel, truncated } from '../testing/onnx/bad-models.ts';
import { slowModel } from '../testing/onnx/hard-models.ts';
import { functionModel, identityModel, matMulModel, noInputModel, scalarModel, zipMapModel } from '../testing/onnx/tiny-models.ts';
import { bytesField, concatBytes, intField, varint } from '../testing/onnx/write-protobuf.ts';
import { floats, graph, longs, model, node, sparseTensor, tensor, tensorValue, value } from '../testing/onnx/write-onnx.ts';
import type { Message } from '../testing/onnx/write-onnx.ts';
import { bytesSource } from './byte-source.ts';
import type { ByteSource } from './byte-source.ts';
import type { Graph } from './schema.ts';
import { walkOnnx } from './walk-onnx.ts';

const read = (bytes: Uint8Array): Promise<Graph> => walkOnnx(bytesSource(bytes), { name: 'model.onnx' });

async function refusal(bytes: Uint8Array): Promise<AppError> {
  const error: unknown = await read(bytes).then(
    () => new Error('was read'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  return error;
}

describe('what a model says about itself', () => {
  it('reads header, values, operators and weights', async () => {
    expect(await read(matMulModel())).toEqual({
      name: 'model',
      file: 'model.onnx',
      sizeBytes: matMulModel().byteLength,
      irVersion: 8,
      opsets: [{ domain: '', version: 17 }],
      producer: 'moorage-testing',
      producerVersion: '1.0',
      domain: '',
      modelVersion: '0',
      docString: '',
      graphName: 'graph',
      metadata: [
        { key: 'author', value: 'moorage' },
        { key: 'task', value: 'test' },
      ],
      parameterCount: 15,
      weightBytes: 60,
      nodeCount: 3,
      operators: ['Add', 'MatMul', 'Relu'].map((opType) => ({ domain: '', opType, count: 1 })),
      externalData: [],
      inputs: [{ name: 'x', datatype: 'FP32', shape: ['batch', 4] }],
      outputs: [{ name: 'y', datatype: 'FP32', shape: ['batch', 3] }],
      skippedOutputs: [],
    });
  });

  it('tells named, unnamed, negative and fixed dimensions, scalars and unknown ranks apart', async () => {
    const shapeOf = async (shape: Parameters<typeof identityModel>[1]) => (await read(identityModel('INT8', shape))).inputs[0]?.shape;
    expect(await shapeOf(['N', null, '', -1, 0, 3])).toEqual(['N', null, null, null, 0, 3]);
    expect(await shapeOf(null)).toBeNull();
    expect((await read(scalarModel())).inputs[0]?.shape).toEqual([]);
  });

  it('does not take initializers for inputs, nor needs any input', async () => {
    const nodes = [node({ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] })];
    const inputs = [tensorValue('w', 'FP32', [1]), tensorValue('x', 'FP32', [1])];
    const outputs = [tensorValue('y', 'FP32', [1])];
    const listed = await read(model({ irVersion: 3, graph: graph({ nodes, inputs, outputs, initializers: [floats('w', [1], [1])] }) }));
    expect(listed.inputs.map(({ name }) => name)).toEqual(['x']);
    expect((await read(noInputModel())).inputs).toEqual([]);
  });

  it('counts the operators and weights of sub-graphs, functions, Constant nodes and sparse initializers', async () => {
    const loop = await read(slowModel(16));
    expect(loop.nodeCount).toBe(6);
    expect(loop.operators.map(({ opType }) => opType)).toContain('MatMul');
    const own = await read(functionModel());
    expect(own.operators.map(({ opType }) => opType)).toEqual(['Constant', 'Mul']);
    expect(own.parameterCount).toBe(1);
    const sparse = sparseTensor(floats('s', [2], [1, 2]), longs('', [2], [0, 9]), [10]);
    const nodes = [node({ op: 'Add', inputs: ['x', 's'], outputs: ['y'] })];
    const value = tensorValue('y', 'FP32', [10]);
    const read10 = await read(model({ graph: graph({ nodes, sparse: [sparse], inputs: [tensorValue('s', 'FP32', [10])], outputs: [value] }) }));
    expect(read10).toMatchObject({ parameterCount: 2, weightBytes: 24, inputs: [] });
  });

  it('lists what external files it needs and how far', async () => {
    expect((await read(externalDataModel())).externalData).toEqual([{ location: 'weights.bin', endBytes: 16 }]);
    const external = { location: 'w', offset: '4096' };
    const weights = [0, 1].map((i) => tensor({ name: `w${i}`, type: 'FP16', dims: [3, i + 1], external }));
    const nodes = [node({ op: 'Identity', inputs: ['w0'], outputs: ['y'] })];
    const bytes = model({ graph: graph({ nodes, initializers: weights, outputs: [tensorValue('y', 'FP16', [3, 1])] }) });
    expect(await read(bytes)).toMatchObject({ externalData: [{ location: 'w', endBytes: 4096 + 12 }], weightBytes: 18 });
  });

  it('lists sequences and maps among the outputs without serving them', async () => {
    const { outputs, skippedOutputs } = await read(zipMapModel());
    expect(outputs.map(({ name }) => name)).toEqual(['label']);
    expect(skippedOutputs).toEqual([{ name: 'scores', type: 'seq(map(int64,tensor(float)))' }]);
  });

  it('takes the fields in any order', async () => {
    const whole = graph({
      nodes: [node({ op: 'Relu', inputs: ['x'], outputs: ['y'] })],
      inputs: [tensorValue('x', 'FP32', [1])],
      outputs: [tensorValue('y', 'FP32', [1])],
    });
    const backwards = concatBytes([bytesField(8, intField(2, 17)), bytesField(7, whole), intField(5, -1), intField(1, 9)]);
    expect(await read(backwards)).toMatchObject({ irVersion: 9, modelVersion: '-1', opsets: [{ domain: '', version: 17 }] });
  });
});

describe('what is refused', () => {
  it('refuses inputs and outputs that cannot cross the API, by name and type', async () => {
    const bf16 = await refusal(bfloat16Model());
    expect(bf16.code).toBe('UNSUPPORTED_MODEL');
    expect(bf16.message).toBe('Input `x` has type bfloat16, which cannot be sent or received.');
    expect((await refusal(sequenceInputModel())).message).toContain('`items` has type seq(tensor(float))');
  });

  it('says where a cut file ends and how much is missing', async () => {
    const cut = await refusal(truncated(slowModel(64), 1000));
    expect(cut.code).toBe('INVALID_MODEL');
    expect(cut.message).toMatch(/ends at byte 15,856 and at least [\d,]+ more bytes are missing/);
  });

  it('says when a source gives fewer bytes than its size', async () => {
    const bytes = matMulModel();
    const short: ByteSource = { ...bytesSource(bytes.subarray(0, 100)), sizeBytes: bytes.byteLength };
    await expect(walkOnnx(short, { name: 'a.onnx' })).rejects.toThrow('`a.onnx` is cut short: it ends at byte 100');
  });

  const broken: [string, Message][] = [
    ['no graph', model({ graph: new Uint8Array(0) }).subarray(0, 2) as Message],
    ['a varint of eleven bytes', concatBytes([new Uint8Array(11).fill(0xff)])],
    ['a group', concatBytes([varint(7 * 8 + 3)])],
    ['field number zero', concatBytes([varint(2), varint(0)])],
    ['a field longer than its message', bytesField(7, concatBytes([varint(8 + 2), varint(50)]))],
    ['an input without a name', model({ graph: graph({ nodes: [], inputs: [tensorValue('', 'FP32', [])], outputs: [] }) })],
    ['an input without a type', model({ graph: graph({ nodes: [], inputs: [value('x', null)], outputs: [] }) })],
    ['two inputs of one name', model({ graph: graph({ nodes: [], inputs: [tensorValue('x', 'FP32', []), tensorValue('x', 'FP32', [])], outputs: [] }) })],
    [
      'a weight of 2^62 elements',
      model({ graph: graph({ nodes: [], initializers: [tensor({ name: 'w', type: 'FP32', dims: [2 ** 31, 2 ** 31] })], outputs: [] }) }),
    ],
    ['a negative dimension', model({ graph: graph({ nodes: [], initializers: [tensor({ name: 'w', type: 'FP32', dims: [-1] })], outputs: [] }) })],
    [
      'external data at no location',
      model({ graph: graph({ nodes: [], initializers: [tensor({ name: 'w', type: 'FP32', dims: [1], external: { offset: '0' } })], outputs: [] }) }),
    ],
    ['external data at a strange offset', externalDataModel('w', { offset: '-4' })],
    ['a name of 5 kB', identityModel('FP32', ['n'.repeat(5000)])],
    ['graphs nested 13 deep', nested(13)],
  ];
  it.each(broken)('refuses %s', async (_, bytes) => {
    const error = await refusal(bytes);
    expect(error.code).toBe('INVALID_MODEL');
    expect(error.suggestions.length).toBeGreaterThan(0);
  });

  it('reads graphs nested 12 deep', async () => {
    expect((await read(nested(12))).nodeCount).toBe(12);
  });

  it('refuses 600,000 nodes at the limit, in little time and memory', async () => {
    const bytes = manyNodesModel(600_000);
    let readBytes = 0;
    const source: ByteSource = {
      sizeBytes: bytes.byteLength,
      read: (offset, length) => {
        readBytes += length;
        return Promise.resolve(bytes.subarray(offset, offset + length));
      },
    };
    const heapBefore = process.memoryUsage().heapUsed;
    await expect(walkOnnx(source, { name: 'many.onnx' })).rejects.toThrow('`many.onnx` has more than 500,000 nodes.');
    expect(readBytes).toBeLessThan(bytes.byteLength);
    expect(process.memoryUsage().heapUsed - heapBefore).toBeLessThan(150e6);
  });

  it('keeps long texts cut and refuses a megabyte of names', async () => {
    const body = graph({ nodes: [], outputs: [tensorValue('y', 'FP32', [])] });
    const metadata = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`vocabulary ${i}`, '🚢'.repeat(50_000)]));
    const long = await read(model({ graph: body, metadata: { stride: '32', ...metadata }, docString: 'x'.repeat(1_000_000) }));
    expect(long.metadata[0]).toEqual({ key: 'stride', value: '32' });
    expect(long.metadata[1]?.value).toMatch(/^(🚢)+… \(100\u00a0kB in the file\)$/u);
    expect(long.docString).toContain('1.0\u00a0MB in the file');
    expect(JSON.stringify(long).length).toBeLessThan(600_000);
    const outputs = Array.from({ length: 300 }, (_, i) => tensorValue(`${i}`.padEnd(4000, 'n'), 'FP32', []));
    expect((await refusal(model({ graph: graph({ nodes: [], outputs }) }))).message).toContain('the names in it alone take more than 1 MB');
  });

  it('stops when it is told to', async () => {
    const gone = AbortSignal.abort(new Error('left the page'));
    await expect(walkOnnx(bytesSource(matMulModel()), { name: 'a.onnx' }, gone)).rejects.toThrow('left the page');
  });
});

describe('how little is read', () => {
  it('reads two windows of a file with 2.1 GB of weights', async () => {
    const gap = 2.1e9;
    const before = concatBytes([bytesField(1, node({ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] })), bytesField(11, tensorValue('x', 'FP32', ['n']))]);
    const tensorHead = concatBytes([intField(1, gap / 4), intField(2, 1), bytesField(8, 'w'), varint(9 * 8 + 2), varint(gap)]);
    const after = bytesField(12, tensorValue('y', 'FP32', ['n']));
    const weight = concatBytes([before, varint(5 * 8 + 2), varint(tensorHead.byteLength + gap), tensorHead]);
    const head = concatBytes([intField(1, 9), varint(7 * 8 + 2), varint(weight.byteLength + gap + after.byteLength), weight]);
    const tail = concatBytes([after, bytesField(8, intField(2, 20)), bytesField(14, concatBytes([bytesField(1, 'stride'), bytesField(2, '32')]))]);
    let reads = 0;
    let readBytes = 0;
    const source: ByteSource = {
      sizeBytes: head.byteLength + gap + tail.byteLength,
      read(offset, length) {
        reads += 1;
        readBytes += length;
        const window = new Uint8Array(length);
        if (offset < head.byteLength) window.set(head.subarray(offset, offset + length));
        const tailAt = head.byteLength + gap;
        if (offset >= tailAt) window.set(tail.subarray(offset - tailAt, offset - tailAt + length));
        return Promise.resolve(window);
      },
    };
    const found = await walkOnnx(source, { name: 'big.onnx' });
    expect(found).toMatchObject({ parameterCount: gap / 4, weightBytes: gap, metadata: [{ key: 'stride', value: '32' }] });
    expect(found.outputs).toHaveLength(1);
    expect(reads).toBe(2);
    expect(readBytes).toBeLessThan(66_000);
  });

  it('reads the same through reads that come in drops', async () => {
    const bytes = slowModel(8);
    const source: ByteSource = {
      sizeBytes: bytes.byteLength,
      read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + Math.min(length, 7))),
    };
    expect(await walkOnnx(source, { name: 'model.onnx' })).toEqual(await read(bytes));
  });
});

/** A chain of If-like nodes, each holding the next in an attribute graph; the innermost at `depth`. */
function nested(depth: number): Message {
  const build = (level: number): Message =>
    graph({
      nodes: [
        level === depth
          ? node({ op: 'Constant', outputs: ['c'] })
          : node({ op: 'If', outputs: ['c'], attributes: { then_branch: { graph: build(level + 1) } } }),
      ],
      outputs: [tensorValue('c', 'FP32', [])],
    });
  return model({ graph: build(1) });
}
