import type { Service } from './store.ts'

/** In bytes. What is smaller gains nothing: some 14.6 kB travel in the first flight of a connection anyway (RFC 6928), in one round trip. */
const worth = 16_384

/** Whether an object of `size` bytes is better kept gzipped, where the store can. */
export function gzipPays({ gzip }: Service, size: number): boolean {
  return gzip === true && size >= worth
}
