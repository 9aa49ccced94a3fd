import { describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import * as bad from '../testing/onnx/bad-models.ts';
import { addModel, functionModel, matMulModel, noInputModel, zipMapModel } from '../testing/onnx/tiny-models.ts';
import { bytesSource } from './byte-source.ts';
import { isTensorField } from './main-graph.ts';
import { readSignature } from './read-signature.ts';
import { signatureSchema } from './schema.ts';

const file = (name: string, bytes: Uint8Array) => ({ name, source: bytesSource(bytes) });
const text = (content: string) => new TextEncoder().encode(content);
const ascii = (content: string, padTo = 64) => Uint8Array.from({ length: padTo }, (_, i) => content.charCodeAt(i) || 0);

async function refusal(...files: { name: string; source: ReturnType<typeof bytesSource> }[]): Promise<AppError> {
  const error: unknown = await readSignature(files).then(
    () => new Error('was taken'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  expect(error.why ?? '').not.toBe('');
  expect(error.suggestions.length).toBeGreaterThan(0);
  return error;
}

describe('the signature of a version', () => {
  it('makes a Field of every tensor, by its own name', async () => {
    const signature = await readSignature([file('model.onnx', matMulModel())]);
    expect(signatureSchema.parse(signature)).toEqual(signature);
    expect(signature.inputs).toEqual([
      { name: 'x', encoding: 'tensor', datatype: 'FP32', shape: ['batch', 4], required: true, tensors: [{ graph: 'model', name: 'x' }], steps: [] },
    ]);
    expect(signature.outputs.filter(isTensorField).map(({ name, shape }) => ({ name, shape }))).toEqual([{ name: 'y', shape: ['batch', 3] }]);
    expect(signature.graphs.map(({ name, file: from }) => ({ name, from }))).toEqual([{ name: 'model', from: 'model.onnx' }]);
  });

  it('takes models without inputs, with functions of their own', async () => {
    expect((await readSignature([file('a.onnx', noInputModel())])).inputs).toEqual([]);
    expect((await readSignature([file('a.onnx', functionModel())])).outputs).toHaveLength(1);
  });

  it('serves the scores that go into a ZipMap, with its labels, in place of the maps that come out', async () => {
    const [graph] = (await readSignature([file('a.onnx', zipMapModel())])).graphs;
    expect(graph?.outputs.map(({ name }) => name)).toEqual(['label', 'probabilities']);
    expect(graph?.zipMaps).toEqual([{ output: 'scores', tensor: 'probabilities', labels: ['0', '1'] }]);
    expect(graph?.classLabels).toEqual(['0', '1']);
    expect(graph?.skippedOutputs).toEqual([]);
  });

  it('takes a model under any name, with README, labels and configuration beside it', async () => {
    const beside = [file('README.md', text('# Model')), file('config.json', text('{"a":1}')), file('labels.txt', text('cat\ndog'))];
    expect((await readSignature([...beside, file('weights/model', addModel())])).inputs).toHaveLength(2);
  });

  it('takes external data beside the model, also in a folder', async () => {
    const files = [file('onnx/model.onnx', bad.externalDataModel('data/w.bin')), file('onnx/data/w.bin', bad.externalWeights())];
    expect((await readSignature(files)).graphs[0]?.externalData).toEqual([{ location: 'data/w.bin', endBytes: 16 }]);
  });
});

describe('bad files', () => {
  const impostors: [string, Uint8Array, RegExp][] = [
    ['empty', new Uint8Array(0), /is empty/],
    ['a Git LFS pointer', bad.gitLfsPointer(438_000_000), /is a Git LFS pointer, not a model/],
    ['a web page', text('<!DOCTYPE html><html><body>Sign in</body></html>'), /is a web page/],
    ['JSON', text('{"error":"Entry not found"}'), /is JSON/],
    ['text', text('hello there, this is no model'), /is a text file/],
    ['TensorFlow Lite', ascii('\x1c\0\0\0TFL3'), /is a TensorFlow Lite model/],
    ['ORT format', ascii('\x28\0\0\0ORTM'), /ORT format/],
    ['a zip', ascii('PK\x03\x04\x14\0\0\0model.onnx'), /is a zip archive/],
    ['a PyTorch zip', ascii('PK\x03\x04\0\0\x08\x08archive/data.pkl'), /is a PyTorch checkpoint/],
    ['a pickle', ascii('\x80\x04\x95\x10\0\0\0\0\0\0\0sklearn'), /is a Python pickle/],
    ['safetensors', ascii('\x10\0\0\0\0\0\0\0{"__metadata__":{}}'), /is a safetensors file/],
    ['GGUF', ascii('GGUF\x03'), /is a GGUF model/],
    ['HDF5', ascii('\x89HDF\r\n\x1a\n'), /is an HDF5 file/],
    ['gzip', ascii('\x1f\x8b\x08'), /is a gzip archive/],
    ['7z', ascii("7z\xbc\xaf'\x1c"), /is a 7z archive/],
    ['a PNG', ascii('\x89PNG\r\n\x1a\n'), /is an image/],
    ['a .npy', ascii('\x93NUMPY\x01\0'), /is a NumPy array/],
    ['noise', Uint8Array.from({ length: 500 }, (_, i) => (i * 151 + 13) & 0xff), /is not a valid ONNX file/],
  ];
  it.each(impostors)('refuses %s under the name of a model', async (_, bytes, message) => {
    const error = await refusal(file('model.onnx', bytes));
    expect(error.message).toMatch(message);
    expect(error.message).toContain('`model.onnx`');
  });

  it('names the size a Git LFS pointer points at', async () => {
    expect((await refusal(file('a.onnx', bad.gitLfsPointer(438_000_000)))).suggestions[0]).toContain('438\u00a0MB');
  });

  it('says where a cut model ends', async () => {
    const error = await refusal(file('model.onnx', bad.truncated(matMulModel(), 100)));
    expect(error.code).toBe('INVALID_MODEL');
    expect(error.message).toMatch(/is cut short: it ends at byte \d+/);
  });

  it('names the external data that is missing, short, or a pointer', async () => {
    const model = file('m/model.onnx', bad.externalDataModel());
    const missing = await refusal(model, file('m/wrong.bin', bad.externalWeights()));
    expect(missing.message).toBe('`m/model.onnx` needs `m/weights.bin`, which is missing.');
    expect(missing.why).toContain('m/wrong.bin');
    const short = await refusal(model, file('m/weights.bin', new Uint8Array(15)));
    expect(short.message).toContain('needs 16 bytes of it and it has 15');
    expect((await refusal(model, file('m/weights.bin', bad.gitLfsPointer(16)))).message).toContain('is a Git LFS pointer');
  });

  const escapes = ['../../etc/passwd', '/etc/passwd', 'a/../../b', 'C:\\weights', '..\\w', 'w\0.bin', '..', './', 'c:/w', '*/_ORT_MEM_ADDR_/*'];
  it.each(escapes)('refuses external data at %j', async (location) => {
    const error = await refusal(file('model.onnx', bad.externalDataModel(location)), file('weights.bin', bad.externalWeights()));
    expect(error.code).toBe('INVALID_MODEL');
    expect(error.message).toContain('outside its own folder');
  });

  it('refuses file formats and operator sets the engine does not read', async () => {
    const future = await refusal(file('a.onnx', bad.irModel(14)));
    expect(future.message).toContain('(IR) 14; the newest supported is 13');
    expect(future.suggestions[0]).toContain('ir_version = 13');
    expect((await refusal(file('a.onnx', bad.opsetModel(27)))).message).toContain('uses opset 27; the newest supported is 26');
    expect((await refusal(file('a.onnx', bad.customOperatorModel()))).message).toContain('custom operators: ai.onnx.contrib.StringUpper');
    expect((await refusal(file('a.onnx', bad.customOperatorModel('TRT', 'NMS')))).why).toContain('The domain TRT');
    expect((await refusal(file('a.onnx', bad.bfloat16Model()))).code).toBe('UNSUPPORTED_MODEL');
    expect((await refusal(file('a.onnx', bad.sequenceOutputModel()))).message).toContain('has no tensor output: `pair` (seq(tensor(float)))');
  });

  it('leaves an old operator set to the engine, which still runs most of them', async () => {
    expect((await readSignature([file('a.onnx', bad.opsetModel(5))])).graphs[0]?.opsets).toEqual([{ domain: '', version: 5 }]);
  });

  it('refuses several models at once, and another format beside a model', async () => {
    const model = file('a.onnx', addModel());
    expect((await refusal(model, file('b.onnx', addModel()))).message).toBe('2 models were dropped together: `a.onnx`, `b.onnx`.');
    const beside = await refusal(model, file('model.safetensors', ascii('\x10\0\0\0\0\0\0\0{"__metadata__":{}}')));
    expect(beside.suggestions).toEqual(['Drop `a.onnx` without `model.safetensors`.']);
  });

  it('refuses a drop without a model by its most telling file', async () => {
    const checkpoint = file('model.pt', ascii('PK\x03\x04\0\0\x08\x08archive/data.pkl'));
    expect((await refusal(file('README.md', text('# hi')), checkpoint)).message).toContain('`model.pt` is a PyTorch checkpoint');
    expect((await refusal(file('notes.txt', text('hi')))).message).toContain('`notes.txt` is a text file');
    await expect(readSignature([])).rejects.toThrow('No file was dropped.');
  });
});
