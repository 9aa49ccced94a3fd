import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { BinaryTensor, InvocationView } from '../invocations/schema.ts';
import { encodeTensorJson } from '../signatures/tensor-json.ts';
import { JSON_LENGTH_HEADER } from './binary-tensors.ts';
import type { RestContext } from './rest-env.ts';

/** Above this a JSON answer names where an output's bytes are instead of carrying them. */
export const MAX_JSON_OUTPUT_BYTES = 64 * 1024 ** 2;

export interface Answer {
  invocation: InvocationView;
  /** With bytes; null while there are none. */
  outputs: BinaryTensor[] | null;
  isBinary(output: string): boolean;
  status: 200 | 202;
}

/** Answers a run as JSON, or as JSON followed by the bytes of the outputs asked for in binary. */
export function answerInvocation(c: RestContext, { invocation, outputs, isBinary, status }: Answer): Response {
  const binary = outputs?.filter((output) => isBinary(output.name)) ?? [];
  const items = outputs?.map((output, position) => (isBinary(output.name) ? describeBytes(output) : describeTensor(invocation.id, output, position)));
  const text = invocationText(invocation, items ?? null);
  if (binary.length === 0) return sendText(c, text, status);
  return sendBytes(c, Buffer.from(text), binary);
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

function describeBytes({ name, datatype, shape, bytes }: BinaryTensor): string {
  return JSON.stringify({ name, datatype, shape, parameters: { binary_data_size: bytes.byteLength } });
}

function describeTensor(id: string, tensor: BinaryTensor, position: number): string {
  const { name, datatype, shape, bytes } = tensor;
  if (bytes.byteLength > MAX_JSON_OUTPUT_BYTES) {
    return JSON.stringify({
      name,
      datatype,
      shape,
      url: `/api/v1/invocations/${id}/outputs/${position}`,
      mediaType: 'application/octet-stream',
      sizeBytes: bytes.byteLength,
    });
  }
  return `${JSON.stringify({ name, datatype, shape }).slice(0, -1)},"data":${JSON.stringify(encodeTensorJson(datatype, bytes))}}`;
}

// Written as it is: a Response object would be built only to be read back.
function sendText(c: RestContext, text: string, status: number): Response {
  const { outgoing } = c.env;
  outgoing.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  outgoing.end(text);
  return RESPONSE_ALREADY_SENT;
}

function sendBytes(c: RestContext, json: Buffer, outputs: BinaryTensor[]): Response {
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
