import type { AudioField, Field, FileField, ImageField } from './field.ts';

export type MediaField = ImageField | AudioField | FileField;

/** A field that is sent as a file's bytes. */
export function isMediaField(field: Field): field is MediaField {
  return field.encoding === 'image' || field.encoding === 'audio' || field.encoding === 'file';
}

/** Most bytes of a file for this field: its own limit, within the installation's. */
export function maxBytesOf(field: MediaField, limits: { maxBodyBytes: number }): number {
  return Math.min(field.maxBytes ?? Infinity, limits.maxBodyBytes);
}
