import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** True on Apple keyboards, where the modifier is ⌘; false on the server and elsewhere (Ctrl). */
export function useAppleKeyboard(): boolean {
  return useSyncExternalStore(
    never,
    () => /mac|iphone|ipad/i.test(navigator.platform),
    () => false,
  );
}
