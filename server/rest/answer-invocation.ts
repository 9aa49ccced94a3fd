import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { ERROR_STATUS } from '../errors.ts';
import type { InvocationView } from '../invocations/schema.ts';
import { encodeTensorJson } from '../signatures/tensor-json.ts';
import { isTensorValue, JSON_TYPE, type FieldValue, type MediaValue, type TensorValue } from '../signatures/value.ts';
import { JSON_LENGTH_HEADER } from './binary-tensors.ts';
import type { RestContext } from './rest-env.ts';

/** Above this a JSON answer names where an output's bytes are instead of carrying them. */
export const MAX_JSON_OUTPUT_BYTES = 64 * 1024 ** 2;

export interface Answer {
  invocation: InvocationView;
  /** With bytes; null while there are none. */
  outputs: FieldValue[] | null;
  isBinary(output: string): boolean;
  status: 200 | 202;
  /** What the caller accepts: a picture, say, is answered as itself where that is named. */
  accept?: string;
}

/**
 * Answers a run: as JSON; as JSON followed by the bytes of the tensors asked for in binary; as the one output that is of
 * a media type the caller names; or as a form with a part for the run and one for each output. A run that failed by the caller's fault has that fault's status.
 */
export function answerInvocation(c: RestContext, answer: Answer): Response {
  const { invocation, outputs, isBinary } = answer;
  c.env.outgoing.setHeader('X-Invocation-Id', invocation.id);
  const wanted = outputs ? acceptedMedia(outputs, answer.accept) : null;
  if (wanted) return sendMedia(c, wanted);
  if (outputs && wantsParts(answer.accept)) return sendParts(invocation, outputs, statusOf(answer));
  const isBytes = (output: FieldValue): output is TensorValue => isTensorValue(output) && isBinary(output.name);
  const binary = outputs?.filter(isBytes) ?? [];
  const items = outputs?.map((output, position) => (isBytes(output) ? describeBytes(output) : describeOutput(invocation.id, output, position)));
  const text = invocationText(invocation, items ?? null);
  if (binary.length === 0) return sendText(c, text, statusOf(answer));
  return sendBytes(c, Buffer.from(text), binary);
}

function statusOf({ invocation, status }: Answer): number {
  const { error } = invocation;
  return status === 200 && (error?.code === 'INVALID_INPUT' || error?.code === 'PAYLOAD_TOO_LARGE') ? ERROR_STATUS[error.code] : status;
}

// The only output of a media type that is named, not one that a wildcard for everything lets through.
function acceptedMedia(outputs: readonly FieldValue[], accept = ''): MediaValue | null {
  const types = accept.split(',').map((type) => type.split(';')[0]?.trim() ?? '');
  const named = types.filter((type) => type !== '*/*' && type !== JSON_TYPE && type !== '');
  const fits = (mediaType: string) => named.some((type) => type === mediaType || (type.endsWith('/*') && mediaType.startsWith(type.slice(0, -1))));
  const found = outputs.filter((output): output is MediaValue => !isTensorValue(output) && output.mediaType !== JSON_TYPE && fits(output.mediaType));
  return found.length === 1 ? (found[0] ?? null) : null;
}

function wantsParts(accept = ''): boolean {
  return accept.split(',').some((type) => type.split(';')[0]?.trim() === 'multipart/form-data');
}

function sendParts(invocation: InvocationView, outputs: readonly FieldValue[], status: number): Response {
  const form = new FormData();
  const items = outputs.map((output, position) => describeLink(invocation.id, output, position));
  form.append('invocation', new Blob([invocationText(invocation, items)], { type: JSON_TYPE }), 'invocation.json');
  for (const output of outputs) {
    const type = isTensorValue(output) ? 'application/octet-stream' : output.mediaType;
    form.append(output.name, new Blob([Buffer.from(output.bytes)], { type }), output.name);
  }
  return new Response(form, { status });
}

function sendMedia(c: RestContext, { mediaType, bytes }: MediaValue): Response {
  c.env.outgoing.writeHead(200, { 'Content-Type': mediaType, 'Content-Length': bytes.byteLength, 'Content-Security-Policy': "sandbox; default-src 'none'" });
  c.env.outgoing.end(bytes);
  return RESPONSE_ALREADY_SENT;
}

/** An invocation as the API shows it, in one string; outputs are texts already, so large ones are written once. */
function invocationText(invocation: InvocationView, outputs: string[] | null): string {
  const { id, model, version, status, timings, error, attempts, createdAt, startedAt, endedAt, queuePosition, etaMs, createdBy } = invocation;
  const { waitReason, priority, deadlineAt, device } = invocation;
  const head = JSON.stringify({ id, model, version, status });
  const rest = JSON.stringify({
    timings,
    error,
    attempts,
    queuePosition,
    etaMs,
    waitReason,
    priority,
    deadlineAt,
    device,
    createdBy,
    createdAt,
    startedAt,
    endedAt,
  });
  return `${head.slice(0, -1)},"outputs":${outputs ? `[${outputs.join(',')}]` : 'null'},${rest.slice(1)}`;
}

function describeBytes({ name, datatype, shape, bytes }: TensorValue): string {
  return JSON.stringify({ name, datatype, shape, parameters: { binary_data_size: bytes.byteLength } });
}

function describeOutput(id: string, output: FieldValue, position: number): string {
  if (!isTensorValue(output)) return describeMedia(id, output, position);
  const { name, datatype, shape, bytes } = output;
  if (bytes.byteLength > MAX_JSON_OUTPUT_BYTES) return describeLink(id, output, position);
  return `${JSON.stringify({ name, datatype, shape }).slice(0, -1)},"data":${JSON.stringify(encodeTensorJson(datatype, bytes))}}`;
}

// Canonical JSON is JSON already: it is not parsed to be written again.
function describeMedia(id: string, output: MediaValue, position: number): string {
  const { name, mediaType, bytes } = output;
  if (mediaType === JSON_TYPE && bytes.byteLength <= MAX_JSON_OUTPUT_BYTES) {
    return `${JSON.stringify({ name }).slice(0, -1)},"data":${Buffer.from(bytes).toString('utf8')}}`;
  }
  return describeLink(id, output, position);
}

function describeLink(id: string, output: FieldValue, position: number): string {
  const { name } = output;
  const where = { url: `/api/v1/invocations/${id}/outputs/${position}`, sizeBytes: output.bytes.byteLength };
  if (!isTensorValue(output)) return JSON.stringify({ name, mediaType: output.mediaType, ...where });
  return JSON.stringify({ name, datatype: output.datatype, shape: output.shape, mediaType: 'application/octet-stream', ...where });
}

// Written as it is: a Response object would be built only to be read back.
function sendText(c: RestContext, text: string, status: number): Response {
  const { outgoing } = c.env;
  outgoing.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  outgoing.end(text);
  return RESPONSE_ALREADY_SENT;
}

function sendBytes(c: RestContext, json: Buffer, outputs: TensorValue[]): Response {
  const { outgoing } = c.env;
  const size = outputs.reduce((sum, output) => sum + output.bytes.byteLength, json.byteLength);
  outgoing.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': size, [JSON_LENGTH_HEADER]: json.byteLength });
  outgoing.cork();
  outgoing.write(json);
  for (const output of outputs) outgoing.write(output.bytes);
  outgoing.end();
  outgoing.uncork();
  return RESPONSE_ALREADY_SENT;
}
