import { formatShape, type Change } from './compare-inputs.ts';
import type { Dim, Field } from './field.ts';
import { formatCount } from '../format-count.ts';

/** What a program that reads one output notices. */
export function compareOutput(was: Field, is: Field): Change[] {
  if (was.encoding !== is.encoding) return [breaks(`It is ${is.encoding}, no longer ${was.encoding}.`)];
  const changes: Change[] = [];
  if (was.encoding === 'tensor' && is.encoding === 'tensor') {
    if (was.datatype !== is.datatype) changes.push(breaks(`It is ${is.datatype}, no longer ${was.datatype}.`));
    if (isOther(was.shape, is.shape)) changes.push(breaks(`It is ${formatShape(is.shape)}, no longer ${formatShape(was.shape)}.`));
  }
  if (was.encoding === 'json' && is.encoding === 'json' && was.view !== is.view) {
    changes.push(breaks(`It says ${is.view ?? 'JSON of its own'}, no longer ${was.view ?? 'JSON of its own'}.`));
  }
  if ('mediaTypes' in was && 'mediaTypes' in is && was.mediaTypes[0] !== is.mediaTypes[0]) {
    changes.push(breaks(`It is ${is.mediaTypes[0]}, no longer ${was.mediaTypes[0]}.`));
  }
  return [...changes, ...labels(labelsOf(was), labelsOf(is))];
}

const breaks = (message: string): Change => ({ breaking: true, message });

// A size that was fixed is relied upon; one that was open was not.
function isOther(was: readonly Dim[] | null, is: readonly Dim[] | null): boolean {
  if (was === null || is === null) return was !== is && was !== null;
  return was.length !== is.length || was.some((dim, axis) => typeof dim === 'number' && is[axis] !== dim);
}

function labelsOf(field: Field): readonly string[] {
  return field.steps.flatMap((step) => ('labels' in step && Array.isArray(step.labels) ? step.labels.filter((label) => typeof label === 'string') : []));
}

const MOST_NAMED = 3;

function labels(was: readonly string[], is: readonly string[]): Change[] {
  const gone = was.filter((label) => !is.includes(label));
  const added = is.filter((label) => !was.includes(label));
  return [
    ...(gone.length > 0 ? [breaks(`${formatCount(gone.length)} of its labels ${gone.length === 1 ? 'is' : 'are'} gone: ${some(gone)}.`)] : []),
    ...(added.length > 0
      ? [{ breaking: false, message: `${formatCount(added.length)} of its labels ${added.length === 1 ? 'is' : 'are'} new: ${some(added)}.` }]
      : []),
  ];
}

function some(list: readonly string[]): string {
  return `${list.slice(0, MOST_NAMED).join(', ')}${list.length > MOST_NAMED ? ` and ${list.length - MOST_NAMED} more` : ''}`;
}
