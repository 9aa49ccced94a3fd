/**
 * An ONNX file with inner tensors of FP32 declared as outputs too. Protobuf merges a message field that comes twice, so a
 * second `graph` (ModelProto 7) holding nothing but outputs (GraphProto 12: name 1, type 2 { tensor_type 1 { elem_type 1 } })
 * at the end of the file adds them to the first. Source: onnx.proto; protobuf's encoding, "last one wins" and merging.
 */
export function withOutputs(model: Uint8Array, tensors: readonly string[]): Uint8Array {
  const float = field(2, field(1, Uint8Array.of(0x08, 1)));
  const outputs = tensors.map((name) => field(12, Buffer.concat([field(1, Buffer.from(name)), float])));
  return Buffer.concat([model, field(7, Buffer.concat(outputs))]);
}

function field(number: number, payload: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(number * 8 + 2), varint(payload.byteLength), payload]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}
