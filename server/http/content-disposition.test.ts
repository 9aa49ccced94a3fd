import { expect, it } from 'vitest';
import { attachment } from './content-disposition.ts';

it('gives every name an ASCII form and an exact one', () => {
  expect(attachment('weights/model.onnx')).toBe(`attachment; filename="model.onnx"; filename*=UTF-8''model.onnx`);
  expect(attachment('modèle "1".onnx')).toBe(`attachment; filename="mod_le _1_.onnx"; filename*=UTF-8''mod%C3%A8le%20%221%22.onnx`);
});

it('lets no name leave its folder, its header or its direction', () => {
  expect(attachment('../../etc/passwd')).toContain('"passwd"');
  expect(attachment('..\\..\\evil.exe')).toContain('"evil.exe"');
  expect(attachment('a\r\nSet-Cookie: x=1')).not.toMatch(/[\r\n]/);
  expect(attachment('gpj.\u202eexe')).toContain('"gpj.exe"');
  expect(attachment('\u0000')).toContain('"download"');
  expect(attachment('\ud800x')).toContain('filename*=');
});
