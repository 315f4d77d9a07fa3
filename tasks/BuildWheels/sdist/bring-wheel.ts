import type { Subject } from '../suites/subject.ts'
import type { Place } from '../place.ts'

/** The wheel that `testWheels` has for a row which builds none, on the host; without that input none. None that fits is `NO_WHEELS`. */
export async function bringWheel(_place: Place): Promise<Subject> {
  return { wheel: '', facts: undefined }
}
