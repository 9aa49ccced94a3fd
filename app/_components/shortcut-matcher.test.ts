import { describe, expect, it } from 'vitest';
import { endsWithShortcut, isPlain, parseShortcut } from './shortcut-matcher.ts';

const press = (key: string, held: Partial<Record<'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey', boolean>> = {}) => ({
  key,
  metaKey: false,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe('shortcuts', () => {
  it('match a sequence only when its keys come last and in order', () => {
    const keys = parseShortcut('g m');
    expect(endsWithShortcut([press('x'), press('g'), press('m')], keys)).toBe(true);
    expect(endsWithShortcut([press('g'), press('r')], keys)).toBe(false);
    expect(endsWithShortcut([press('m')], keys)).toBe(false);
  });
  it('take command and control alike, and tell shifted letters apart', () => {
    const palette = parseShortcut('mod+k');
    expect(endsWithShortcut([press('k', { metaKey: true })], palette)).toBe(true);
    expect(endsWithShortcut([press('k', { ctrlKey: true })], palette)).toBe(true);
    expect(endsWithShortcut([press('k')], palette)).toBe(false);
    expect(endsWithShortcut([press('C', { ctrlKey: true, shiftKey: true })], parseShortcut('mod+shift+c'))).toBe(true);
    expect(endsWithShortcut([press('C', { ctrlKey: true, shiftKey: true })], parseShortcut('mod+c'))).toBe(false);
  });
  it('know the question mark whether or not it needs shift', () => {
    expect(endsWithShortcut([press('?', { shiftKey: true })], parseShortcut('?'))).toBe(true);
    expect(endsWithShortcut([press('?')], parseShortcut('?'))).toBe(true);
  });
  it('are plain when a field could take their keys as text', () => {
    expect(isPlain(parseShortcut('d'))).toBe(true);
    expect(isPlain(parseShortcut('g m'))).toBe(true);
    expect(isPlain(parseShortcut('mod+enter'))).toBe(false);
  });
});
