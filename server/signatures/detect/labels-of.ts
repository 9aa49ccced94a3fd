import type { Graph } from '../schema.ts';
import { COCO_80, COCO_91 } from './coco-labels.ts';
import type { Evidence } from './evidence.ts';
import { IMAGENET_1000 } from './imagenet-labels.ts';
import { asIndexed, asObject, asTexts } from './json-look.ts';
import { parsePythonLiteral } from './python-literal.ts';
import { metadataOf } from './tensor-look.ts';

/** The names of a model's classes, in order; `labels` is empty when there are none that fit. */
export interface ClassLabels {
  labels: string[];
  /** Where they are from: "config.json"; null without labels. */
  source: string | null;
  /** What was taken for granted. */
  assumption: string | null;
}

export interface LabelsWanted {
  /** Classes the graph has; null when the file does not say. */
  count: number | null;
  /** Where a background class stands that lists leave out. */
  background?: 'first' | 'last';
  /** COCO's names may be taken for a detector without any, ImageNet's for a classifier of pictures. */
  known?: 'coco' | 'imagenet';
}

/** The class names by the first source that has some of the right count: configuration, metadata, files, sets known by size. */
export function labelsOf({ graphs, companions }: Evidence, wanted: LabelsWanted): ClassLabels {
  const { config, labels } = companions;
  const found: { source: string; labels: string[] | null }[] = [
    { source: 'config.json', labels: configLabels(companions.config) },
    { source: 'config.json', labels: asTexts(config?.label_names) ?? asTexts(asObject(config?.pretrained_cfg)?.label_names) },
    ...graphs.map((graph) => ({ source: 'the metadata of the model', labels: metadataLabels(graph) })),
    ...graphs.map((graph) => ({ source: 'the classifier in the model', labels: graph.classLabels ?? null })),
    { source: labels?.file ?? '', labels: labels?.labels ?? null },
    { source: 'inference.yml', labels: asTexts(companions.paddle?.label_list) ?? asTexts(topkOf(companions.paddle)?.label_list) },
  ];
  const refused: string[] = [];
  for (const { source, labels: list } of found) {
    if (!list) continue;
    const fitted = fit(list, source, wanted);
    if (fitted) return fitted;
    refused.push(
      `${source} has ${list.length} labels for ${wanted.count ?? 'an unknown number of'} classes: they were left out, classes are LABEL_0, LABEL_1 and so on`,
    );
  }
  // Whoever dropped a list that does not fit meant another set than the usual one.
  const known = refused.length === 0 ? knownLabels(wanted) : null;
  return known ?? { labels: [], source: null, assumption: refused[0] ?? 'No labels were found: classes are LABEL_0, LABEL_1 and so on' };
}

/** `id2label`, unless it is the placeholder transformers writes. */
function configLabels(config: Evidence['companions']['config']): string[] | null {
  const labels = asIndexed(config?.id2label);
  return labels?.every((label, index) => label === `LABEL_${index}`) ? null : labels;
}

function topkOf(paddle: Evidence['companions']['paddle']) {
  return asObject(asObject(paddle?.PostProcess)?.Topk);
}

/** `names` or `classes` in the file's own metadata: Python or JSON. */
export function metadataLabels(graph: Graph): string[] | null {
  for (const key of ['names', 'classes', 'class_names', 'labels', 'id2label']) {
    const text = metadataOf(graph, key);
    const value = text === null ? undefined : parsePythonLiteral(text)?.value;
    if (value instanceof Map) {
      const labels = asIndexed(Object.fromEntries(value));
      if (labels) return labels;
    }
    if (Array.isArray(value) && asTexts(value)) return value as string[];
  }
  return null;
}

function fit(list: string[], source: string, { count, background }: LabelsWanted): ClassLabels | null {
  if (count === null) return { labels: list, source, assumption: `The labels are those of ${source}; the model does not say how many classes it has` };
  if (list.length === count) return { labels: list, source, assumption: null };
  if (list.length !== count - 1) return null;
  const labels = background === 'last' ? [...list, 'background'] : ['background', ...list];
  return { labels, source, assumption: `The ${background ?? 'first'} of ${count} classes is taken for the background, which ${source} leaves out` };
}

const KNOWN: { set: LabelsWanted['known']; name: string; count: number; labels: string[] }[] = [
  { set: 'coco', name: 'COCO', count: 80, labels: COCO_80 },
  { set: 'coco', name: 'COCO', count: 91, labels: COCO_91 },
  { set: 'imagenet', name: 'ImageNet', count: 1000, labels: IMAGENET_1000 },
  { set: 'imagenet', name: 'ImageNet', count: 1001, labels: ['background', ...IMAGENET_1000] },
];

function knownLabels({ count, known }: LabelsWanted): ClassLabels | null {
  const found = KNOWN.find((one) => one.set === known && one.count === count);
  if (!found) return null;
  const { name, labels } = found;
  return { labels, source: name, assumption: `The labels are those of ${name}, because there are ${count} classes` };
}
