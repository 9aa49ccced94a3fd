export type Chord = { key: string; mod: boolean; shift: boolean; alt: boolean };

/** "mod+shift+c" and "g m" as chords in order. Letters are lower case; `mod` is ⌘ or Ctrl. */
export function parseShortcut(keys: string): Chord[] {
  return keys
    .trim()
    .split(/\s+/)
    .map((chord) => {
      const parts = chord.toLowerCase().split('+');
      const key = parts.at(-1) ?? '';
      return { key, mod: parts.includes('mod'), shift: parts.includes('shift'), alt: parts.includes('alt') };
    });
}

type KeyPress = Pick<KeyboardEvent, 'key' | 'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey'>;

/** Shift is compared only for letters and named keys: "?" needs it on most keyboards. */
export function isChord(press: KeyPress, chord: Chord): boolean {
  const key = press.key.toLowerCase();
  const named = key.length > 1 || /^[a-z]$/.test(key);
  return key === chord.key && (press.metaKey || press.ctrlKey) === chord.mod && press.altKey === chord.alt && (!named || press.shiftKey === chord.shift);
}

/** True if the last presses are this shortcut's chords. */
export function endsWithShortcut(presses: readonly KeyPress[], chords: readonly Chord[]): boolean {
  const tail = presses.slice(-chords.length);
  return tail.length === chords.length && chords.every((chord, index) => tail[index] !== undefined && isChord(tail[index], chord));
}

/** True if it can fire without ⌘, Ctrl or Alt, so never in a field. */
export function isPlain(chords: readonly Chord[]): boolean {
  return chords.some((chord) => !chord.mod && !chord.alt);
}
