import { expect, it } from 'vitest';
import { whyNotFollow } from './why-not-follow.ts';

const follow = (from: string, to: string) => whyNotFollow(new URL(from), new URL(to));

it.each([
  ['https://1.1.1.1/a', 'https://1.1.1.1/b'],
  ['https://1.1.1.1', 'https://8.8.8.8'],
  ['http://127.0.0.1:4000', 'http://127.0.0.1:5000'],
  ['http://10.0.0.5', 'https://8.8.8.8'],
])('%s leads to %s', async (from, to) => {
  expect(await follow(from, to)).toBeNull();
});

it.each([
  ['https://1.1.1.1', 'https://169.254.169.254/latest/meta-data', 'not on the public internet'],
  ['https://1.1.1.1', 'https://127.0.0.1', 'not on the public internet'],
  ['https://1.1.1.1', 'https://[::1]', 'not on the public internet'],
  ['https://1.1.1.1', 'https://[::ffff:10.0.0.1]', 'not on the public internet'],
  ['http://1.1.1.1', 'http://localhost:5432', 'not on the public internet'],
  ['https://1.1.1.1', 'http://8.8.8.8', 'not https'],
  ['https://1.1.1.1', 'file:///etc/passwd', 'not https'],
])('%s does not lead to %s', async (from, to, why) => {
  expect(await follow(from, to)).toContain(why);
});
