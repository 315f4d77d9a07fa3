import type { MemberLook } from './contents.ts'
import { parseWheelName } from '../python/wheel-name.ts'
import type { Images } from './abi3.ts'
import { headBytes, isNative, readNative } from './native-image.ts'
import type { NativeImage, Unread } from './native.ts'
import { nativesIn } from './natives.ts'

/** What was seen of a wheel's native code. */
export interface SeenNatives {
  readonly images: Images
  /** Whether a member that is not named as native code begins as a program does. */
  readonly programs: boolean
}

/** Nothing was looked at. */
export const nothingSeen: SeenNatives = { images: new Map(), programs: false }

/**
 * Looks at the native code of the wheel of that file name, member by member while it is read: all bytes of what the abi3 audit or a
 * table of DLLs needs, the beginning of the rest. `seen` fills as it goes.
 */
export function nativeLook(file: string): { readonly look: MemberLook; readonly seen: SeenNatives } {
  const images = new Map<string, NativeImage | Unread>()
  const seen = { images, programs: false }
  const audited = parseWheelName(file)?.tags.some((tag) => tag.abi === 'abi3' || tag.abi === 'abi3t') ?? false
  const isWhole = (path: string): boolean => audited || /\.pyd$/i.test(path)
  const see = (path: string, bytes: Uint8Array): void => {
    if (nativesIn([path]).length > 0) images.set(path, readNative(bytes, !isWhole(path)))
    else if (isNative(bytes)) seen.programs = true
  }
  return { look: { bytes: (path) => (nativesIn([path]).length === 0 ? 4 : isWhole(path) ? Infinity : headBytes), see }, seen }
}
