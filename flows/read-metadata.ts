import { inShort } from '../core/in-short.ts'
import type { WheelFiles } from '../core/ports.ts'
import { Problem } from '../core/problem.ts'
import { describeWheel, type Described } from '../core/wheel/describe.ts'
import type { ObjectStore } from '../core/store.ts'

/**
 * Reads the metadata of a wheel in a store from its end, without the wheel; what is no sound zip is told, not thrown. Undefined where the
 * file is not there any more.
 */
export async function readMetadata(
  store: Pick<ObjectStore, 'range' | 'name'>,
  { key, size }: { readonly key: string; readonly size: number },
  { metadata }: Pick<WheelFiles, 'metadata'>,
): Promise<Described | undefined> {
  const file = key.slice(key.lastIndexOf('/') + 1)
  const read = async (from: number, length: number): Promise<Uint8Array> => {
    const bytes = await store.range(key, from, length)
    if (bytes === undefined) throw new Problem('FILE_MISSING', `${store.name}: ${key} was deleted meanwhile.`, 'Run again.')
    return bytes
  }
  try {
    return describeWheel(file, await metadata(file, { size, read }))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.code === 'FILE_MISSING') return undefined
    if (error.code !== 'WHEEL_INVALID') throw error
    return { says: inShort(error.message.replace(file, 'it').replace(/\.$/, '')) }
  }
}
