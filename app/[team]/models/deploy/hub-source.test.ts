import { expect, it } from 'vitest';
import { isSource, toSource } from './hub-source.ts';

it('takes the address of a model on the Hub for its source', () => {
  expect(toSource('https://huggingface.co/onnx-community/whisper-tiny')).toBe('hf:onnx-community/whisper-tiny');
  expect(toSource(' https://huggingface.co/acme/writer/ ')).toBe('hf:acme/writer');
  expect(toSource('https://hf.co/acme/writer.v2?library=transformers.js')).toBe('hf:acme/writer.v2');
  expect(toSource('https://huggingface.co/acme/writer/tree/main')).toBe('hf:acme/writer');
  expect(toSource('https://huggingface.co/acme/writer/tree/v2/onnx')).toBe('hf:acme/writer@v2');
  expect(toSource('https://huggingface.co/acme/writer/blob/main/onnx/model.onnx')).toBe('hf:acme/writer');
});

it('leaves everything else as it was typed', () => {
  for (const text of ['hf:acme/writer@v2#q4', 'npm:a@1/b.onnx', 'acme/writer', 'https://huggingface.co/datasets/acme', 'https://example.com/acme/writer', '']) {
    expect(toSource(text)).toBe(text);
  }
});

it('knows what is a source when it is pasted', () => {
  expect([isSource('hf:acme/writer'), isSource('https://huggingface.co/acme/writer'), isSource('npm:a@1/b.onnx')]).toEqual([true, true, true]);
  expect([isSource('hello'), isSource('hf: what is that'), isSource('https://example.com/a/b')]).toEqual([false, false, false]);
});
