import { expect, test } from 'vitest';
import { Circuits } from './circuit.ts';

test('three deaths within five minutes open the circuit, older ones are forgotten', () => {
  const circuits = new Circuits();
  expect([0, 1, 2].map((minute) => circuits.noteDeath('v', 1, minute * 60_000))).toEqual([false, false, true]);
  const slow = new Circuits();
  expect([0, 4, 8, 12].map((minute) => slow.noteDeath('v', 1, minute * 60_000))).toEqual([false, false, false, false]);
});

test('a poisonous input out of a batch is done with before the circuit would open', () => {
  const circuits = new Circuits();
  expect([circuits.noteDeath('v', 8, 0), circuits.noteDeath('v', 1, 1), circuits.noteDeath('v', 1, 2)]).toEqual([false, false, false]);
  expect(circuits.noteDeath('v', 8, 3)).toBe(true);
});

test('a circuit closed by hand ends the probation: three more deaths open it again', () => {
  const circuits = new Circuits();
  for (const at of [0, 1, 2]) circuits.noteDeath('v', 1, at);
  // Read before it was written that it is open.
  circuits.noteClosed('v', 3);
  circuits.noteOpened('v', 4);
  circuits.noteClosed('v', 3);
  expect(circuits.noteDeath('v', 1, 5)).toBe(true);
  circuits.noteOpened('v', 6);
  circuits.noteClosed('v', 7);
  expect([8, 9, 10].map((at) => circuits.noteDeath('v', 1, at))).toEqual([false, false, true]);
});

test('on probation one death opens it again, one answer ends it', () => {
  const circuits = new Circuits();
  for (const at of [0, 1, 2]) circuits.noteDeath('v', 1, at);
  expect(circuits.noteDeath('v', 1, 3)).toBe(true);
  expect(circuits.noteAnswer('v')).toBe(true);
  expect(circuits.noteAnswer('v')).toBe(false);
  expect(circuits.noteDeath('v', 1, 4)).toBe(false);
});
