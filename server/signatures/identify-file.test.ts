import { describe, expect, it } from 'vitest';
import { gitLfsPointer } from '../testing/onnx/bad-models.ts';
import { hangsAtRunModel } from '../testing/onnx/hard-models.ts';
import { matMulModel, noInputModel } from '../testing/onnx/tiny-models.ts';
import { bytesField, concatBytes, intField } from '../testing/onnx/write-protobuf.ts';
import { bytesSource } from './byte-source.ts';
import { identifyFile, identifyHead } from './identify-file.ts';

const bytesOf = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)));
const kindOf = (bytes: Uint8Array, name = 'file') => identifyHead(bytes, name, bytes.length).kind;

describe('what a file is', () => {
  it('knows ONNX by its fields, in any order and however short', async () => {
    expect(kindOf(matMulModel())).toBe('onnx');
    expect(kindOf(noInputModel())).toBe('onnx');
    expect(kindOf(hangsAtRunModel())).toBe('onnx');
    expect(kindOf(concatBytes([bytesField(8, intField(2, 17)), intField(1, 8), bytesField(7, bytesField(2, 'g'))]))).toBe('onnx');
    expect(await identifyFile(bytesSource(matMulModel()), 'model.onnx')).toEqual({ kind: 'onnx' });
  });

  it('knows a TensorFlow SavedModel and a frozen graph from an ONNX model', () => {
    const metaGraph = bytesField(1, bytesField(2, 'x'.repeat(200)));
    expect(kindOf(concatBytes([intField(1, 1), bytesField(2, metaGraph)]), 'saved_model.pb')).toBe('tensorflow');
    const nodeDef = concatBytes([bytesField(1, 'input'), bytesField(2, 'Placeholder'), bytesField(5, Uint8Array.of(0, 1, 2))]);
    expect(kindOf(bytesField(1, nodeDef), 'frozen.pb')).toBe('tensorflow');
  });

  it('knows archives by what is in them', () => {
    const zip = (name: string) => bytesOf('PK', [3, 4, 20, 0, 0, 0, 8, 0], name);
    expect(kindOf(zip('archive/data.pkl'))).toBe('torch');
    expect(kindOf(zip('metadata.json...{"keras_version"'))).toBe('keras');
    expect(kindOf(zip('model/model.onnx'))).toBe('zip');
    const tar = new Uint8Array(600);
    tar.set(bytesOf('ustar'), 257);
    expect(kindOf(tar)).toBe('tar');
  });

  it('calls a pickle a checkpoint only by its name', () => {
    const pickle = bytesOf([0x80, 2, 0x7d, 0x71, 0]);
    expect(kindOf(pickle, 'weights.pth')).toBe('torch');
    expect(kindOf(pickle, 'model.joblib')).toBe('pickle');
  });

  it('tells kinds of text apart, in any script and after a byte order mark', () => {
    expect(kindOf(bytesOf([0xef, 0xbb, 0xbf], '{"labels": []}'))).toBe('json');
    expect(kindOf(bytesOf('\n\n <!DOCTYPE HTML><title>Hugging Face'))).toBe('html');
    expect(kindOf(bytesOf('猫\n狗\n'.repeat(50)).subarray(0, 256))).toBe('text');
    expect(kindOf(bytesOf('cat\ndog\n'))).toBe('text');
    expect(identifyHead(gitLfsPointer(123), 'model.onnx', 130)).toEqual({ kind: 'git-lfs-pointer', sizeBytes: 123 });
    expect(kindOf(bytesOf('version https://git-lfs.github.com/spec/v1\noid sha256:0'))).toBe('git-lfs-pointer');
  });

  it('calls weights and noise unknown, and nothing empty', async () => {
    expect(kindOf(new Uint8Array(4096))).toBe('unknown');
    expect(kindOf(new Uint8Array(Float32Array.from({ length: 999 }, (_, i) => Math.sin(i)).buffer))).toBe('unknown');
    expect(await identifyFile(bytesSource(new Uint8Array(0)), 'model.onnx')).toEqual({ kind: 'empty' });
  });
});
