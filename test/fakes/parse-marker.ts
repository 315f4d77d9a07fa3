import { judgeMarker, type Marker } from '../../core/python/marker.ts'

/** A condition, for tests of what it holds for; undefined for what is none. */
export function parseMarker(text: string): Marker | undefined {
  const judged = judgeMarker(text)
  return 'fault' in judged ? undefined : judged
}
