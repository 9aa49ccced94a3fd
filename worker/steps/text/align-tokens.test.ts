import { expect, test } from 'vitest';
import { alignTokens } from './align-tokens.ts';

const none = () => false;
const words = (text: string, tokens: string[], special: (index: number) => boolean = none) =>
  alignTokens(text, tokens, special).map((offset) => (offset ? text.slice(...offset) : null));

test.each([
  ['Hello world', ['hello', 'world'], ['Hello', 'world']],
  ['Unaffable', ['una', '##ffa', '##ble'], ['Una', 'ffa', 'ble']],
  ['Müller geht', ['muller', 'geht'], ['Müller', 'geht']],
  ['a  b', ['a', 'b'], ['a', 'b']],
  ['Ahoy 😀 there', ['ahoy', '😀', 'there'], ['Ahoy', '😀', 'there']],
  ['New York', ['▁New', '▁York'], ['New', 'York']],
  ['zero\u200bwidth\u0007 on', ['zerowidth', 'on'], ['zero\u200bwidth', 'on']],
  ['שָׁלוֹם now', ['שלום', 'now'], ['שָׁלוֹם', 'now']],
  ['New York', ['New', 'ĠYork'], ['New', 'York']],
])('in "%s" the tokens %j stand at %j', (text, tokens, wanted) => {
  expect(words(text, tokens)).toEqual(wanted);
});

test('special tokens stand nowhere, and one that is not there is not guessed', () => {
  expect(words('see cat', ['[CLS]', 'see', '[UNK]', 'cat'], (index) => index === 0)).toEqual([null, 'see', null, 'cat']);
  expect(words('cat sat cat', ['cat', 'dog', 'cat'])).toEqual(['cat', null, null]);
});
