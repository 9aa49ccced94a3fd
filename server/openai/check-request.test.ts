import { expect, it } from 'vitest';
import { chatSchema, check } from './check-request.ts';

const asked = (message: object) => ({ model: 'writer', messages: [{ role: 'user', content: 'Hello' }, message] });

it('takes a conversation as it is', () => {
  expect(check(chatSchema, asked({ role: 'assistant', content: [{ type: 'text', text: 'Ahoy' }] })).messages).toHaveLength(2);
});

it.each([
  ['messages.1.name', { role: 'user', content: 'Hello', name: 'ada' }],
  ['messages.1.tool_calls', { role: 'assistant', content: 'Hello', tool_calls: [] }],
])('refuses %s by its name: no template would see it', (at, message) => {
  expect(() => check(chatSchema, asked(message))).toThrow(`\`${at}\` is not supported here.`);
});
