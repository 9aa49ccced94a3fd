import { AppError } from '../errors.ts';

/** One page of a list that is short enough to be read whole; the cursor is the last item's id. @throws INVALID_INPUT */
export function pageOfArray<Item>(
  items: Item[],
  idOf: (item: Item) => string,
  page: { limit: number; cursor?: string },
): { items: Item[]; nextCursor: string | null } {
  const start = page.cursor === undefined ? 0 : items.findIndex((item) => idOf(item) === page.cursor) + 1;
  if (page.cursor !== undefined && start === 0)
    throw new AppError('INVALID_INPUT', 'The cursor is not one of this list any more.', { suggestions: ['Read the list from its beginning.'] });
  const slice = items.slice(start, start + page.limit);
  const last = slice.at(-1);
  return { items: slice, nextCursor: last && start + page.limit < items.length ? idOf(last) : null };
}
