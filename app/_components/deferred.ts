import { createElement, useEffect, useSyncExternalStore } from 'react';
import type { ComponentType, ReactNode } from 'react';

export type Deferred<Props> = {
  /** Asks for the component, once. What could not be fetched is asked for again by the next gesture. */
  fetch: () => void;
  /** The component as soon as it is there; nothing until then, on the server and while a page wakes up. */
  Part: ComponentType<Props>;
};

/** A part of the page that comes in a file of its own: what nobody sees before a gesture. */
export function deferred<Props extends object>(load: () => Promise<ComponentType<Props>>): Deferred<Props> {
  const waiting = new Set<() => void>();
  let component: ComponentType<Props> | undefined;
  let onItsWay = false;

  async function bring() {
    onItsWay = true;
    try {
      component = await load();
      for (const notify of waiting) notify();
    } catch (error) {
      console.warn('A part of the page could not be fetched.', error);
    } finally {
      onItsWay = false;
    }
  }

  function subscribe(notify: () => void) {
    waiting.add(notify);
    return () => void waiting.delete(notify);
  }

  function Part(props: Props): ReactNode {
    const loaded = useSyncExternalStore(
      subscribe,
      () => component,
      () => undefined,
    );
    return loaded ? createElement(loaded, props) : null;
  }

  return { fetch: () => void (component || onItsWay || bring()), Part };
}

/** Fetches it when the page has loaded and the browser has nothing else to do, for what has to open at the first click. */
export function useFetchWhenIdle({ fetch }: Pick<Deferred<never>, 'fetch'>): void {
  useEffect(() => {
    // Safari before 18.4 has no requestIdleCallback.
    const whenIdle = () => ('requestIdleCallback' in window ? requestIdleCallback(() => fetch()) : setTimeout(fetch, 1000));
    if (document.readyState === 'complete') whenIdle();
    else window.addEventListener('load', whenIdle, { once: true });
    return () => window.removeEventListener('load', whenIdle);
  }, [fetch]);
}
