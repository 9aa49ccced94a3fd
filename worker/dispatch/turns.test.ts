import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Turns, type Turn } from './turns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A version that always has work; how many batches it has begun. */
class Version {
  begun = 0;
  turn: Turn | null = null;
  teamId: string;
  readonly #turns: Turns;

  constructor(turns: Turns, teamId: string) {
    this.#turns = turns;
    this.teamId = teamId;
  }

  feed(): void {
    if (this.turn) return;
    this.turn = this.#turns.take(this);
    if (this.turn) this.begun++;
  }

  finish(): void {
    const { turn } = this;
    this.turn = null;
    this.feed();
    turn?.end();
  }
}

test('one team alone takes all there is, several take their parts, and their versions take turns', () => {
  const turns = new Turns(2);
  const many = Array.from({ length: 3 }, () => new Version(turns, 'many'));
  for (const version of many) version.feed();
  expect(many.map(({ begun }) => begun)).toEqual([1, 1, 1]);
  const single = new Version(turns, 'single');
  single.feed();
  expect(single.begun).toBe(1);
  for (let i = 0; i < 30; i++) {
    for (const version of many.filter(({ turn }) => turn)) version.finish();
    single.finish();
  }
  const [total, most, least] = [many.reduce((sum, { begun }) => sum + begun, 0), ...[Math.max, Math.min].map((of) => of(...many.map(({ begun }) => begun)))];
  expect(total / single.begun).toBeLessThan(1.2);
  expect((most ?? 0) - (least ?? 0)).toBeLessThanOrEqual(1);
});

test('when the others have gone, whoever waited goes on', () => {
  const turns = new Turns(1);
  const [a, b, other] = [new Version(turns, 'team'), new Version(turns, 'team'), new Version(turns, 'other')];
  other.feed();
  a.feed();
  b.feed();
  expect([a.turn === null, b.turn === null]).toEqual([false, true]);
  const { turn } = other;
  other.turn = null;
  turn?.end();
  vi.advanceTimersByTime(25);
  expect(b.turn).not.toBeNull();
});

test('who calls again at once finds its part of the cores free; after a moment it is given away', () => {
  const turns = new Turns(2);
  const bulk = [new Version(turns, 'bulk'), new Version(turns, 'bulk')];
  const caller = { teamId: 'caller', feed: () => undefined };
  const running = () => bulk.filter(({ turn }) => turn).length;
  const first = turns.take(caller);
  for (const version of bulk) version.feed();
  expect([first === null, running()]).toEqual([false, 1]);
  first?.end();
  vi.advanceTimersByTime(20);
  expect(running()).toBe(1);
  const second = turns.take(caller);
  second?.end();
  vi.advanceTimersByTime(24);
  expect([second === null, running()]).toEqual([false, 1]);
  vi.advanceTimersByTime(1);
  expect(running()).toBe(2);
});

test('a batch that does not come to an end keeps its turn for a second, one that left the line gets none', () => {
  const turns = new Turns(1);
  const [hung, next, gone, other] = ['team', 'team', 'team', 'other'].map((team) => new Version(turns, team)) as [Version, Version, Version, Version];
  other.feed();
  for (const version of [hung, gone, next]) version.feed();
  turns.leave(gone);
  expect(next.turn).toBeNull();
  vi.advanceTimersByTime(1_000);
  expect([next.begun, gone.begun]).toEqual([1, 0]);
});

test('one that waits and whose team is known no more leaves the line all the same', () => {
  const turns = new Turns(1);
  const [other, held, gone] = ['other', 'team', 'team'].map((team) => new Version(turns, team)) as [Version, Version, Version];
  for (const version of [other, held, gone]) version.feed();
  gone.teamId = '';
  turns.leave(gone);
  held.turn?.end();
  vi.advanceTimersByTime(25);
  // With nobody of its team left there is one team, which has all there is.
  const more = [new Version(turns, 'other'), new Version(turns, 'other')];
  for (const version of more) version.feed();
  expect(more.every(({ turn }) => turn !== null)).toBe(true);
});

test('who is called to go on takes one turn, and stands in line again for the next', () => {
  const turns = new Turns(12);
  const [leaving, staying] = ['leaving', 'staying'].map((team) => new Version(turns, team)) as [Version, Version];
  for (const version of [leaving, staying, ...Array.from({ length: 4 }, () => new Version(turns, 'team'))]) version.feed();
  const greedy = { teamId: 'team', taken: 0, feed: () => void (greedy.taken += [turns.take(greedy), turns.take(greedy)].filter(Boolean).length) };
  const next = new Version(turns, 'team');
  greedy.feed();
  next.feed();
  expect([greedy.taken, next.begun]).toEqual([0, 0]);
  leaving.turn?.end();
  vi.advanceTimersByTime(25);
  expect([greedy.taken, next.begun]).toEqual([1, 1]);
});
