import { describe, expect, it } from 'vitest';
import { parsePythonLiteral } from './python-literal.ts';
import type { PythonValue } from './python-literal.ts';

const dict = (...pairs: [PythonValue, PythonValue][]) => new Map(pairs);

describe('a Python literal', () => {
  const literals: [string, PythonValue][] = [
    ["{0: 'person', 1: \"it's\"}", dict([0, 'person'], [1, "it's"])],
    ['[640, 640]', [640, 640]],
    ['True', true],
    ['None', null],
    ['(17, 3)', [17, 3]],
    ['(1,)', [1]],
    ['(1)', 1],
    ['()', []],
    ['{}', new Map()],
    ["{'a', 'b'}", ['a', 'b']],
    ["{-1: 'none', 0: 'cat'}", dict([-1, 'none'], [0, 'cat'])],
    ["{'batch': 1, 'half': False, 'nms': True, 'data': None}", dict(['batch', 1], ['half', false], ['nms', true], ['data', null])],
    ["'tab\\there, \\'quoted\\', \\\\, \\x41\\u00e9\\U0001f600, \\d'", "tab\there, 'quoted', \\, Aé😀, \\d"],
    ["{0: ['nose', ('left', 1.5e-3)]}", dict([0, ['nose', ['left', 0.0015]]])],
    ["['a' 'b', \"c\",]", ['ab', 'c']],
    [' \n[ 1 , -2.5 , .5, 1_000 ] ', [1, -2.5, 0.5, 1000]],
  ];
  it.each(literals)('%s is read exactly', (text, value) => {
    expect(parsePythonLiteral(text)).toEqual({ value });
  });

  const others = [
    '',
    'person',
    "{0: 'person'",
    "'open",
    '[1 2]',
    '{1: 2, 3}',
    'Ultralytics YOLO11n model',
    '[1] tail',
    "'\\x4'",
    `${'['.repeat(100)}${']'.repeat(100)}`,
  ];
  it.each(others)('%s is none', (text) => {
    expect(parsePythonLiteral(text)).toBeNull();
  });
});
